import { expect, test } from "@jest/globals";
import type { RegisteredVersion } from "../../../src/mlflow/types.js";
import { summarizeFleet } from "../../../src/serving/fleet-health.js";
import { makeStore } from "../../support/retrain.js";

const now = new Date("2015-06-20T08:00:00Z");
const METRICS = { mae: 1, rmse: 1, bias: 0, coverage: 0.8, level: 0.8, wape: 0.1, mape: null, mase: null };

function champion(change: Partial<RegisteredVersion["facts"]> = {}) {
  const facts = {
    ...{ trainedThrough: "2015-06-19", dataRevision: 0, forecaster: "prophet" },
    backtest: { horizon: 7, cutoffs: [], metrics: METRICS, baseline: METRICS, skill: 0 },
    ...change,
  };
  return { champion: { facts } as unknown as RegisteredVersion };
}

test("each store counts as its forecast of the next seven days would say", () => {
  const fresh = { dataThrough: "2015-06-19" };
  const stores = [
    makeStore({ code: "ready", ...fresh }),
    makeStore({ code: "new data", dataThrough: "2015-06-20" }),
    makeStore({ code: "corrected and far", ...fresh, dataRevision: 1 }),
    makeStore({ code: "baseline won", dataThrough: "2015-06-20" }),
    makeStore({ code: "lost its champion", ...fresh }),
    makeStore({ code: "untrained", ...fresh }),
    makeStore({ code: "no day yet" }),
    // In Auckland it is the evening of the same day, in Honolulu still the day before.
    makeStore({ code: "Honolulu", ...fresh, timeZone: "Pacific/Honolulu" }),
  ];
  const models = new Map<string, { champion: RegisteredVersion | null }>([
    ["ready", champion()],
    ["new data", champion()],
    ["corrected and far", champion({ trainedThrough: "2015-06-12" })],
    ["baseline won", champion({ forecaster: "baseline" })],
    ["lost its champion", { champion: null }],
    ["Honolulu", champion({ trainedThrough: "2015-06-18" })],
  ]);
  expect(summarizeFleet(stores, (code) => models.get(code), now)).toEqual({
    ...{ stores: 8, trained: 5, untrained: 3, baseline: 3, stale: 3 },
    staleReasons: [
      { reason: "NEW_DATA", stores: 3 },
      { reason: "CHANGED_DATA", stores: 1 },
      { reason: "BEYOND_HORIZON", stores: 1 },
    ],
  });
});

test("a fleet without a store is all zeros", () => {
  expect(summarizeFleet([], () => undefined, now)).toEqual({
    ...{ stores: 0, trained: 0, untrained: 0, baseline: 0, stale: 0, staleReasons: [] },
  });
});
