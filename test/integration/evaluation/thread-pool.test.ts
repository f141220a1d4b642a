import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { createForecastThreads, evaluateChain, type ForecastThreads } from "../../../src/evaluation/index.js";
import { scoreForecasts } from "../../../src/evaluation/scoring.js";
import { forecastPast } from "../../../src/evaluation/store-forecasts.js";
import { DEFAULT_RECIPE } from "../../../src/model/index.js";
import { makeChain } from "../../support/evaluation.js";
import { silent } from "../../support/retrain.js";

const options = {
  ...{ recipe: DEFAULT_RECIPE, cutoffs: ["2014-03-12", "2014-03-19"], horizon: 7 },
  backtest: { horizon: 7, folds: 4, step: 7, level: 0.8 },
};
const unhurried = new AbortController().signal;

describe("two threads", () => {
  let threads: ForecastThreads;

  beforeAll(async () => {
    threads = await createForecastThreads({ threads: 2, logger: silent });
  });
  afterAll(() => threads.close());

  test("evaluate a chain as one would, tell how far they are, and leave the series alone", async () => {
    const stores = makeChain(5);
    const told: number[] = [];
    const evaluation = await evaluateChain(stores, options, {
      ...{ threads, signal: unhurried },
      onProgress: (done, total) => told.push(done / total),
    });
    expect(evaluation).toEqual(
      scoreForecasts(
        stores.map((store) => forecastPast({ ...store, ...options })),
        options,
      ),
    );
    expect(told).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(evaluation).toMatchObject({ storeCount: 5, refusal: null });
    expect(evaluation.pooled.days).toBe(5 * 2 * 6);
    // Noise of 5 %, and sales that repeat week after week but for every other week's promotion.
    expect(evaluation.pooled.wmape.recipe).toBeLessThan(0.06);
    expect(evaluation.pooled.wmape.last_week).toBeGreaterThan(0.1);
    expect(stores[0]!.series.days.length).toBeGreaterThan(300);
  });

  test("refuse a cutoff without data before any work", async () => {
    const cutoffs = ["2012-01-01"];
    const run = { threads: { forecast: () => Promise.reject(new Error("asked")) }, signal: unhurried };
    await expect(evaluateChain(makeChain(1), { ...options, cutoffs }, run)).rejects.toMatchObject({
      ...{
        name: "InvalidInputError",
        message: expect.stringMatching(/^Cutoff 2012-01-01 has no data/) as unknown,
      },
    });
  });

  test("name the store whose series is broken, and go on with the next chain", async () => {
    const broken = makeChain(2);
    broken[1]!.series.y[7] = -5;
    await expect(evaluateChain(broken, options, { threads, signal: unhurried })).rejects.toMatchObject({
      ...{
        name: "InvalidInputError",
        message: expect.stringMatching(/^Store 2 cannot be evaluated: .*-5/) as unknown,
      },
    });
    const fine = await evaluateChain(makeChain(1), options, { threads, signal: unhurried });
    expect(fine.storeCount).toBe(1);
  });

  test("end when they are stopped", async () => {
    const stopping = new AbortController();
    const work = evaluateChain(makeChain(4), options, { threads, signal: stopping.signal });
    stopping.abort();
    await expect(work).rejects.toMatchObject({ name: "AbortError" });
  });
});
