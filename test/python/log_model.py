"""Fits a Prophet and registers it as a data scientist would; from stdin as JSON:

trackingUri, name of the registered model, history (ds, y, regressors), regressors, future (ds, regressors), alias or null.
Prints the version and Prophet's own yhat of the future.
"""

import json
import logging
import os
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
request = json.load(sys.stdin)
# MLflow says on standard output what it does.
answer, sys.stdout = sys.stdout, sys.stderr
os.environ["MLFLOW_TRACKING_URI"] = request["trackingUri"]
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"
os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"

import mlflow
import pandas as pd
from prophet import Prophet


def frame(columns):
    table = pd.DataFrame(columns)
    table["ds"] = pd.to_datetime(table["ds"])
    return table


history, future = frame(request["history"]), frame(request["future"])
model = Prophet(yearly_seasonality=False, daily_seasonality=False, interval_width=0.9)
for regressor in request["regressors"]:
    model.add_regressor(regressor)
model.fit(history)
prediction = model.predict(future)
mlflow.set_experiment("notebook")
with mlflow.start_run():
    signature = mlflow.models.infer_signature(future, prediction[["ds", "yhat", "yhat_lower", "yhat_upper"]])
    logged = mlflow.prophet.log_model(
        model, name="model", registered_model_name=request["name"], signature=signature
    )
version = int(logged.registered_model_version)
client = mlflow.MlflowClient()
client.update_model_version(request["name"], str(version), description="made in a notebook")
if request["alias"]:
    client.set_registered_model_alias(request["name"], request["alias"], version)
json.dump({"version": version, "yhat": prediction["yhat"].tolist()}, answer)
