import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { fit, fromProphetJson, predict, toProphetJson } from "../../../src/model/index.js";
import type { FittedModel, FitOptions, FutureDays, ModelParams } from "../../../src/model/index.js";
import { makeObjective } from "../../support/objective.js";

/** Columns of a frame. */
interface Columns {
  days: number[];
  regressors: Record<string, number[]>;
  cap?: number[];
  floor?: number[];
}

/** What `test/golden/make-prophet-golden.py` writes. */
interface Golden {
  cases: {
    name: string;
    series: Columns & { y: number[] };
    options: Partial<FitOptions>;
    changepoints: number[];
    modelParams: Omit<ModelParams, "delta" | "beta"> & {
      delta: number[];
      beta: number[];
      logPosterior: number;
    };
    /** Components in shares of the trend. */
    multiplicative: string[];
    componentCols: string[];
    future: Columns;
    forecast: Record<string, number[]>;
    modelJson: string | null;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../golden/prophet-golden.json", import.meta.url), "utf8"),
) as Golden;

type Case = Golden["cases"][number];

function makeArrays(values: Record<string, number[]>): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(values).map(([name, numbers]) => [name, Float64Array.from(numbers)]),
  );
}

function makeColumns({ days, regressors, cap, floor }: Columns): FutureDays {
  return {
    days: Int32Array.from(days),
    regressors: makeArrays(regressors),
    ...(cap && { cap: Float64Array.from(cap) }),
    ...(floor && { floor: Float64Array.from(floor) }),
  };
}

function fitCase({ series, options }: Case): FittedModel {
  return fit({ ...makeColumns(series), y: Float64Array.from(series.y) }, options);
}

/** Our columns with Stan's parameters. */
function withStanParams(model: FittedModel, { modelParams }: Case): FittedModel {
  const { delta, beta } = modelParams;
  return {
    ...model,
    params: { ...modelParams, delta: Float64Array.from(delta), beta: Float64Array.from(beta) },
  };
}

function evaluate(model: FittedModel) {
  const objective = makeObjective(model);
  return { lp: objective.lp(model.params), kkt: objective.kkt(model.params) };
}

function largestGap(ours: Float64Array, theirs: readonly number[]): number {
  expect(ours).toHaveLength(theirs.length);
  return theirs.reduce((largest, value, i) => Math.max(largest, Math.abs(value - ours[i]!)), 0);
}

/** Tables are JSON within JSON, in which Python writes 5 as 5.0; sums of squares differ in their last digit. */
function normalise(value: unknown): unknown {
  const text = typeof value === "string" && value.startsWith("{") ? value : JSON.stringify(value);
  return JSON.parse(text, (_key, item: unknown) =>
    typeof item === "number" ? Number(item.toPrecision(14)) : item,
  );
}

/** Names and kinds of columns; Python has a kind of its own for whole numbers. */
function normaliseFields(schema: object): unknown {
  const { fields } = schema as { fields: { name: string; type: string }[] };
  return fields.map(({ name, type }) => [name, type === "integer" ? "number" : type]);
}

describe.each(golden.cases)("Python's Prophet on $name", (golden) => {
  const ours = fitCase(golden);
  const stans = withStanParams(ours, golden);
  const future = makeColumns(golden.future);

  test("places its changepoints on the same days", () => {
    expect([...ours.changepoints]).toEqual(golden.changepoints);
  });

  test("has as many coefficients", () => {
    expect(ours.params.beta).toHaveLength(golden.modelParams.beta.length);
    expect(ours.params.delta).toHaveLength(golden.modelParams.delta.length);
  });

  test("has its log posterior at its own parameters", () => {
    // Prophet folds its dummy changepoint into the slope after Stan has printed.
    if (golden.changepoints.length === 0) {
      expect(Math.abs(evaluate(stans).lp - golden.modelParams.logPosterior)).toBeLessThan(1e-3);
    } else {
      expect(evaluate(stans).lp).toBeCloseTo(golden.modelParams.logPosterior, 8);
    }
  });

  test("never has a higher log posterior than ours", () => {
    expect(ours.params.logPosterior!).toBeGreaterThanOrEqual(golden.modelParams.logPosterior - 1e-6);
    expect(evaluate(ours).kkt).toBeLessThan(1e-5);
  });

  test("forecasts the same from its own parameters, part by part", () => {
    const forecast = predict(stans, future, 0.8);
    expect(largestGap(forecast.yhat, golden.forecast.yhat!) / ours.yScale).toBeLessThan(1e-9);
    for (const { name, values } of forecast.components) {
      const theirs = golden.forecast[name]!;
      const inUnits = golden.multiplicative.includes(name)
        ? theirs.map((share, i) => share * golden.forecast.trend![i]!)
        : theirs;
      expect(largestGap(values, inUnits) / ours.yScale).toBeLessThan(1e-9);
    }
  });

  test("names the same components in the saved model", () => {
    const saved = JSON.parse(toProphetJson(ours)) as { train_component_cols: string };
    const table = JSON.parse(saved.train_component_cols) as { schema: { fields: { name: string }[] } };
    expect(table.schema.fields.map(({ name }) => name)).toEqual(golden.componentCols);
  });
});

