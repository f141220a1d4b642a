"""Fits the real Prophet to the series of stdin, one JSON a line, and answers each with Stan's parameters and the time taken, ms."""

import json
import logging
import sys
import time
import warnings

import pandas as pd
from prophet import Prophet

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


def answer(asked):
    regressors = asked["regressors"]
    frame = pd.DataFrame({"ds": pd.to_datetime(asked["days"], unit="D"), "y": asked["y"], **regressors})
    holidays = pd.DataFrame(asked["holidays"]) if asked["holidays"] else None
    if holidays is not None:
        holidays["ds"] = pd.to_datetime(holidays["ds"], unit="D")
    started = time.perf_counter()
    model = Prophet(holidays=holidays, **asked["options"])
    for name in regressors:
        model.add_regressor(name)
    params = model.fit(frame, **({"sig_figs": 18} if asked["allDigits"] else {})).params
    fitted = time.perf_counter()
    future = frame.tail(7).drop(columns="y")
    future["ds"] = pd.date_range(frame.ds.max() + pd.Timedelta(days=1), periods=7)
    model.predict(future)
    predicted = time.perf_counter()
    return {
        "fitMs": 1000 * (fitted - started),
        "predictMs": 1000 * (predicted - fitted),
        "params": {
            "k": float(params["k"][0][0]),
            "m": float(params["m"][0][0]),
            "delta": params["delta"].ravel().tolist(),
            "sigmaObs": float(params["sigma_obs"][0][0]),
            "beta": params["beta"].ravel().tolist(),
            "logPosterior": float(params["lp__"][0][0]),
        },
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
