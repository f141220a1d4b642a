"""What the real Prophet's diagnostics make of its own test data.

From stdin {runs: [{horizon, period, initial}], windows: [{rolling_window, monthly}]} as JSON, durations in days or null.
"""

import json
import logging
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

import pandas as pd
import prophet
from prophet import Prophet
from prophet.diagnostics import cross_validation, performance_metrics

EPOCH = pd.Timestamp("1970-01-01")
DAY = pd.Timedelta("1 day")

frame = pd.read_csv(Path(prophet.__file__).with_name("tests") / "data.csv", parse_dates=["ds"])
request = json.load(sys.stdin)


def days_of(dates):
    return ((dates - EPOCH) / DAY).tolist()


def table_of(metrics):
    if not isinstance(metrics["horizon"].iloc[0], (int, float)) and metrics["horizon"].dtype.kind == "m":
        metrics["horizon"] = metrics["horizon"] / DAY
    return metrics.astype(float).to_dict(orient="list")


def run(model, durations):
    given = {name: f"{days} days" for name, days in durations.items() if days is not None}
    folds = cross_validation(model, disable_tqdm=True, **given)
    return {
        "cutoffs": days_of(folds["cutoff"]),
        "days": days_of(folds["ds"]),
        **{name: folds[name].tolist() for name in ["y", "yhat", "yhat_lower", "yhat_upper"]},
        "performance": [table_of(performance_metrics(folds, **window)) for window in request["windows"]],
    }


short = frame.head(100)
model = Prophet(changepoints=[]).fit(short)
future = model.make_future_dataframe(periods=5)
json.dump(
    {
        "days": days_of(frame["ds"]),
        "y": frame["y"].tolist(),
        "runs": [run(model, durations) for durations in request["runs"]],
        "futureDays": days_of(future["ds"]),
    },
    sys.stdout,
)
