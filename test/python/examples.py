"""What the real Prophet makes of its own example series, trained on all but the last 30 rows, as its own tests do."""

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
from prophet.utilities import warm_start_params

HELD_OUT = 30
# Newton's method begins where LBFGS ends with longer series: it gets as high in half the time.
LONG = 1_000
EPOCH = pd.Timestamp("1970-01-01")
IN_PACKAGE = Path(prophet.__file__).with_name("tests")
IN_DOCUMENTATION = Path(__file__).with_name("series")


def epoch_days(ds):
    return [int(day) for day in (pd.DatetimeIndex(ds) - EPOCH).days]


def fit(frame, scaling, mode, algorithm, digits):
    train = frame.head(len(frame) - HELD_OUT)
    # nobody asks for intervals, and to draw them takes as long as most fits
    make = lambda: Prophet(scaling=scaling, seasonality_mode=mode, uncertainty_samples=0)
    start = {}
    if algorithm == "Newton" and len(train) > LONG:
        start["init"] = warm_start_params(make().fit(train, sig_figs=digits))
    model = make()
    params = model.fit(train, algorithm=algorithm, sig_figs=digits, **start).params
    forecast = model.predict(model.make_future_dataframe(HELD_OUT, include_history=False))
    return {
        "scaling": scaling,
        "mode": mode,
        "algorithm": algorithm,
        "digits": digits,
        "params": {
            "k": float(params["k"][0][0]),
            "m": float(params["m"][0][0]),
            "delta": params["delta"].ravel().tolist(),
            "sigmaObs": float(params["sigma_obs"][0][0]),
            "beta": params["beta"].ravel().tolist(),
            "logPosterior": float(params["lp__"][0][0]),
        },
        "futureDays": epoch_days(forecast.ds),
        "yhat": forecast.yhat.tolist(),
    }


def read(path, modes, digits):
    frame = pd.read_csv(path, parse_dates=["ds"])
    return {
        "days": epoch_days(frame.ds),
        "y": frame.y.astype(float).tolist(),
        "fits": [
            fit(frame, scaling, mode, algorithm, count)
            for scaling in ["absmax", "minmax"]
            for mode in modes
            for algorithm in ["LBFGS", "Newton"]
            for count in digits
        ],
    }


BOTH = ["additive", "multiplicative"]
json.dump(
    {
        "data.csv": read(IN_PACKAGE / "data.csv", ["additive"], [18, 6]),
        "data3.csv": read(IN_PACKAGE / "data3.csv", ["additive"], [18, 6]),
        "air_passengers.csv": read(IN_DOCUMENTATION / "air_passengers.csv", BOTH, [18]),
        "retail_sales.csv": read(IN_DOCUMENTATION / "retail_sales.csv", BOTH, [18]),
        "peyton_manning.csv": read(IN_DOCUMENTATION / "peyton_manning.csv", ["additive"], [18]),
    },
    sys.stdout,
)
