"""What the real Prophet makes of models that were fitted elsewhere, and of those its own older versions saved.

From stdin {models: [{text, columns, validate, plot}]} as JSON: Prophet's JSON, the frame to forecast, whether to cross-validate and
whether to plot the components.
"""

import json
import logging
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import matplotlib

matplotlib.use("Agg")

import pandas as pd
import prophet
from prophet.diagnostics import cross_validation, performance_metrics
from prophet.serialize import model_from_json, model_to_json


def make_frame(columns):
    frame = pd.DataFrame(columns)
    frame["ds"] = pd.to_datetime(frame["ds"])
    return frame


def use(request):
    model = model_from_json(request["text"])
    future = make_frame(request["columns"])
    forecast = model.predict(future)
    saved = model_to_json(model)
    made = model.make_future_dataframe(periods=3)
    return {
        "yhat": forecast["yhat"].tolist(),
        "historyYhat": model.predict()["yhat"].tolist(),
        "saved": saved,
        "savedYhat": model_from_json(saved).predict(future)["yhat"].tolist(),
        "madeDays": made["ds"].dt.strftime("%Y-%m-%d").tolist(),
        "plotAxes": len(model.plot(forecast).axes),
        "componentAxes": [axes.get_ylabel() for axes in model.plot_components(forecast).axes] if request["plot"] else None,
        "validation": validate(model) if request["validate"] else None,
    }


def validate(model):
    folds = cross_validation(model, initial="100 days", period="20 days", horizon="10 days", disable_tqdm=True)
    metrics = performance_metrics(folds)
    return {
        "cutoffs": sorted(folds["cutoff"].dt.strftime("%Y-%m-%d").unique().tolist()),
        "rows": len(folds),
        "metrics": metrics.columns.tolist(),
        "mape": metrics["mape"].mean(),
    }


def read_older():
    older = []
    for path in sorted(Path(prophet.__file__).with_name("tests").glob("serialized_model_v*.json")):
        text = path.read_text()
        # Those files hold a JSON string that holds JSON.
        model = model_from_json(json.loads(text))
        future = model.make_future_dataframe(10)
        older.append(
            {
                "name": path.stem,
                "text": text,
                "days": future["ds"].dt.strftime("%Y-%m-%d").tolist(),
                "yhat": model.predict(future)["yhat"].tolist(),
            }
        )
    return older


requests = json.load(sys.stdin)["models"]
json.dump({"models": [use(request) for request in requests], "older": read_older()}, sys.stdout)