const SAVED = golden.cases.filter(({ modelJson }) => modelJson !== null);

describe.each(SAVED)("a model saved by Python, $name", (saved) => {
  const text = saved.modelJson!;
  const future = makeColumns(saved.future);
  const expectSameForecast = (model: FittedModel) => {
    const { yhat } = predict(model, future, 0.8);
    expect(largestGap(yhat, saved.forecast.yhat!) / model.yScale).toBeLessThan(1e-9);
  };

  test("forecasts here what it forecasts there", () => {
    expectSameForecast(fromProphetJson(text));
  });

  test("may be a string within a string, as Prophet's own examples are", () => {
    expectSameForecast(fromProphetJson(JSON.stringify(text)));
  });

  test("may hold NaN and Infinity, which Python writes and JSON does not have", () => {
    expectSameForecast(
      fromProphetJson(text.replace(/"lp__": \[\[[^\]]*\]\]/, '"lp__": [[NaN]], "grad": -Infinity')),
    );
  });

  test("may come from versions that knew fewer keys", () => {
    const old = JSON.parse(text) as Record<string, unknown>;
    // They knew no other scaling.
    if (old.scaling === "absmax") delete old.scaling;
    delete old.holidays_mode;
    delete old.__prophet_version;
    for (const properties of Object.values((old.extra_regressors as [string[], Record<string, object>])[1])) {
      delete (properties as { predictor?: unknown }).predictor;
      delete (properties as { predictor_spec?: unknown }).predictor_spec;
    }
    expectSameForecast(fromProphetJson(JSON.stringify({ ...old, __fbprophet_version: "0.6.1.dev0" })));
  });

  test("has the very keys that ours have, in the same order", () => {
    const own = JSON.parse(toProphetJson(fitCase(saved))) as Record<string, unknown>;
    const theirs = JSON.parse(text) as Record<string, unknown>;
    expect(Object.keys(own)).toEqual(Object.keys(theirs));
    // Stan stops elsewhere, and Python rounds the history: the next test.
    for (const key of Object.keys(theirs).filter((key) => key !== "params" && key !== "history")) {
      expect({ [key]: normalise(own[key]) }).toEqual({ [key]: normalise(theirs[key]) });
    }
  });

  test("has the very history that ours has, to the ten decimals that Python keeps", () => {
    const read = (model: string) => {
      const { history } = JSON.parse(model) as { history: string };
      return JSON.parse(history) as { schema: object; data: Record<string, unknown>[] };
    };
    const theirs = read(text);
    const own = read(toProphetJson(fitCase(saved)));
    expect(normaliseFields(own.schema)).toEqual(normaliseFields(theirs.schema));
    const rounded = (row: Record<string, unknown>) =>
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === "number" ? expect.closeTo(value, 9) : value,
      ]);
    expect(own.data.map((row) => Object.entries(row))).toEqual(theirs.data.map(rounded));
  });

  test("gives back the regressors and conditions it was trained on", () => {
    const { regressors } = fromProphetJson(text).history;
    expect(Object.keys(regressors)).toEqual(Object.keys(saved.series.regressors));
    for (const [name, values] of Object.entries(saved.series.regressors)) {
      expect(largestGap(regressors[name]!, values)).toBeLessThan(1e-8);
    }
  });

  test("survives being written here", () => {
    expectSameForecast(fromProphetJson(toProphetJson(fromProphetJson(text))));
  });
});
