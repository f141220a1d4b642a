import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { fit, predict } from "../../../src/model/index.js";
import type { FitOptions, FittedModel, Scaling } from "../../../src/model/index.js";
import { ensureClientPython } from "../../support/mlflow.js";
import { makeObjective } from "../../support/objective.js";

const HELD_OUT = 30;

type Mode = FitOptions["seasonalityMode"];

/** What `test/python/examples.py` answers for a series. */
interface Example {
  days: number[];
  y: number[];
  fits: {
    scaling: Scaling;
    mode: Mode;
    algorithm: "LBFGS" | "Newton";
    /** Digits of Stan's parameters. */
    digits: number;
    params: {
      k: number;
      m: number;
      delta: number[];
      sigmaObs: number;
      beta: number[];
      logPosterior: number;
    };
    futureDays: number[];
    yhat: number[];
  }[];
}

let examples: Record<string, Example>;

beforeAll(async () => {
  const python = await ensureClientPython();
  const script = resolve(import.meta.dirname, "../../python/examples.py");
  const { stdout } = await promisify(execFile)(python, [script], { maxBuffer: 2 ** 26 });
  examples = JSON.parse(stdout) as typeof examples;
}, 300_000);

const fitted = new Map<string, FittedModel>();

/** Fits once, whoever asks: the long series take seconds. */
function fitOurs(name: string, scaling: Scaling, mode: Mode = "additive"): FittedModel {
  const key = `${name} ${scaling} ${mode}`;
  const known = fitted.get(key);
  if (known) return known;
  const { days, y } = examples[name]!;
  const end = y.length - HELD_OUT;
  const model = fit(
    { days: Int32Array.from(days.slice(0, end)), y: Float64Array.from(y.slice(0, end)), regressors: {} },
    { scaling, seasonalityMode: mode },
  );
  fitted.set(key, model);
  return model;
}

function getStans(
  name: string,
  scaling: Scaling,
  algorithm: string,
  digits: number,
  mode: Mode = "additive",
): Example["fits"][number] {
  return examples[name]!.fits.find(
    (one) =>
      one.scaling === scaling && one.mode === mode && one.algorithm === algorithm && one.digits === digits,
  )!;
}

function withParams(model: FittedModel, { params }: Example["fits"][number]): FittedModel {
  const { delta, beta } = params;
  return { ...model, params: { ...params, delta: Float64Array.from(delta), beta: Float64Array.from(beta) } };
}

function forecast(
  model: FittedModel,
  { futureDays }: Pick<Example["fits"][number], "futureDays">,
): Float64Array {
  return predict(model, { days: Int32Array.from(futureDays), regressors: {} }, 0.8).yhat;
}

function expectSameForecast(ours: FittedModel, stans: Example["fits"][number]): void {
  const yhat = forecast(withParams(ours, stans), stans);
  expect(yhat).toHaveLength(stans.yhat.length);
  yhat.forEach((value, i) => expect(Math.abs(value - stans.yhat[i]!) / ours.yScale).toBeLessThan(1e-9));
}

/** As Prophet's own tests measure it: the held-out rows against the days that follow, whether or not they are the same days. */
function measureRmse(name: string, yhat: Float64Array): number {
  const actual = examples[name]!.y.slice(-HELD_OUT);
  return Math.sqrt(actual.reduce((sum, value, i) => sum + (value - yhat[i]!) ** 2, 0) / HELD_OUT);
}

/** Series, scalings and modes; the last figure is how far below Stan a fit may lie: a product has more than one peak. */
const EXAMPLES = [
  ["data.csv", "additive", 1e-6],
  ["data3.csv", "additive", 1e-6],
  ["air_passengers.csv", "additive", 1e-6],
  ["air_passengers.csv", "multiplicative", 0.01],
  ["retail_sales.csv", "additive", 1e-6],
  ["retail_sales.csv", "multiplicative", 0.01],
  ["peyton_manning.csv", "additive", 1e-6],
] as const;

