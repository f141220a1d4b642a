import { describe, expect, test } from "@jest/globals";
import { isoWeekday } from "../../../src/model/day.js";
import {
  createServingModelReader,
  DEFAULT_RECIPE,
  fit,
  fitStoreModel,
  forecastServing,
  forecastStore,
  fromStoreModelJson,
  makeServingModel,
  SERVING_FORMAT,
  toProphetJson,
  toServingModelJson,
  toStoreModelJson,
  trainStoreModel,
  type FutureDays,
  type StoreModel,
} from "../../../src/model/index.js";
import { makeSeries } from "../../support/series.js";

const series = makeSeries({ days: 600, promo: 0.3, closedWeekdays: [7], noise: 0.04 });
const mayDay = { name: "May Day", days: ["2013-05-01", "2014-05-01", "2015-05-01"] };
const input = {
  ...{ series, recipe: DEFAULT_RECIPE, holidays: [mayDay], chain: [] },
  backtest: { horizon: 7, folds: 4, step: 7, level: 0.8 },
};
const trained = trainStoreModel(input).model;
const future: FutureDays = (() => {
  const days = Int32Array.from({ length: 400 }, (_, i) => series.days.at(-1)! - 30 + i);
  const columns = { promo: Float64Array.from(days, (day) => Math.floor(day / 7) % 2) };
  return {
    ...{ days, regressors: columns, cap: new Float64Array(400).fill(12_000) },
    floor: new Float64Array(400),
  };
})();

const plain = (options: Parameters<typeof fit>[1]): StoreModel =>
  fromStoreModelJson(
    toProphetJson(fit({ ...series, cap: new Float64Array(series.y.length).fill(12_000) }, options)),
  );

const MODELS: [string, StoreModel][] = [
  ["of the default recipe", trained],
  ["read back", fromStoreModelJson(toStoreModelJson(trained))],
  ["in units", fitStoreModel(series, { ...DEFAULT_RECIPE, transform: "none" }, [mayDay])],
  ["whose baseline serves", { ...trained, forecaster: "baseline" }],
  [
    "made elsewhere, multiplicative",
    plain({ seasonalityMode: "multiplicative", regressors: [{ name: "promo" }] }),
  ],
  [
    "made elsewhere, logistic",
    plain({ growth: "logistic", nChangepoints: 3, regressors: [{ name: "promo" }] }),
  ],
  [
    "made elsewhere, with a condition",
    plain({ seasonalities: [{ name: "in promo", period: 7, fourierOrder: 2, conditionName: "promo" }] }),
  ],
];

describe.each(MODELS)("the serving form of a model %s", (_, model) => {
  const read = createServingModelReader();
  const serving = makeServingModel(model);
  const text = toServingModelJson(serving);

  test("forecasts what the whole model does, to the bit", () => {
    expect(forecastServing(serving, future, 0.9)).toEqual(forecastStore(model, future, 0.9));
  });

  test("is the same after it has been text", () => {
    expect(read(text)).toEqual(serving);
    expect(forecastServing(read(text), future, 0.9)).toEqual(forecastStore(model, future, 0.9));
  });

  test("is one text, to the byte, before and after the model itself has been text", () => {
    const readBack = fromStoreModelJson(toStoreModelJson(model));
    expect(toServingModelJson(makeServingModel(readBack))).toBe(text);
  });

  test("is a small part of it", () => {
    const share = model.forecaster === "baseline" ? 0.3 : 0.1;
    expect(text.length).toBeLessThan(share * toStoreModelJson(model).length);
  });
});

test("the serving form knows the last day traded of each weekday", () => {
  const { lastTradedDays } = makeServingModel(trained);
  expect(Array.from(lastTradedDays)).toEqual(Array.from(series.days.slice(-6)));
  expect(Array.from(lastTradedDays, isoWeekday).sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

test("models of one reader share the recipe and the holidays they have in common", () => {
  const read = createServingModelReader();
  const other = { ...trained, prophet: { ...trained.prophet, start: trained.prophet.start + 1 } };
  const [a, b] = [trained, other].map((model) => read(toServingModelJson(makeServingModel(model))));
  expect(a!.prophet.start).not.toBe(b!.prophet.start);
  expect(a!.recipe).toBe(b!.recipe);
  expect(a!.prophet.holidays).toBe(b!.prophet.holidays);
});

test("the number of the format goes with what the text holds", () => {
  const lines = toServingModelJson(makeServingModel(trained)).split("\n");
  const [shared, own] = lines.map((line) => JSON.parse(line) as Record<string, object>);
  const keysOf = (value: object | undefined) => Object.keys(value ?? {}).sort();
  expect([SERVING_FORMAT, keysOf(shared), keysOf(own), keysOf(own!.prophet)]).toEqual([
    1,
    ["holidays", "recipe"],
    [
      ...["baselineSeries", "calibration", "closedHolidays", "forecaster"],
      ...["lastTradedDays", "levels", "prophet", "transform"],
    ],
    [
      ...["changepoints", "changepointsT", "growth", "holidaysMode", "logisticFloor", "params", "regressors"],
      ...["scaling", "seasonalities", "settings", "start", "tScale", "yMin", "yScale"],
    ],
  ]);
});
