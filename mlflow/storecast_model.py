"""Forecasts of a store's model as Storecast's API answers them.

This file lies in the `code` folder of every model that Storecast registers. `mlflow.pyfunc.load_model` takes it as the loader of
the `python_function` flavour; the `prophet` flavour stays the raw Prophet, whose numbers may be logarithms and which wants the columns of
weekday interactions too:

    model = mlflow.pyfunc.load_model("models:/storecast-store-0001@champion")
    model.predict(frame)                          # units; yhat_lower and yhat_upper cover 80 %
    model.predict(frame, params={"level": 0.95})

    store = model.get_raw_model()                 # a StoreModel
    store.prophet.predict(store.add_columns(frame))

`frame` has `ds` and the model's regressors, such as `promo`. Days are taken as days on which the store is open.
"""

import json
from statistics import NormalDist

import numpy as np
import pandas as pd
from prophet.serialize import model_from_json

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SEASON = 7
DAY = pd.Timedelta(days=1)


def half_width(level):
    """Of the central interval of the standard normal distribution that holds `level` of it."""
    return NormalDist().inv_cdf((1 + level) / 2)


class StoreModel:
    """A Prophet, what its numbers mean, and how sure it is."""

    def __init__(self, text):
        own = json.loads(text).get("storecast", {})
        self.prophet = model_from_json(text)
        self.recipe = own.get("recipe")
        self.transform = own.get("transform", "none")
        self.forecaster = own.get("forecaster", "prophet")
        self.calibration = own.get("calibration")

    def add_columns(self, frame):
        """The frame with a column for each weekday interaction of the recipe, such as `promo_monday`."""
        frame = frame.copy()
        frame["ds"] = pd.to_datetime(frame["ds"])
        for interaction in self.recipe["weekdayInteractions"] if self.recipe else []:
            regressor = interaction["regressor"]
            if regressor not in frame:
                continue
            for weekday in interaction["weekdays"]:
                is_day = frame["ds"].dt.dayofweek == weekday - 1
                frame[f"{regressor}_{WEEKDAYS[weekday - 1]}"] = np.where(is_day, frame[regressor], 0.0)
        return frame

    def predict(self, frame, level=0.8):
        """Frame of `ds`, `yhat`, `yhat_lower` and `yhat_upper` in units, all at least 0, in the order of the days.

        :param level: share of actual days that the interval shall hold, between 0 and 1
        """
        if not 0 < level < 1:
            raise ValueError(f"level is {level}: must be above 0 and below 1, such as 0.8")
        frame = self.add_columns(frame).sort_values("ds").reset_index(drop=True)
        if self.forecaster == "baseline":
            yhat, lower, upper = self._predict_baseline(frame["ds"], level)
        else:
            yhat, lower, upper = (self._to_units(values) for values in self._predict_prophet(frame, level))
        columns = {"yhat": yhat, "yhat_lower": lower, "yhat_upper": upper}
        return pd.DataFrame({"ds": frame["ds"], **{name: np.maximum(values, 0) for name, values in columns.items()}})

    def _to_units(self, values):
        return np.exp(values) if self.transform == "log" else values

    def _predict_prophet(self, frame, level):
        prophet = self.prophet
        draws, prophet.uncertainty_samples = prophet.uncertainty_samples, 0
        try:
            forecast = prophet.predict(frame)
        finally:
            prophet.uncertainty_samples = draws
        yhat = forecast["yhat"].to_numpy()
        # What Prophet assumes of slope changes to come, integrated instead of sampled.
        ahead = np.maximum((forecast["ds"] - prophet.start) / prophet.t_scale - 1, 0).to_numpy()
        mean_change = 0 if prophet.growth == "flat" else np.abs(prophet.params["delta"]).mean()
        trend_variance = 2 / 3 * len(prophet.changepoints_t) * mean_change**2 * ahead**3
        factor = 1 + forecast["multiplicative_terms"].to_numpy()
        noise = float(np.mean(prophet.params["sigma_obs"]))
        sd = np.sqrt(noise**2 + factor**2 * trend_variance) * prophet.y_scale
        reach = self._reach(level) * sd
        return yhat, yhat - reach, yhat + reach

    def _reach(self, level):
        """Half-width of the interval in the standard deviations that the model expects itself: linear between knots, over normal scores."""
        z = half_width(level)
        if self.calibration is None:
            return z
        knots = [(0.0, 0.0)] + [(half_width(knot["level"]), knot["reach"]) for knot in self.calibration["shape"]]
        for (from_z, from_reach), (to_z, to_reach) in zip(knots, knots[1:]):
            slope = (to_reach - from_reach) / (to_z - from_z)
            if z <= to_z:
                break
        else:
            from_z, from_reach = knots[-1]
        return self.calibration["scale"] * (from_reach + slope * (z - from_z))

    def _predict_baseline(self, days, level):
        """The store's last sale of the same weekday; its errors grow with the root of the weeks since."""
        history = self.prophet.history
        known = pd.Series(self._to_units(history["y"].to_numpy()), index=pd.DatetimeIndex(history["ds"]))
        weekdays = known.index.dayofweek
        errors = known.groupby(weekdays).diff().dropna()
        latest = {weekday: (values.index[-1], values.iloc[-1]) for weekday, values in known.groupby(weekdays)}
        usual = np.mean([value for _, value in latest.values()])
        spread = np.sqrt(np.mean(errors**2)) if len(errors) else known.std()
        yhat, reach = [], []
        for day in days:
            at, value = latest.get(day.dayofweek, (known.index[-1], usual))
            weeks = max(1, int(np.ceil((day - at) / DAY / SEASON)))
            yhat.append(value)
            reach.append(half_width(level) * spread * np.sqrt(weeks))
        yhat, reach = np.array(yhat), np.array(reach)
        return yhat, yhat - reach, yhat + reach


class _Loaded:
    """What MLflow calls."""

    def __init__(self, store):
        self.store = store

    def predict(self, frame, params=None):
        return self.store.predict(frame, **(params or {}))

    def get_raw_model(self):
        return self.store


def _load_pyfunc(path):
    with open(path, encoding="utf8") as file:
        return _Loaded(StoreModel(json.load(file)))