describe.each(
  EXAMPLES.flatMap((example) =>
    (["absmax", "minmax"] as const).map((scaling) => [...example, scaling] as const),
  ),
)("Prophet's %s, %s, within %d, %s", (name, mode, tolerance, scaling) => {
  test.each(["LBFGS", "Newton"])("is fitted no worse than by Stan's %s", (algorithm) => {
    const ours = fitOurs(name, scaling, mode);
    const stans = getStans(name, scaling, algorithm, 18, mode);
    const atStans = makeObjective(ours).lp(withParams(ours, stans).params);
    expect(Math.abs(atStans - stans.params.logPosterior)).toBeLessThan(1e-7);
    expect(ours.params.logPosterior).toBeGreaterThanOrEqual(stans.params.logPosterior - tolerance);
  });

  test.each(["LBFGS", "Newton"])(
    "forecasts from the parameters of Stan's %s what is forecast there",
    (algorithm) => {
      const ours = fitOurs(name, scaling, mode);
      const stans = getStans(name, scaling, algorithm, 18, mode);
      expectSameForecast(ours, stans);
    },
  );
});

describe.each([
  ["data.csv", "absmax"],
  ["data.csv", "minmax"],
  ["data3.csv", "absmax"],
  ["data3.csv", "minmax"],
] as const)("Prophet's %s, %s", (name, scaling) => {
  test.each(["LBFGS", "Newton"])(
    "forecasts from six digits of Stan's %s what is forecast there",
    (algorithm) => expectSameForecast(fitOurs(name, scaling), getStans(name, scaling, algorithm, 6)),
  );
});

/** The errors that Prophet's own tests demand, with their tolerance; those of LBFGS are of the point where it stops. */
describe("errors over 30 days that Prophet's own tests demand", () => {
  const ours = (name: string, scaling: Scaling) =>
    measureRmse(name, forecast(fitOurs(name, scaling), getStans(name, scaling, "Newton", 18)));
  const fromStans = (name: string, scaling: Scaling, algorithm: string, digits: number) => {
    const stans = getStans(name, scaling, algorithm, digits);
    return measureRmse(name, forecast(withParams(fitOurs(name, scaling), stans), stans));
  };
  const expectWithin = (found: number, expected: number, share: number) =>
    expect(Math.abs(found / expected - 1)).toBeLessThan(share);

  test("are met by our own fit where Stan is told to search by Newton's method", () => {
    expectWithin(ours("data.csv", "absmax"), 23.44, 0.01);
    expectWithin(ours("data.csv", "minmax"), 11.29, 0.01);
  });

  test("are met by our forecast from where LBFGS stops", () => {
    expectWithin(fromStans("data.csv", "absmax", "LBFGS", 18), 10.64, 0.1);
    expectWithin(fromStans("data.csv", "minmax", "LBFGS", 18), 11.13, 0.1);
  });

  // There y is 6.2e8 and moves by a few hundreds: the sixth digit of an offset is 623 units. So the 127.01 demanded are those of rounded
  // parameters, and of no fit; with all digits Stan's own Newton has the error that ours has.
  test("of large numbers are met by our forecast from Stan's parameters cut to six digits", () => {
    expectWithin(fromStans("data3.csv", "absmax", "Newton", 6), 127.01, 0.01);
    expectWithin(fromStans("data3.csv", "minmax", "Newton", 6), 93.45, 0.01);
  });

  test("of large numbers are those of Stan's Newton with all its digits", () => {
    expectWithin(ours("data3.csv", "absmax"), fromStans("data3.csv", "absmax", "Newton", 18), 0.001);
    // Newton stops 0.04 below the highest log posterior here, LBFGS 0.9.
    expectWithin(ours("data3.csv", "minmax"), fromStans("data3.csv", "minmax", "Newton", 18), 0.03);
  });
});

test("Prophet's own flat series lies at 30, whichever way it is scaled", () => {
  const days = Int32Array.from({ length: 56 }, (_, i) => 18_262 + i);
  const y = Float64Array.from(days, (_, i) => 30 + Math.sin((8 * 2 * Math.PI * i) / 55));
  for (const scaling of ["absmax", "minmax"] as const) {
    const model = fit({ days, y, regressors: {} }, { growth: "flat", scaling });
    expect(model.params.k).toBe(0);
    expect(model.params.m * model.yScale + model.yMin).toBeCloseTo(30, 0);
    const ahead = predict(model, { days: days.map((day) => day + 66), regressors: {} }, 0.8);
    expect(new Set(ahead.components[0]!.values).size).toBe(1);
  }
});
