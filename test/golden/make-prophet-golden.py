"""Writes prophet-golden.json beside this file: what the real Python Prophet makes of a few generated series.

Run it anew when a case changes, in an environment of its own:

    uv venv /tmp/prophet && uv pip install --python /tmp/prophet prophet==1.5.0
    /tmp/prophet/bin/python test/golden/make-prophet-golden.py

Every case has the series, the options, Stan's parameters with all their digits, Stan's log posterior, the column names and
the forecast; some also have the whole model as Prophet saves it.
"""

import json
import logging
from pathlib import Path

import numpy as np
import pandas as pd
from prophet import Prophet
from prophet.serialize import model_to_json

logging.disable(logging.CRITICAL)
EPOCH = pd.Timestamp("1970-01-01")


def epoch_days(ds):
    return [int(day) for day in (pd.DatetimeIndex(ds) - EPOCH).days]


def make_frame(seed, start, days, weekdays=7, noise=0.06, trend=0.3, promo=False, temperature=False, summer=False):
    rng = np.random.default_rng(seed)
    ds = pd.date_range(start, periods=days)
    t = np.arange(days)
    is_promo = ((t // 7) % 2 == 0) & (ds.day_of_week < 5)
    degrees = np.round(10 - 9 * np.cos(2 * np.pi * t / 365.25) + 3 * rng.normal(size=days), 1)
    weekly = np.array([0.12, 0.02, -0.04, -0.03, 0.05, -0.08, -0.2])[ds.day_of_week]
    level = 1 + trend * np.where(t < days / 2, t / days, 1 - t / days) + weekly + 0.1 * np.sin(2 * np.pi * t / 365.25)
    level = level + promo * 0.3 * is_promo - temperature * 0.004 * degrees + noise * rng.normal(size=days)
    frame = pd.DataFrame({"ds": ds, "y": np.maximum(0, np.round(5000 * level))})
    if promo:
        frame["promo"] = is_promo.astype(float)
    if temperature:
        frame["temperature"] = degrees
    if summer:
        frame["summer"] = ds.month.isin([5, 6, 7, 8])
        frame["winter"] = ~frame.summer
    return frame[ds.day_of_week < weekdays].reset_index(drop=True)


def make_saturating_frame(seed, start, days, rate, middle, noise=0.04, weekdays=7, floor=None, share=1.0, steps=0.0, breaks=0.0, promo=False):
    """Sales that rise (or fall) between a floor and a cap: `rate` and `middle` in shares of the history, `share` of the range reached."""
    rng = np.random.default_rng(seed)
    ds = pd.date_range(start, periods=days)
    t = np.arange(days) / days
    low = np.zeros(days) if floor is None else floor + 200.0 * (t > 0.5)
    cap = low + 6000.0 + steps * np.floor(4 * t)
    line = rate * (t - middle) + breaks * np.maximum(0, t - 0.55)
    weekly = np.array([0.06, 0.02, -0.04, -0.03, 0.05, -0.02, -0.1])[ds.day_of_week]
    is_promo = (np.arange(days) // 7) % 2 == 0
    level = share / (1 + np.exp(-line)) * (1 + weekly + promo * 0.2 * is_promo) + noise * rng.normal(size=days)
    frame = pd.DataFrame({"ds": ds, "y": np.round(low + (cap - low) * np.maximum(0, level)), "cap": cap})
    if floor is not None:
        frame["floor"] = low
    if promo:
        frame["promo"] = is_promo.astype(float)
    return frame[ds.day_of_week < weekdays].reset_index(drop=True)


def make_holidays(rows):
    return pd.DataFrame(
        [
            {"holiday": name, "ds": pd.Timestamp(day), "lower_window": lower, "upper_window": upper, "prior_scale": prior}
            for name, days, lower, upper, prior in rows
            for day in days
        ]
    )


def make_case(name, frame, options, holidays=None, regressors=(), seasonalities=(), keep_model=False):
    names = [regressor for regressor, *_ in regressors]
    conditions = list(dict.fromkeys(s["condition_name"] for s in seasonalities if "condition_name" in s))
    capacity = [column for column in ["cap", "floor"] if column in frame]
    frame = frame[["ds", "y", *names, *conditions, *capacity]]
    model = Prophet(holidays=None if holidays is None else make_holidays(holidays), **options)
    for regressor, prior, *mode in regressors:
        model.add_regressor(regressor, prior_scale=prior, mode=mode[0] if mode else None)
    for seasonality in seasonalities:
        model.add_seasonality(**seasonality)
    model.fit(frame, sig_figs=18)

    # Asked for here alone: Stan's digits are no setting of the model.
    model.fit_kwargs = {}
    future = pd.DataFrame({"ds": pd.date_range(frame.ds.max() - pd.Timedelta(days=9), periods=40)})
    for i, regressor in enumerate(names):
        future[regressor] = [float((day * (i + 3)) % (i + 2)) for day in range(40)]
    for i, condition in enumerate(conditions):
        future[condition] = [day % 3 == i for day in range(40)]
    for column in capacity:
        future[column] = [frame[column].iloc[-1] + 10.0 * day for day in range(40)]
    forecast = model.predict(future)
    components = ["trend", *model.seasonalities, "holidays", *names, "yhat"]
    columns = [*names, *conditions]
    return {
        "name": name,
        "series": {
            "days": epoch_days(frame.ds),
            "y": frame.y.tolist(),
            "regressors": {column: frame[column].astype(float).tolist() for column in columns},
            **{column: frame[column].tolist() for column in capacity},
        },
        "options": {
            **{
                camel(option): epoch_days(value) if option == "changepoints" else value
                for option, value in options.items()
            },
            "seasonalities": [{camel(key): value for key, value in s.items()} for s in seasonalities],
            "regressors": [
                {"name": regressor, "priorScale": prior, **({"mode": mode[0]} if mode else {})}
                for regressor, prior, *mode in regressors
            ],
            "holidays": [
                {
                    "name": holiday,
                    "days": epoch_days(days),
                    "lowerWindow": lower,
                    "upperWindow": upper,
                    "priorScale": prior,
                }
                for holiday, days, lower, upper, prior in holidays or []
            ],
        },
        "changepoints": epoch_days(model.changepoints),
        "modelParams": {
            "k": float(model.params["k"][0][0]),
            "m": float(model.params["m"][0][0]),
            "delta": model.params["delta"].ravel().tolist(),
            "sigmaObs": float(model.params["sigma_obs"][0][0]),
            "beta": model.params["beta"].ravel().tolist(),
            "logPosterior": float(model.params["lp__"][0][0]),
        },
        "multiplicative": model.component_modes["multiplicative"],
        "componentCols": json.loads(model.train_component_cols.to_json(orient="split"))["columns"],
        "future": {
            "days": epoch_days(future.ds),
            "regressors": {column: future[column].astype(float).tolist() for column in columns},
            **{column: future[column].tolist() for column in capacity},
        },
        "forecast": {column: forecast[column].tolist() for column in components if column in forecast},
        "modelJson": model_to_json(model) if keep_model else None,
    }


def camel(name):
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


EASTER = ("Easter Monday", ["2013-04-01", "2014-04-21", "2015-04-06"], -2, 1, 0.1)
FAIR = ("fair", ["2013-06-08", "2013-10-12", "2014-06-07", "2014-10-11", "2015-06-06"], 0, 0, 5.0)
NEVER = ("never seen", ["2016-02-29"], 0, 1, 10.0)

CASES = [
    make_case("defaults", make_frame(1, "2014-01-01", 400), {}),
    make_case(
        "six-day store with drivers and holidays",
        make_frame(2, "2013-01-02", 800, weekdays=6, promo=True, temperature=True),
        {},
        [EASTER, FAIR, NEVER],
        [("promo", 10.0), ("temperature", 2.0)],
    ),
    make_case(
        "short history",
        make_frame(3, "2014-03-03", 60, promo=True, temperature=True),
        {"n_changepoints": 5, "weekly_seasonality": 2},
        [("fair", ["2014-03-20", "2014-04-20", "2014-05-10"], -1, 1, 5.0)],
        [("promo", 10.0), ("temperature", 2.0)],
        keep_model=True,
    ),
    make_case(
        "loose trend, chosen orders",
        make_frame(4, "2014-01-01", 500, noise=0.03, trend=0.9),
        {
            "changepoint_prior_scale": 0.5,
            "changepoint_range": 0.95,
            "n_changepoints": 12,
            "yearly_seasonality": 4,
            "weekly_seasonality": True,
            "seasonality_prior_scale": 0.2,
        },
    ),
    make_case(
        "trend alone",
        make_frame(5, "2014-01-01", 120),
        {"n_changepoints": 0, "yearly_seasonality": False, "weekly_seasonality": False},
    ),
    make_case(
        "scaled from least to most",
        make_frame(6, "2014-01-01", 150, promo=True, temperature=True),
        {"scaling": "minmax"},
        regressors=[("promo", 10.0), ("temperature", 2.0)],
        keep_model=True,
    ),
    make_case(
        "flat trend",
        make_frame(7, "2014-01-01", 150, promo=True),
        {"growth": "flat", "daily_seasonality": True},
        regressors=[("promo", 1.0)],
        keep_model=True,
    ),
    make_case(
        "flat trend, scaled from least to most",
        make_frame(8, "2014-01-01", 120),
        {"growth": "flat", "scaling": "minmax", "n_changepoints": 0},
        keep_model=True,
    ),
    make_case(
        "seasonalities of its own, two of them conditional",
        make_frame(9, "2014-01-01", 400, weekdays=6, summer=True),
        {"weekly_seasonality": False},
        [FAIR],
        seasonalities=[
            {"name": "weekly in summer", "period": 7, "fourier_order": 3, "condition_name": "summer"},
            {"name": "weekly in winter", "period": 7, "fourier_order": 2, "condition_name": "winter", "prior_scale": 0.5},
            {"name": "monthly", "period": 30.5, "fourier_order": 4, "prior_scale": 2.0},
        ],
        keep_model=True,
    ),
    make_case(
        "chosen changepoints, a weekly seasonality of its own",
        make_frame(10, "2014-01-01", 200),
        {"changepoints": ["2014-02-14", "2014-04-01", "2014-06-30"], "yearly_seasonality": 2},
        seasonalities=[
            {"name": "weekly", "period": 7, "fourier_order": 1, "prior_scale": 0.3},
            {"name": "yearly", "period": 100, "fourier_order": 1},
        ],
        keep_model=True,
    ),
    make_case(
        "no changepoints by choice",
        make_frame(11, "2014-01-01", 120, noise=0.02),
        {"changepoints": []},
        keep_model=True,
    ),
    make_case("multiplicative", make_frame(12, "2014-01-01", 400), {"seasonality_mode": "multiplicative"}),
    make_case(
        "multiplicative six-day store with drivers and holidays",
        make_frame(13, "2013-01-02", 500, weekdays=6, promo=True, temperature=True),
        {"seasonality_mode": "multiplicative"},
        [EASTER, FAIR, NEVER],
        [("promo", 10.0), ("temperature", 2.0)],
        keep_model=True,
    ),
    make_case(
        "mixed modes",
        make_frame(14, "2013-06-03", 400, promo=True, temperature=True, summer=True),
        {"yearly_seasonality": 2, "holidays_mode": "multiplicative"},
        [EASTER, FAIR],
        [("promo", 1.0, "multiplicative"), ("temperature", 2.0, "additive")],
        [
            {"name": "weekly", "period": 7, "fourier_order": 2, "mode": "multiplicative", "condition_name": "summer"},
            {"name": "monthly", "period": 30.5, "fourier_order": 1, "mode": "additive"},
        ],
        keep_model=True,
    ),
    make_case(
        "multiplicative, additive holidays, scaled from least to most, flat",
        make_frame(15, "2014-01-01", 150, weekdays=6, promo=True),
        {"seasonality_mode": "multiplicative", "holidays_mode": "additive", "scaling": "minmax", "growth": "flat"},
        [("fair", ["2014-03-20", "2014-04-19"], -1, 1, 5.0)],
        [("promo", 10.0)],
        keep_model=True,
    ),
    make_case("logistic", make_saturating_frame(16, "2014-01-01", 300, 7.0, 0.4), {"growth": "logistic"}),
    make_case(
        "logistic between a floor and a cap that move",
        make_saturating_frame(17, "2014-01-01", 200, 8.0, 0.5, floor=1000.0, steps=300.0),
        {"growth": "logistic"},
        keep_model=True,
    ),
    make_case(
        "logistic, falling, with a floor, scaled from least to most",
        make_saturating_frame(18, "2014-01-01", 200, -6.0, 0.6, floor=500.0),
        {"growth": "logistic", "scaling": "minmax"},
        keep_model=True,
    ),
    make_case(
        "logistic without a floor, scaled from least to most",
        make_saturating_frame(19, "2014-01-01", 150, 5.0, 0.3, share=0.8),
        {"growth": "logistic", "scaling": "minmax", "n_changepoints": 10},
        keep_model=True,
    ),
    make_case(
        "logistic, multiplicative six-day store with promo and holidays",
        make_saturating_frame(20, "2013-11-01", 500, 6.0, 0.3, weekdays=6, share=0.7, promo=True),
        {"growth": "logistic", "seasonality_mode": "multiplicative"},
        [EASTER, FAIR, NEVER],
        [("promo", 10.0)],
        keep_model=True,
    ),
    make_case(
        "logistic with loose, chosen changepoints and mixed modes",
        make_saturating_frame(21, "2014-01-01", 360, 8.0, 0.25, breaks=-14.0, promo=True),
        {
            "growth": "logistic",
            "changepoints": ["2014-03-01", "2014-05-20", "2014-07-19", "2014-10-01"],
            "changepoint_prior_scale": 0.5,
            "yearly_seasonality": False,
        },
        [("fair", ["2014-03-20", "2014-09-20"], -1, 1, 5.0)],
        [("promo", 2.0, "multiplicative")],
        keep_model=True,
    ),
    make_case(
        "sales that fall below zero",
        make_frame(22, "2014-01-01", 120).assign(y=lambda frame: frame.y - 5000),
        {},
    ),
]

golden = Path(__file__).with_name("prophet-golden.json")
golden.write_text(json.dumps({"prophet": "1.5.0", "cases": CASES}, separators=(",", ":")) + "\n")
print(f"{golden}: {golden.stat().st_size} bytes")
