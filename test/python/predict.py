"""Forecasts with registered models as a data scientist would; from stdin {trackingUri, models: [{modelUri, columns}]} as JSON."""

import json
import logging
import os
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
request = json.load(sys.stdin)
os.environ["MLFLOW_TRACKING_URI"] = request["trackingUri"]
os.environ["MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"] = "false"

import mlflow
import pandas as pd


def forecast(uri, columns):
    frame = pd.DataFrame(columns)
    frame["ds"] = pd.to_datetime(frame["ds"])
    prophet = mlflow.prophet.load_model(uri)
    pyfunc = mlflow.pyfunc.load_model(uri)
    # The raw Prophet wants the columns of weekday interactions too.
    by_prophet = prophet.predict(pyfunc.get_raw_model().add_columns(frame))
    by_pyfunc = pyfunc.predict(frame)
    wider = pyfunc.predict(frame, params={"level": 0.95})
    return {
        "prophet": by_prophet["yhat"].tolist(),
        "pyfunc": by_pyfunc["yhat"].tolist(),
        "lower": by_pyfunc["yhat_lower"].tolist(),
        "upper": by_pyfunc["yhat_upper"].tolist(),
        "lower95": wider["yhat_lower"].tolist(),
        "upper95": wider["yhat_upper"].tolist(),
        "inputs": pyfunc.metadata.signature.inputs.to_dict(),
        "outputs": pyfunc.metadata.signature.outputs.to_dict(),
        "dependencies": open(mlflow.pyfunc.get_model_dependencies(uri)).read().split(),
    }


json.dump([forecast(model["modelUri"], model["columns"]) for model in request["models"]], sys.stdout)
