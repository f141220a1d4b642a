import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { crossValidate, fit, makeFutureDays, measurePerformance } from "../../../src/model/index.js";
import type { CrossValidationFold, CrossValidationOptions, Series } from "../../../src/model/index.js";
import { makeLogisticStart } from "../../../src/model/logistic-start.js";
import { makeScaledHistory } from "../../../src/model/scaled-history.js";
import { ensureClientPython } from "../../support/mlflow.js";

/** What `test/python/diagnostics.py` answers. */
interface Oracle {
  /** Prophet's own test data. */
  days: number[];
  y: number[];
  runs: {
    cutoffs: number[];
    days: number[];
    y: number[];
    yhat: number[];
    yhat_lower: number[];
    yhat_upper: number[];
    performance: Record<string, number[]>[];
  }[];
  futureDays: number[];
}

const RUNS: CrossValidationOptions[] = [
  { horizon: 4, period: 10, initial: 115 },
  { horizon: 4, period: 4, initial: 115 },
  { horizon: 4, period: 10, initial: 90 },
  { horizon: 7 },
];
const WINDOWS = [
  { rollingWindow: 0.1, monthly: false },
  { rollingWindow: 0, monthly: false },
  { rollingWindow: 0.35, monthly: false },
  { rollingWindow: 1, monthly: false },
  { rollingWindow: 0, monthly: true },
];

let oracle: Oracle;
/** The first rows of Prophet's test data. */
let takeRows: (count: number) => Series;

beforeAll(async () => {
  const python = await ensureClientPython();
  const child = spawn(python, [resolve(import.meta.dirname, "../../python/diagnostics.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(
    JSON.stringify({
      runs: RUNS,
      windows: WINDOWS.map(({ rollingWindow, monthly }) => ({ rolling_window: rollingWindow, monthly })),
    }),
  );
  oracle = JSON.parse(await text(child.stdout)) as Oracle;
  takeRows = (count) => ({
    days: Int32Array.from(oracle.days.slice(0, count)),
    y: Float64Array.from(oracle.y.slice(0, count)),
    regressors: {},
  });
}, 300_000);

describe("Prophet's own test of where a logistic search starts", () => {
  test.each([
    ["absmax", 1.507925, -0.08167497],
    ["minmax", 1.782523, 0.280521],
  ] as const)("%s", (scaling, k, m) => {
    const rows = takeRows(468);
    const cap = new Float64Array(468).fill(Math.max(...rows.y));
    const { design, y } = makeScaledHistory(fit({ ...rows, cap }, { growth: "logistic", scaling }));
    const start = makeLogisticStart(design.t, y, design.cap!);
    expect(start.k).toBeCloseTo(k, 4);
    expect(start.m).toBeCloseTo(m, 4);
  });
});

describe("Prophet's own tests of cross-validation", () => {
  const validate = (asked: CrossValidationOptions) => crossValidate(takeRows(100), {}, asked);

  test.each([
    [{ horizon: 4, period: 10, initial: 115 }, 3],
    [{ horizon: 4, period: 4, initial: 115 }, 7],
    [{ horizon: 4, period: 10, initial: 135 }, 1],
    [{ horizon: 1, period: 1, initial: 140 }, 2],
  ])("%j gives %d cutoffs", (asked, count) => {
    const folds = validate(asked);
    expect(folds).toHaveLength(count);
    for (const { cutoff, days } of folds) {
      expect(cutoff).toBeGreaterThanOrEqual(oracle.days[0]! + asked.initial);
      for (const day of days) expect(day > cutoff && day <= cutoff + asked.horizon).toBe(true);
    }
  });

  test("a horizon too long is refused", () => {
    expect(() => validate({ horizon: 10, period: 10, initial: 140 })).toThrow(/^initial is 140: /);
  });

  test("three horizons are the default of initial", () => {
    expect(validate({ horizon: 32, period: 10 })).toEqual(validate({ horizon: 32, period: 10, initial: 96 }));
  });

  test("logistic and flat growth", () => {
    const rows = takeRows(100);
    const asked = { horizon: 1, period: 1, initial: 140 };
    const capped = { ...rows, cap: new Float64Array(100).fill(40) };
    expect(crossValidate(capped, { growth: "logistic" }, asked)).toHaveLength(2);
    expect(crossValidate(rows, { growth: "flat" }, asked)).toHaveLength(2);
  });

  test("metrics have as many rows", () => {
    const folds = validate({ horizon: 4, period: 10, initial: 90 });
    const count = (rollingWindow: number) => measurePerformance(folds, { rollingWindow }).length;
    expect([-1, 0, 0.2, 1].map(count)).toEqual([16, 4, 4, 1]);
  });
});

function makeFolds({ cutoffs, days, y, yhat, ...run }: Oracle["runs"][number]): CrossValidationFold[] {
  return [...new Set(cutoffs)].map((cutoff) => {
    const at = [...cutoffs.keys()].filter((i) => cutoffs[i] === cutoff);
    const pick = (values: number[]) => Float64Array.from(at, (i) => values[i]!);
    return {
      cutoff,
      days: Int32Array.from(pick(days)),
      y: pick(y),
      yhat: pick(yhat),
      lower: pick(run.yhat_lower),
      upper: pick(run.yhat_upper),
    };
  });
}

describe.each([...RUNS.keys()])("against Python's cross-validation, run %d", (i) => {
  test("the cutoffs and days are the same, and the forecasts but for where Stan stops", () => {
    const ours = crossValidate(takeRows(100), { changepoints: [] }, RUNS[i]!);
    const theirs = makeFolds(oracle.runs[i]!);
    expect(ours.map(({ cutoff, days, y }) => ({ cutoff, days, y }))).toEqual(
      theirs.map(({ cutoff, days, y }) => ({ cutoff, days, y })),
    );
    const scale = Math.max(...oracle.y.slice(0, 100));
    ours.forEach(({ yhat }, fold) => {
      yhat.forEach((value, at) => {
        expect(Math.abs(value - theirs[fold]!.yhat[at]!) / scale).toBeLessThan(0.01);
      });
    });
  });

  test("the same folds give the same metrics", () => {
    WINDOWS.forEach((window, at) => {
      const { horizon, ...theirs } = oracle.runs[i]!.performance[at]!;
      const ours = measurePerformance(makeFolds(oracle.runs[i]!), window);
      expect(ours.map((row) => row.horizon)).toEqual(horizon);
      // Of a window that takes part of a horizon, Python's median takes whichever forecasts its sort left last.
      const isWhole = window.rollingWindow === 0 || window.rollingWindow === 1;
      for (const [metric, values] of Object.entries(theirs).filter(([name]) => isWhole || name !== "mdape")) {
        expect(ours.map((row) => row[metric as "mse"])).toEqual(
          values.map((value) => expect.closeTo(value, 10)),
        );
      }
    });
  });
});

test("Python's future frame has the same days", () => {
  const model = fit(takeRows(100), { changepoints: [] });
  expect([...makeFutureDays(model, 5).days]).toEqual(oracle.futureDays);
  expect([...makeFutureDays(model, 5, { includeHistory: false }).days]).toEqual(oracle.futureDays.slice(-5));
});
