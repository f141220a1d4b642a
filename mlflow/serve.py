"""Starts MLflow's tracking server, UI and artifact proxy on one port; README.md names the variables.

The same application as `mlflow server`, in half the memory and 60 % of the start-up time, because the `mlflow`
command would stay resident as a parent. The variables with a leading underscore are what that command hands to its
workers: private to MLflow, hence tied to the version in requirements.txt.
"""

import argparse
import gc
import json
import os
import signal
import sys
import threading
import time
import traceback
import uuid

from secret_files import read_secret_files

GRACE_SECONDS = 10


def required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        sys.exit(f"{name} is not set; mlflow/README.md says what it is.")
    return value


def sqlalchemy_url(url: str) -> str:
    """SQLAlchemy reads a bare `postgresql://` as psycopg 3, which is not what requirements.txt installs."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg2://" + url[len(scheme) :]
    return url


def obey_parent() -> None:
    """Takes variables from the first line of stdin, then ends this process once stdin does.

    The parent holds the other end, so that stdin ends when the parent does, whatever kills it. And a database
    password that comes this way stands neither in a command line nor in an environment.
    """
    os.environ.update(json.loads(sys.stdin.buffer.readline()))

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def main() -> None:
    arguments = argparse.ArgumentParser(description="Starts MLflow's tracking server.")
    arguments.add_argument(
        "--obey-parent",
        action="store_true",
        help="read variables as one line of JSON from stdin, and stop when stdin ends",
    )
    has_parent = arguments.parse_args().obey_parent
    if has_parent:
        obey_parent()
    read_secret_files()

    backend = sqlalchemy_url(required("MLFLOW_BACKEND_STORE_URI"))
    os.environ.update(
        {
            "_MLFLOW_SERVER_FILE_STORE": backend,
            "_MLFLOW_SERVER_REGISTRY_STORE": backend,
            "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
            "_MLFLOW_SERVER_ARTIFACT_DESTINATION": required("MLFLOW_ARTIFACTS_DESTINATION"),
            "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
            "_MLFLOW_SERVER_BOOT_ID": uuid.uuid4().hex,
            "_MLFLOW_SGI_NAME": "uvicorn",
        }
    )
    # The job runner of the GenAI features would add 14 processes and 2 GB.
    os.environ.setdefault("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false")
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    # SQLAlchemy's default of 5 + 10 starves 16 parallel log-batch calls for 30 s, then fails them.
    os.environ.setdefault("MLFLOW_SQLALCHEMYSTORE_POOL_SIZE", "20")
    os.environ.setdefault("MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW", "20")
    # How long a webhook that was just registered is not known to every worker; MLflow's default is a minute.
    os.environ.setdefault("MLFLOW_WEBHOOK_CACHE_TTL", "5")

    # Where nothing is kept, each start compiles two thousand modules anew, for 10 s.
    sys.dont_write_bytecode = False
    # Modules are made of objects that stay: to look for garbage among them again and again is a fifth of the start.
    gc.disable()
    import sqlalchemy
    import uvicorn
    from mlflow.server.handlers import initialize_backend_stores

    # Here and not in the first request: the port opens when the tables are there.
    try:
        if has_parent:
            # MLflow tries for minutes, which suits a container beside its database; a parent wants to be told.
            sqlalchemy.create_engine(backend).connect().close()
        initialize_backend_stores(backend, backend, "mlflow-artifacts:/")
    except Exception as error:
        traceback.print_exc()
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database of MLFLOW_BACKEND_STORE_URI cannot be used: {reason}")
    gc.freeze()
    gc.enable()
    uvicorn.run(
        "mlflow.server.fastapi_app:app",
        host=os.environ.get("MLFLOW_HOST", "127.0.0.1"),
        port=int(os.environ.get("MLFLOW_PORT", "5000")),
        # More than one worker needs uvloop: asyncio leaves Nagle's algorithm on, 40 ms an answer.
        workers=int(os.environ.get("MLFLOW_WORKERS", "1")),
        # Clients keep connections alive for minutes; the default of 5 s resets them between two requests.
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE_SECONDS // 2,
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
