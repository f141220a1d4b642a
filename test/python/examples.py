"""What the real Prophet makes of the example series in its own package, trained on all but the last 30 rows, as its own tests do."""

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

HELD_OUT = 30
EPOCH = pd.Timestamp("1970-01-01")


def epoch_days(ds):
    return [int(day) for day in (pd.DatetimeIndex(ds) - EPOCH).days]


def fit(frame, scaling, algorithm, digits):
    train = frame.head(len(frame) - HELD_OUT)
    model = Prophet(scaling=scaling)
    params = model.fit(train, algorithm=algorithm, sig_figs=digits).params
    forecast = model.predict(model.make_future_dataframe(HELD_OUT, include_history=False))
    return {
        "scaling": scaling,
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


def read(name):
    frame = pd.read_csv(Path(prophet.__file__).with_name("tests") / name, parse_dates=["ds"])
    return {
        "days": epoch_days(frame.ds),
        "y": frame.y.astype(float).tolist(),
        "fits": [
            fit(frame, scaling, algorithm, digits)
            for scaling in ["absmax", "minmax"]
            for algorithm in ["LBFGS", "Newton"]
            for digits in [18, 6]
        ],
    }


json.dump({name: read(name) for name in ["data.csv", "data3.csv"]}, sys.stdout)
