import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type pg from "pg";
import { makePool } from "../../../src/database/pool.js";
import { runMigrations } from "../../../src/database/migrations.js";
import { DEFAULT_RECIPE, fitStoreModel, toStoreModelJson } from "../../../src/model/index.js";
import { createServing, type RunningServing } from "../../../src/serving/serving.js";
import type { ServedForecast } from "../../../src/serving/types.js";
import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { listPublicHolidays } from "../../../src/stores/calendar.js";
import { makeSalesHistory } from "../../../src/stores/history.js";
import { importRossmann } from "../../../src/stores/import/index.js";
import { writeSample } from "../../../src/stores/sample/index.js";
import type { Store } from "../../../src/stores/types.js";
import { makeTrainingSeries } from "../../../src/training/training-series.js";
import { createFakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";

const STORES = 60;
const END = "2026-11-22";

describe("serving a generated chain out of a real database", () => {
  let server: TestPostgres;
  let pool: pg.Pool;
  let directory: string;
  let stores: Store[];
  let serving: RunningServing;
  const queries: string[] = [];
  const registry = createFakeRegistry();

  beforeAll(async () => {
    server = await startTestPostgres();
    pool = makePool({
      url: await server.createDatabase(),
      max: 2,
      logger: { warn: () => undefined },
      onQuery: (sql) => queries.push(sql),
    });
    await runMigrations(pool);
    directory = await mkdtemp(join(tmpdir(), "storecast-chain-"));
    await writeSample(directory, { stores: STORES, start: "2026-05-01", end: END, seed: 1 });
    await importRossmann(pool, { directory });
    stores = await makeStoreCatalogue(pool).listStores({});
    await trainAll();
    serving = createServing({
      registry,
      history: makeSalesHistory(pool),
      catalogue: makeStoreCatalogue(pool),
      now: () => new Date("2026-11-23T08:00:00Z"),
      logger: { info: () => undefined, warn: () => undefined },
    });
    await serving.start();
    await serving.warm();
  });

  afterAll(async () => {
    await serving.close();
    await pool.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function trainAll(): Promise<void> {
    const histories = await makeSalesHistory(pool).loadHistories(stores.map(({ id }) => id));
    for (const { id, code, holidayCalendar, dataRevision } of stores) {
      const series = makeTrainingSeries(histories.get(id) ?? { days: [] }, END);
      const names = Object.keys(series.regressors);
      const holidays = listPublicHolidays(holidayCalendar ?? "DE", "2025-01-01", "2029-01-01");
      await registry.logModel({
        ...{ runId: "run", experimentId: "1", storeCode: code, params: {}, regressors: names },
        transform: "log",
        prophetJson: toStoreModelJson(fitStoreModel(series, DEFAULT_RECIPE, holidays)),
        ...{ description: "", promote: true },
        facts: {
          ...{
            trainedThrough: END,
            dataRevision,
            dataDigest: "",
            recipe: "default@1",
            forecaster: "prophet",
            codeVersion: "",
          },
          ...{ trainedAt: "2026-11-22T20:00:00Z", jobId: code, backtest: null },
        },
      });
    }
  }

  async function forecast(count: number, window = {}): Promise<ServedForecast[]> {
    const requests = stores.slice(0, count).map((store) => ({ store, window, level: 0.8 }));
    return (await serving.forecast(requests)).map((result) => {
      if (result instanceof Error) throw result;
      return result;
    });
  }

  test("every store has a past, a region and a week ahead of it that rests on planned rows", async () => {
    expect(stores).toHaveLength(STORES);
    expect(new Set(stores.map(({ regionCode }) => regionCode)).size).toBeGreaterThanOrEqual(8);
    const forecasts = await forecast(STORES);
    for (const { status, points, window } of forecasts) {
      expect({ status, window }).toEqual({
        status: "READY",
        window: { from: "2026-11-23", to: "2026-11-30" },
      });
      expect(points.map(({ isAssumed }) => isAssumed)).toEqual(points.map(() => false));
      expect(points.filter(({ isOpen, yhat }) => isOpen && yhat > 500).length).toBeGreaterThanOrEqual(6);
    }
    const sundays = forecasts.map(({ points }) => points.at(-1)?.closedReason);
    expect(sundays.filter((reason) => reason === "PLANNED").length).toBeGreaterThan(STORES / 2);
  });

  test("past the plan the weekday's habit decides, and says that it is assumed", async () => {
    const [only] = await forecast(1, { from: "2027-01-18", to: "2027-01-25" });
    expect(only?.points.every(({ isAssumed }) => isAssumed)).toBe(true);
    expect(only?.points.map(({ closedReason }) => closedReason)).toEqual([
      ...[null, null, null, null, null, null],
      "WEEKDAY",
    ]);
  });

  test("a public holiday of the year to come is closed by the one of this year", async () => {
    const [only] = await forecast(1, { from: "2027-10-01", to: "2027-10-05" });
    // 2026-10-03, German Unity Day, was a Saturday that every store let pass; 2027-10-03 is a Sunday.
    expect(only?.points.map(({ closedReason }) => closedReason)).toEqual([null, null, "WEEKDAY", null]);
    const [whitMonday] = await forecast(1, { from: "2027-05-17", to: "2027-05-18" });
    expect(whitMonday?.points[0]).toMatchObject({ closedReason: "HOLIDAY", isAssumed: true, yhat: 0 });
  });

  test.each([1, STORES])("%i warm stores take one statement and no call to the registry", async (count) => {
    queries.length = 0;
    registry.calls.length = 0;
    await forecast(count);
    expect({ statements: queries.length, calls: registry.calls }).toEqual({ statements: 1, calls: [] });
  });
});
