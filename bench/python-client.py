"""Logs models one after the other as MLflow's own client does; from stdin {trackingUri, names, model, metrics, params} as JSON."""

import json
import logging
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
request = json.load(sys.stdin)
# MLflow prints each run's address
answer, sys.stdout = sys.stdout, open(os.devnull, "w")
os.environ["MLFLOW_TRACKING_URI"] = request["trackingUri"]
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"

import mlflow
import pandas as pd
from mlflow.models import infer_signature
from prophet.serialize import model_from_json

model = model_from_json(request["model"])
history = model.history[["ds", "y"]]
inputs = model.history[["ds", *model.extra_regressors]].head(2)
signature = infer_signature(inputs, pd.DataFrame({"yhat": [1.0, 2.0]}))
dataset = mlflow.data.from_pandas(history, name="series")
client = mlflow.MlflowClient()
mlflow.set_experiment("python-client")


def log(name):
    with mlflow.start_run(run_name=name):
        mlflow.log_params(request["params"])
        mlflow.log_metrics(request["metrics"])
        mlflow.log_input(dataset)
        info = mlflow.prophet.log_model(
            model, name="model", signature=signature, registered_model_name=name, pip_requirements=["prophet==1.5.0"]
        )
    client.set_registered_model_alias(name, "champion", info.registered_model_version)


first, *others = request["names"]
log(first)
started = time.perf_counter()
for name in others:
    log(name)
json.dump({"seconds": time.perf_counter() - started, "stores": len(others)}, answer)
