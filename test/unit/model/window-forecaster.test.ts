import { describe, expect, test } from "@jest/globals";
import {
  createServingModelReader,
  DEFAULT_RECIPE,
  fit,
  fitStoreModel,
  forecastServing,
  ForecastWindow,
  fromStoreModelJson,
  makeServingModel,
  ModelError,
  toProphetJson,
  splitFigures,
  toServingModelJson,
  trainStoreModel,
  WindowForecaster,
  type ServingModel,
  type StoreModel,
} from "../../../src/model/index.js";
import { makeSeries } from "../../support/series.js";

const series = makeSeries({ days: 600, promo: 0.3, closedWeekdays: [7], noise: 0.04 });
const mayDay = { name: "May Day", days: ["2013-05-01", "2014-05-01", "2015-05-01"] };
const trained = trainStoreModel({
  ...{ series, recipe: DEFAULT_RECIPE, holidays: [mayDay], chain: [] },
  backtest: { horizon: 7, folds: 4, step: 7, level: 0.8 },
}).model;

const elsewhere = (options: Parameters<typeof fit>[1]): StoreModel =>
  fromStoreModelJson(toProphetJson(fit(series, options)));
const price = Float64Array.from(series.days, (day) => 9 + (day % 13) / 7);
const priced = { ...series, regressors: { ...series.regressors, price } };

const MODELS: [string, StoreModel][] = [
  ["of the default recipe", trained],
  ["in units", fitStoreModel(series, { ...DEFAULT_RECIPE, transform: "none" }, [mayDay])],
  ["with a column of its own", fitStoreModel(priced, DEFAULT_RECIPE, [mayDay])],
  ["of which the baseline serves", { ...trained, forecaster: "baseline" }],
  [
    "made elsewhere, multiplicative",
    elsewhere({ seasonalityMode: "multiplicative", regressors: [{ name: "promo" }] }),
  ],
  [
    "made elsewhere, of mixed modes and with a flat trend",
    elsewhere({
      ...{ growth: "flat", regressors: [{ name: "promo", mode: "multiplicative", standardize: true }] },
      seasonalities: [{ name: "monthly", period: 30.5, fourierOrder: 4, mode: "multiplicative" }],
      holidays: [{ name: "May Day", days: [15826, 16191, 16556], lowerWindow: -1, upperWindow: 1 }],
      holidaysMode: "multiplicative",
    }),
  ],
  [
    "made elsewhere, with a condition",
    elsewhere({ seasonalities: [{ name: "in promo", period: 7, fourierOrder: 2, conditionName: "promo" }] }),
  ],
];

/** Numbers in [0, 1), the same for the same seed. */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A window, the days of it that are open and their inputs, as the model's test draws them. */
function draw(forecaster: WindowForecaster, random: () => number) {
  const length = 1 + Math.floor(random() * 90);
  const first = series.days[0]! + Math.floor(random() * 1_200);
  const isOpen = Array.from({ length }, () => random() > 0.2);
  const values = Float64Array.from({ length: length * forecaster.inputs.length }, (_, at) => {
    if (isOpen[at % length] !== true) return NaN;
    const { name } = forecaster.inputs[Math.floor(at / length)]!;
    return name === "price" ? 8 + 3 * random() : Number(random() > 0.5);
  });
  return { window: new ForecastWindow(first, length), isOpen, values, level: 0.01 + 0.98 * random() };
}

/** The open days as the whole forecast takes them. */
function pickOpen({ inputs }: WindowForecaster, { window, isOpen, values }: ReturnType<typeof draw>) {
  const at = isOpen.flatMap((open, i) => (open ? [i] : []));
  const pick = (input: number) => Float64Array.from(at, (i) => values[input * isOpen.length + i]!);
  return {
    days: Int32Array.from(at, (i) => window.days[i]!),
    regressors: Object.fromEntries(inputs.map(({ name }, input) => [name, pick(input)])),
  };
}

describe.each(MODELS)("a model %s", (_, model) => {
  const read = createServingModelReader();
  const serving: ServingModel = read(toServingModelJson(makeServingModel(model)));
  const forecaster = new WindowForecaster(serving);

  test("forecasts any window as the whole forecast does, to the bit", () => {
    const random = makeRandom(7);
    for (let turn = 0; turn < 60; turn++) {
      const drawn = draw(forecaster, random);
      const { window, isOpen, level } = drawn;
      const open = pickOpen(forecaster, drawn);
      const found = splitFigures(forecaster.forecast(window, drawn, level));
      const components = forecaster.makeComponents(window, drawn, level);
      const whole = open.days.length > 0 ? forecastServing(serving, open, level) : null;
      for (const name of ["yhat", "lower", "upper"] as const) {
        expect(found[name].filter((_, i) => isOpen[i])).toEqual([...(whole?.[name] ?? [])]);
        expect(found[name].filter((value, i) => !isOpen[i] && value !== 0)).toEqual([]);
      }
      expect(components).toEqual(whole?.components ?? []);
    }
  });
});

test("an input that is no number is refused in the words of the whole forecast", () => {
  const forecaster = new WindowForecaster(makeServingModel(trained));
  const window = new ForecastWindow(series.days.at(-1)! + 1, 2);
  const isOpen = [true, true];
  const forecast = (values: number[]) =>
    forecaster.forecast(window, { isOpen, values: Float64Array.from(values) }, 0.8);
  expect(forecaster.inputs.map(({ name }) => name)).toEqual(["promo"]);
  expect(() => forecast([1, NaN])).toThrow(ModelError);
  expect(() => forecast([1, Infinity])).toThrow(
    /future\.regressors\.promo\[1\] on .* must be a finite number/,
  );
});

test("a condition that is neither 0 nor 1 is refused", () => {
  const forecaster = new WindowForecaster(makeServingModel(MODELS.at(-1)![1]));
  const window = new ForecastWindow(series.days.at(-1)! + 1, 1);
  const inputs = { isOpen: [true], values: Float64Array.of(0.5) };
  expect(() => forecaster.forecast(window, inputs, 0.8)).toThrow("a seasonality's condition must be 0 or 1");
});

test("models of one recipe and calendar share what a window knows; another calendar has its own", () => {
  const read = createServingModelReader();
  const others = [
    ...[1, 2, 3].map((later) => ({ ...trained, prophet: { ...trained.prophet, start: 15_000 + later } })),
    fitStoreModel(series, DEFAULT_RECIPE, []),
  ];
  const [first, ...rest] = others.map(
    (model) => new WindowForecaster(read(toServingModelJson(makeServingModel(model)))),
  );
  const window = new ForecastWindow(series.days.at(-1)! + 1, 7);
  const inputs = { isOpen: Array<boolean>(7).fill(true), values: new Float64Array(7) };
  for (const forecaster of [first!, ...rest.slice(0, 2)]) forecaster.forecast(window, inputs, 0.8);
  expect(window.designCount).toBe(1);
  rest[2]!.forecast(window, inputs, 0.8);
  expect(window.designCount).toBe(2);
});
