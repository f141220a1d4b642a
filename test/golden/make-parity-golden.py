"""Writes parity-golden.json beside this file: where Stan stops on the series that print-parity-series.ts prints.

Run both anew when those series change, in an environment of its own:

    uv venv /tmp/prophet && uv pip install --python /tmp/prophet prophet==1.5.0
    npx tsx test/golden/print-parity-series.ts | /tmp/prophet/bin/python test/golden/make-parity-golden.py

The file has a line for each series: its recipe, its size, and for each mode Stan's parameters and log posterior with all their digits.
"""

import json
import logging
import sys
from pathlib import Path

import pandas as pd
from prophet import Prophet

logging.disable(logging.CRITICAL)


def fit(frame, regressors, mode):
    model = Prophet(seasonality_mode=mode)
    for name in regressors:
        model.add_regressor(name)
    params = model.fit(frame, sig_figs=18).params
    return {
        "k": float(params["k"][0][0]),
        "m": float(params["m"][0][0]),
        "delta": params["delta"].ravel().tolist(),
        "sigmaObs": float(params["sigma_obs"][0][0]),
        "beta": params["beta"].ravel().tolist(),
        "logPosterior": float(params["lp__"][0][0]),
    }


def answer(line):
    asked = json.loads(line)
    regressors = dict(asked["regressors"])
    frame = pd.DataFrame({"ds": pd.to_datetime(asked["days"], unit="D"), "y": asked["y"], **regressors})
    stan = {options["seasonalityMode"]: fit(frame, regressors, options["seasonalityMode"]) for options in asked["options"]}
    return {"recipe": asked["recipe"], "rows": len(frame), "sum": sum(asked["y"]), "stan": stan}


golden = Path(__file__).with_name("parity-golden.json")
lines = [json.dumps(answer(line), separators=(",", ":")) for line in sys.stdin]
golden.write_text('{"prophet":"1.5.0","series":[\n' + ",\n".join(lines) + "\n]}\n")
print(f"{golden}: {golden.stat().st_size} bytes")
