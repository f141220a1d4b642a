import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { InvalidInputError, ServiceUnavailableError } from "../../../src/errors.js";
import { addDays } from "../../../src/model/day.js";
import { createServing, type RunningServing } from "../../../src/serving/serving.js";
import type { ForecastRequest, ServedForecast, ServedPoint } from "../../../src/serving/types.js";
import { CORPUS_CHRISTI, makeServingWorld, THROUGH, type ServingWorld } from "../../support/serving-world.js";
import { waitUntil } from "../../support/wait.js";

const down = new ServiceUnavailableError("mlflow", "MLflow is down");

describe("serving", () => {
  let world: ServingWorld;
  let serving: RunningServing;

  beforeEach(() => {
    world = makeServingWorld(60);
    serving = makeServing();
  });
  afterEach(() => serving.close());

  function makeServing(pollIntervalMs?: number): RunningServing {
    return createServing({
      ...world,
      now: () => new Date("2015-06-19T22:30:00Z"),
      ...(pollIntervalMs === undefined ? {} : { pollIntervalMs }),
    });
  }

  function requestsOf(count: number, change: Partial<ForecastRequest> = {}): ForecastRequest[] {
    return world.stores.slice(0, count).map((store) => ({ store, window: {}, level: 0.8, ...change }));
  }

  async function forecastOne(change: Partial<ForecastRequest> = {}): Promise<ServedForecast> {
    const [result] = await serving.forecast(requestsOf(1, change));
    if (!result || result instanceof Error) throw result ?? new Error("no result");
    return result;
  }

  async function trainAll(count = world.stores.length): Promise<void> {
    for (const store of world.stores.slice(0, count)) await world.train(store);
    await serving.start();
  }

  const [planned, unplanned] = ["2015-06-22", "2015-06-23"];
  function plan(...days: { day: string; isOpen?: boolean; promo?: number }[]): void {
    for (const { day, isOpen = true, promo = 0 } of days) {
      world.rows.get(1)?.push({ day, y: null, isOpen, holiday: null, regressors: { promo } });
    }
  }
  const pointOn = (forecast: ServedForecast, date: string): ServedPoint | undefined =>
    forecast.points.find((point) => point.date === date);

  test("a champion's forecast is READY and covers today to today + 7 in the store's time zone", async () => {
    await trainAll(1);
    const forecast = await forecastOne();
    expect(forecast).toMatchObject({
      status: "READY",
      staleReasons: [],
      trainedThrough: THROUGH,
      window: { from: "2015-06-20", to: "2015-06-27" },
      level: 0.8,
    });
    expect(forecast.modelVersion?.version).toBe(1);
    expect(forecast.points).toHaveLength(7);
    for (const { isOpen, yhat, lower, upper, components } of forecast.points) {
      expect(lower <= yhat && yhat <= upper).toBe(true);
      const sum = components.reduce((total, { value }) => total + value, 0);
      expect(sum).toBeCloseTo(isOpen ? yhat : 0, 6);
    }
  });

  test("planned promo and closing decide; a Sunday never traded is closed", async () => {
    plan({ day: planned, promo: 1 }, { day: "2015-06-24", isOpen: false });
    await trainAll(1);
    const forecast = await forecastOne();
    const promo = pointOn(forecast, planned);
    const assumed = pointOn(forecast, unplanned);
    expect(promo?.isAssumed).toBe(false);
    expect(assumed?.isAssumed).toBe(true);
    expect((promo?.yhat ?? 0) - (assumed?.yhat ?? 0)).toBeGreaterThan(60);
    expect(pointOn(forecast, "2015-06-21")).toMatchObject({ closedReason: "WEEKDAY", yhat: 0, upper: 0 });
    expect(pointOn(forecast, "2015-06-24")).toMatchObject({ closedReason: "PLANNED", components: [] });
  });

  test("a holiday the store let pass is closed the year after", async () => {
    await trainAll(1);
    const forecast = await forecastOne({ window: { from: "2016-05-25", to: "2016-05-28" } });
    expect(forecast.points.map(({ closedReason }) => closedReason)).toEqual([null, "HOLIDAY", null]);
    expect(forecast).toMatchObject({ status: "STALE", staleReasons: ["BEYOND_HORIZON"] });
  });

  test("days already seen are the model's own, closed ones closed", async () => {
    await trainAll(1);
    const forecast = await forecastOne({ window: { from: addDays(CORPUS_CHRISTI, -1), to: "2015-06-06" } });
    expect(forecast.status).toBe("READY");
    expect(forecast.points.map(({ isOpen }) => isOpen)).toEqual([true, false, true]);
    expect(forecast.points[0]?.isAssumed).toBe(false);
  });

  test("data since the training makes it STALE", async () => {
    await trainAll(1);
    const [store] = world.stores;
    if (!store) throw new Error("no store");
    const forecast = await forecastOne({ store: { ...store, dataThrough: "2015-06-20", dataRevision: 1 } });
    expect(forecast).toMatchObject({ status: "STALE", staleReasons: ["NEW_DATA", "CHANGED_DATA"] });
  });

  test("without a champion the baseline serves: last week's sales by weekday", async () => {
    await serving.start();
    const forecast = await forecastOne();
    expect(forecast).toMatchObject({ status: "BASELINE", trainedThrough: null, modelVersion: null });
    const lastFriday = world.rows.get(1)?.find(({ day }) => day === "2015-06-19")?.y;
    expect(pointOn(forecast, "2015-06-26")?.yhat).toBe(lastFriday);
    expect(pointOn(forecast, "2015-06-26")?.components).toEqual([{ name: "baseline", value: lastFriday }]);
    expect(pointOn(forecast, "2015-06-21")?.closedReason).toBe("WEEKDAY");
  });

  test("a store that has only ever been closed is closed", async () => {
    world.rows.set(
      1,
      (world.rows.get(1) ?? []).map((row) => ({ ...row, isOpen: false, y: 0 })),
    );
    await serving.start();
    const forecast = await forecastOne();
    expect(forecast.status).toBe("BASELINE");
    expect(forecast.points.every(({ closedReason }) => closedReason === "WEEKDAY")).toBe(true);
  });

  test("without a past there is nothing to forecast from", async () => {
    world.rows.delete(1);
    await serving.start();
    expect(await forecastOne()).toMatchObject({ status: "UNTRAINED", points: [], trainedThrough: null });
  });

  test.each([1, 60])("%i warm stores cost one query and no call to the registry", async (count) => {
    await trainAll();
    await serving.warm();
    world.registry.calls.length = 0;
    const results = await serving.forecast(requestsOf(count));
    expect(results.filter((result) => result instanceof Error)).toEqual([]);
    expect(world.queries).toEqual(["days 2015-06-20 2015-06-27"]);
    expect(world.registry.calls).toEqual([]);
  });

  test("stores without a model cost one query more, whatever their number", async () => {
    await trainAll(30);
    await serving.forecast(requestsOf(60));
    expect(world.queries).toEqual(["days 2015-06-20 2015-06-27", "recent"]);
  });

  test("two windows far apart are two queries, not the years between", async () => {
    await trainAll(1);
    const [now] = requestsOf(1);
    const [then] = requestsOf(1, { window: { from: "2015-02-02" } });
    if (!now || !then) throw new Error("no request");
    const [first, second] = await serving.forecast([now, then]);
    expect(world.queries).toEqual(["days 2015-02-02 2015-02-09", "days 2015-06-20 2015-06-27"]);
    expect([first, second].map((one) => (one as ServedForecast).window.from)).toEqual([
      "2015-06-20",
      "2015-02-02",
    ]);
  });

  test("a store whose only model is broken gets the baseline, with the reason, and spares its siblings", async () => {
    const [, second] = world.stores;
    if (second) await world.train(second, { prophetJson: "{}" });
    for (const store of world.stores.filter(({ code }) => code !== "2")) await world.train(store);
    await serving.start();
    const [first, broken] = (await serving.forecast(requestsOf(3))) as ServedForecast[];
    expect(first).toMatchObject({ status: "READY", championIssue: null });
    expect(broken).toMatchObject({
      ...{ status: "BASELINE", modelVersion: null, trainedThrough: null },
      championIssue: { code: "NOT_PROPHET", version: 1 },
    });
    expect(broken?.points).toHaveLength(7);
    expect(broken?.championIssue?.message).toMatch(/^Version 1 of store 2's model cannot be read: /);
    expect(serving.getStoreModels("2")?.champion).toBeNull();
  });

  test("a broken champion leaves the earlier one in service, after a start too, and the answer and the state say so", async () => {
    await trainAll(2);
    await world.train(world.stores[0] ?? neverStore(), { prophetJson: "{}" });
    for (const restart of [false, true]) {
      if (restart) {
        await serving.close();
        serving = makeServing();
        await serving.start();
      } else {
        await serving.refresh();
      }
      expect(await forecastOne()).toMatchObject({
        ...{ status: "READY", trainedThrough: THROUGH, modelVersion: { version: 1 } },
        championIssue: { code: "NOT_PROPHET", version: 2 },
      });
      expect(serving.getStoreModels("1")).toMatchObject({ champion: { version: 1 }, newest: { version: 2 } });
    }
  });

  test("a wrong window or level is the fault of its request alone", async () => {
    await trainAll(3);
    const requests = requestsOf(3);
    const wrong = requests.map((request, i) =>
      i === 0 ? { ...request, level: 1 } : i === 1 ? { ...request, window: { to: "2015-01-01" } } : request,
    );
    const [level, window, right] = await serving.forecast(wrong);
    expect(level).toBeInstanceOf(InvalidInputError);
    expect((level as Error).message).toBe("level is 1; it must be above 0 and below 1.");
    expect(window).toBeInstanceOf(InvalidInputError);
    expect(right).not.toBeInstanceOf(Error);
  });

  test("nothing is queried for requests that are all wrong", async () => {
    await trainAll(1);
    await serving.forecast(requestsOf(1, { level: 0 }));
    expect(world.queries).toEqual([]);
  });

  test("a question asked again is not worked out again; another level, another row or a new champion is", async () => {
    plan({ day: planned, promo: 1 });
    await trainAll(1);
    const first = await forecastOne();
    const again = await forecastOne();
    expect(again.figures).toBe(first.figures);
    expect(again.points).toEqual(first.points);
    const wider = await forecastOne({ level: 0.9 });
    expect(wider.columns.upper[0]!).toBeGreaterThan(first.columns.upper[0]!);

    world.rows.get(1)?.pop();
    plan({ day: planned, promo: 0 });
    const replanned = await forecastOne();
    expect(first.columns.yhat[2]! - replanned.columns.yhat[2]!).toBeGreaterThan(60);

    await world.train(world.stores[0] ?? neverStore(), { trainedThrough: addDays(THROUGH, -3) });
    await serving.refresh();
    const retrained = await forecastOne();
    expect(retrained.modelVersion?.version).toBe(2);
    expect(retrained.columns.yhat[2]).not.toBe(replanned.columns.yhat[2]);
  });

  test("columns have the points' figures, and points their own components", async () => {
    await trainAll(2);
    const [one, two] = (await serving.forecast(requestsOf(2))) as ServedForecast[];
    for (const { points, columns } of [one!, two!]) {
      expect(columns.date).toEqual(points.map(({ date }) => date));
      expect(columns.lower).toEqual(points.map(({ lower }) => lower));
      const sums = points.map(({ components }) => components.reduce((sum, { value }) => sum + value, 0));
      sums.forEach((sum, i) => expect(sum).toBeCloseTo(columns.yhat[i]!, 6));
    }
    expect(one!.dates).toBe(two!.dates);
  });

  test("a registry that is down at the start makes every forecast an error until it answers", async () => {
    await world.train(world.stores[0] ?? neverStore());
    serving = makeServing(5);
    world.registry.failure = down;
    await serving.start();
    await expect(serving.checkReady()).rejects.toThrow(ServiceUnavailableError);
    const [result] = await serving.forecast(requestsOf(1));
    expect(result).toBeInstanceOf(ServiceUnavailableError);

    world.registry.failure = null;
    const started = world.registry.calls.length;
    await waitUntil(() => world.registry.calls.length > started + 1);
    await serving.checkReady();
    expect((await forecastOne()).status).toBe("READY");
  });

  test("a registry that goes down later changes nothing for models in memory", async () => {
    serving = makeServing(5);
    await trainAll(2);
    await serving.warm();
    world.registry.failure = down;
    const before = world.registry.calls.length;
    await waitUntil(() => world.registry.calls.length > before + 2);
    const results = await serving.forecast(requestsOf(2));
    expect(results.map((result) => (result as ServedForecast).status)).toEqual(["READY", "READY"]);
    expect(world.warnings).toHaveLength(1);
    await expect(serving.refresh(["1"])).rejects.toBe(down);
  });

  test("after a refresh the next forecast shows the new champion, and memory the new state", async () => {
    await trainAll(1);
    await forecastOne();
    await world.train(world.stores[0] ?? neverStore());
    expect((await forecastOne()).modelVersion?.version).toBe(1);
    await serving.refresh(["1"]);
    expect(serving.getStoreModels("1")?.champion?.version).toBe(2);
    world.registry.calls.length = 0;
    expect((await forecastOne()).modelVersion?.version).toBe(2);
    expect(world.registry.calls).toEqual([]);
  });

  test("the poll finds a champion that nobody told of", async () => {
    serving = makeServing(5);
    await trainAll(1);
    await world.train(world.stores[0] ?? neverStore());
    await waitUntil(() => serving.getStoreModels("1")?.champion?.version === 2);
    expect((await forecastOne()).modelVersion?.version).toBe(2);
  });

  test("a rollback serves the earlier version", async () => {
    await trainAll(1);
    await world.train(world.stores[0] ?? neverStore());
    await serving.refresh();
    expect((await forecastOne()).modelVersion?.version).toBe(2);
    await world.registry.rollback("1", 2, 1, {
      by: "ann",
      at: new Date("2015-06-20T00:00:00Z"),
      reason: null,
    });
    await serving.refresh(["1"]);
    expect((await forecastOne()).modelVersion?.version).toBe(1);
    expect(serving.getStoreModels("1")?.champion?.pin?.kind).toBe("rollback");
  });

  test("warming loads each champion once and survives a broken one", async () => {
    await world.train(world.stores[0] ?? neverStore());
    await world.train(world.stores[1] ?? neverStore(), { prophetJson: "{}" });
    await serving.start();
    await serving.warm();
    await serving.warm();
    expect(world.registry.calls.filter((name) => name === "loadModel")).toHaveLength(2);
    expect(world.warnings).toEqual(["a model did not load", "the registry's champion does not serve"]);
  });

  test("a database that does not answer fails the whole batch", async () => {
    await trainAll(1);
    const failure = new ServiceUnavailableError("database", "no database");
    world.history.loadDays = () => Promise.reject(failure);
    await expect(serving.forecast(requestsOf(1))).rejects.toBe(failure);
  });
});

function neverStore(): never {
  throw new Error("the world has no such store");
}
