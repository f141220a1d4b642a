"""Secrets out of files: `X_FILE` names the file that holds the value of the variable `X`."""

import os
import sys

SECRETS = (
    "MLFLOW_BACKEND_STORE_URI",
    "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
)


def read_secret_files() -> None:
    """Puts the values where MLflow and boto3 look for them, and ends the process if one cannot be had."""
    for name in SECRETS:
        path = os.environ.pop(f"{name}_FILE", "")
        if not path:
            continue
        if os.environ.get(name):
            sys.exit(f"{name} and {name}_FILE are both set: keep one of them.")
        try:
            with open(path, encoding="utf-8") as file:
                value = file.read().rstrip("\r\n")
        except OSError as error:
            sys.exit(f"{name}_FILE={path} cannot be read: {error.strerror}.")
        if not value:
            sys.exit(f"{name}_FILE={path} is an empty file.")
        os.environ[name] = value
