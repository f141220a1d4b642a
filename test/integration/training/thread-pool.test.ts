import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { DEFAULT_RECIPE } from "../../../src/model/index.js";
import { runLimitedAttempt } from "../../../src/training/limited-attempt.js";
import { AttemptLostError } from "../../../src/training/retrain-failure.js";
import { createTrainingThreads, type TrainingThreads } from "../../../src/training/thread-pool.js";
import { makeTrainingSeries } from "../../../src/training/training-series.js";
import type { TrainingTask } from "../../../src/training/training-thread.js";
import { makeDays, silent } from "../../support/retrain.js";

const through = "2015-06-19";
const unhurried = new AbortController().signal;

const makeTask = (days = 120): TrainingTask => ({
  series: makeTrainingSeries({ days: makeDays({ through, days, scale: 1_000 }) }, through),
  recipe: DEFAULT_RECIPE,
  holidays: [],
  backtest: { horizon: 7, folds: 4, step: 7, level: 0.8 },
  chain: [],
  champion: null,
});

/** A backtest that goes on for hours. */
const makeEndlessTask = (): TrainingTask => ({
  ...makeTask(10_000),
  backtest: { horizon: 7, folds: 10_000, step: 1, level: 0.8 },
});

describe("training threads", () => {
  let threads: TrainingThreads;

  beforeAll(async () => {
    threads = await createTrainingThreads({ threads: 1, logger: silent });
  });
  afterAll(() => threads.close());

  test("train a series that is handed over, not copied", async () => {
    const task = makeTask();
    const model = await threads.train(task, unhurried);
    expect(model).toMatchObject({ rows: 103, regressors: ["promo"], champion: { kind: "not compared" } });
    expect(model.params).toMatchObject({
      ...{ transform: "log", forecaster: "prophet", n_changepoints: "25", rows: "103" },
      ...{ regressors: "promo, promo_monday, promo_tuesday, promo_wednesday, promo_thursday" },
    });
    expect(JSON.parse(model.params.recipe_json ?? "")).toEqual(DEFAULT_RECIPE);
    // Four weeks of six days.
    expect(model.residuals.count).toBe(24);
    expect(model.backtest?.cutoffs).toHaveLength(4);
    expect([task.series.days.length, task.series.y.length]).toEqual([0, 0]);
  });

  test("the same series gives the same bytes", async () => {
    const [one, other] = [
      await threads.train(makeTask(), unhurried),
      await threads.train(makeTask(), unhurried),
    ];
    expect(one.prophetJson).toBe(other.prophetJson);
  });

  test("a series too short to fit is refused by name", async () => {
    await expect(threads.train(makeTask(5), unhurried)).rejects.toMatchObject({
      ...{ name: "TrainingError", code: "NOT_ENOUGH_DATA", isRetryable: false },
    });
  });

  test("a series that is broken fails for good, and the message names the value", async () => {
    const task = makeTask();
    task.series.y[3] = NaN;
    await expect(threads.train(task, unhurried)).rejects.toMatchObject({
      ...{ code: "FIT_FAILED", isRetryable: false, message: expect.stringMatching(/NaN/) as unknown },
    });
  });

  test("a fit that is stuck is ended with its thread, and the next one finds another", async () => {
    const limits = { limitMs: 500, lost: unhurried, stopping: unhurried };
    await expect(
      runLimitedAttempt((signal) => threads.train(makeEndlessTask(), signal), limits),
    ).rejects.toMatchObject({
      ...{ code: "TIMED_OUT", isRetryable: true },
      message: "The attempt took longer than its limit of 0.5 s (STORECAST_ATTEMPT_LIMIT_SECONDS).",
    });
    expect((await threads.train(makeTask(), unhurried)).rows).toBe(103);
  });

  test("an attempt that is taken away is ended with its thread", async () => {
    const taken = new AbortController();
    const training = threads.train(makeEndlessTask(), taken.signal);
    taken.abort(new AttemptLostError("the lock was lost"));
    await expect(training).rejects.toMatchObject({ name: "AttemptLostError" });
    expect((await threads.train(makeTask(), unhurried)).rows).toBe(103);
  });
});
