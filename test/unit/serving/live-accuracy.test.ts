import { expect, test } from "@jest/globals";
import { addDays, epochDay } from "../../../src/model/day.js";
import { measureFleet } from "../../../src/serving/fleet-health.js";
import { measureLiveAccuracy } from "../../../src/serving/live-accuracy.js";
import type { Serving } from "../../../src/serving/types.js";
import type { StoreDay } from "../../../src/stores/types.js";
import { makeStore } from "../../support/retrain.js";

type Models = ReturnType<Serving["getStoreModels"]>;

/** A champion that promised to err by a tenth. */
const champion = (trainedThrough: string, trainedAt = "2015-06-19T08:00:00Z") =>
  ({
    champion: {
      facts: {
        ...{ trainedThrough, trainedAt, forecaster: "prophet", dataRevision: 0 },
        backtest: { horizon: 7, metrics: { wape: 0.1 } },
      },
    },
  }) as unknown as NonNullable<Models>;

/** Every day sells 100, Sundays are closed. */
const daysOf = (from: string, to: string): StoreDay[] =>
  Array.from({ length: epochDay(to) - epochDay(from) }, (_, index) => {
    const day = addDays(from, index);
    const isOpen = new Date(day).getUTCDay() !== 0;
    return { day, y: isOpen ? 100 : 0, isOpen, holiday: null, regressors: {} };
  });

test("champions are held against what was sold after they were trained, and against nothing else", async () => {
  const dataThrough = "2015-06-30";
  const stores = [
    makeStore({ id: 1, code: "good", dataThrough }),
    makeStore({ id: 2, code: "drifting", dataThrough }),
    makeStore({ id: 3, code: "has seen all", dataThrough }),
    makeStore({ id: 4, code: "untrained", dataThrough }),
    makeStore({ id: 5, code: "broken", dataThrough }),
    makeStore({ id: 6, code: "long ago", dataThrough }),
  ];
  const models = new Map([
    ["good", champion("2015-06-20")],
    ["drifting", champion("2015-06-20")],
    ["has seen all", champion(dataThrough)],
    ["broken", champion("2015-06-20")],
    ["long ago", champion("2014-01-01")],
  ]);
  const asked: string[] = [];
  const serving = {
    getStoreModels: (code: string) => models.get(code),
    forecast: (requests: Parameters<Serving["forecast"]>[0]) =>
      Promise.resolve(
        requests.map(({ store, window }) => {
          asked.push(`${store.code} ${window.from} ${window.to}`);
          if (store.code === "broken") return new Error("no model");
          const date = daysOf(window.from ?? "", window.to ?? "").map(({ day }) => day);
          const yhat = date.map(() => (store.code === "drifting" ? 130 : 95));
          return { store, columns: { date, yhat, lower: yhat, upper: yhat } };
        }),
      ),
  } as unknown as Serving;
  const accuracy = await measureLiveAccuracy({
    ...{ stores, serving },
    loadDays: (ids, from, to) => Promise.resolve(new Map(ids.map((id) => [id, daysOf(from, to)]))),
  });
  expect(asked).toEqual([
    "good 2015-06-21 2015-07-01",
    "drifting 2015-06-21 2015-07-01",
    "broken 2015-06-21 2015-07-01",
    "long ago 2015-06-03 2015-07-01",
  ]);
  // Eight open days of ten, eight of ten, twenty-four of twenty-eight.
  expect(accuracy).toMatchObject({ days: 8 + 8 + 24, stores: 3, drifting: 1 });
  expect(accuracy.wape).toBeCloseTo((8 * 5 + 8 * 30 + 24 * 5) / (40 * 100), 10);
});

test("the fleet is measured by status and by the age of its champions", () => {
  const stores = [
    makeStore({ code: "ready", dataThrough: "2015-06-19" }),
    makeStore({ code: "stale", dataThrough: "2015-06-20" }),
    makeStore({ code: "baseline", dataThrough: "2015-06-19" }),
    makeStore({ code: "new" }),
  ];
  const models = new Map([
    ["ready", champion("2015-06-19", "2015-06-20T07:00:00Z")],
    ["stale", champion("2015-06-10", "2015-06-11T08:00:00Z")],
  ]);
  const now = new Date("2015-06-20T08:00:00Z");
  expect(measureFleet(stores, (code) => models.get(code), now, now)).toEqual({
    statuses: { READY: 1, STALE: 1, BASELINE: 1, UNTRAINED: 1 },
    staleReasons: { NEW_DATA: 1, CHANGED_DATA: 0, BEYOND_HORIZON: 1 },
    championAges: { median: 3_600, p90: 9 * 86_400, max: 9 * 86_400 },
    dataAges: { median: 1, p90: 10, max: 10 },
  });
  expect(measureFleet([], () => undefined, now, now)).toMatchObject({ championAges: null, dataAges: null });
});
