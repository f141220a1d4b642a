import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { ServiceUnavailableError } from "../../../src/errors.js";
import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import type { RetrainQueue } from "../../../src/training/queue.js";
import {
  loadNextFiring,
  startRetrainSchedule,
  type RetrainScheduleOptions,
} from "../../../src/training/retrain-schedule.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { RetrainRequest, RetrainService } from "../../../src/training/types.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { makeRetrainDatabase, silent, type RetrainDatabase } from "../../support/retrain.js";
import { waitUntil } from "../../support/wait.js";

const NIGHTLY = { pattern: "0 3 * * *", zone: "UTC" };

/** Takes what it is given; no worker listens. */
const queue = {
  add: () => Promise.resolve(),
  raise: () => Promise.resolve(),
} as Partial<RetrainQueue> as RetrainQueue;

describe("the schedule of retrains", () => {
  let postgres: TestPostgres;
  let database: RetrainDatabase;
  let registry: FakeRegistry;
  let requests: RetrainRequest[];
  let warnings: string[];
  let retrain: Pick<RetrainService, "request">;
  const schedules: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 5, dataThrough: "2015-06-19" });
    registry = createFakeRegistry();
    requests = [];
    warnings = [];
    const now = () => new Date("2015-06-20T08:00:00Z");
    const service = createRetrainService({ pool: database.pool, queue, registry, now, logger: silent });
    retrain = {
      request: (request) => {
        requests.push(request);
        return service.request(request);
      },
    };
  });
  afterEach(async () => {
    await closeAll();
    await database.close();
  });

  const closeAll = async () => {
    await Promise.all(schedules.splice(0).map((schedule) => schedule.close()));
  };

  const start = async (change: Partial<RetrainScheduleOptions> & { at?: string } = {}) => {
    const { at, ...rest } = change;
    const catalogue = makeStoreCatalogue(database.pool);
    const logger = {
      info: () => undefined,
      warn: (_: unknown, sentence?: string) => void warnings.push(sentence ?? ""),
    };
    schedules.push(
      await startRetrainSchedule({
        ...{ pool: database.pool, catalogue, retrain, schedule: NIGHTLY, logger },
        ...(at === undefined ? {} : { loadNow: () => Promise.resolve(new Date(at)) }),
        ...rest,
      }),
    );
  };

  const listFirings = async () => {
    const { rows } = await database.pool.query<{ fired_for: Date; outcome: string | null; batches: number }>(
      "SELECT fired_for, outcome, count(batch_id)::integer AS batches FROM retrain_firing GROUP BY 1, 2 ORDER BY 1",
    );
    return rows.map(
      ({ fired_for, outcome, batches }) => `${fired_for.toISOString().slice(0, 16)} ${outcome} ${batches}`,
    );
  };

  /** Waits for so many firings that have ended; the database paces the questions. */
  const untilFired = async (count: number) => {
    for (let look = 0; look < 400; look++) {
      const { rows } = await database.pool.query<{ fired: number }>(
        "SELECT count(*)::integer AS fired, pg_sleep(0.05) FROM retrain_firing WHERE ended_at IS NOT NULL",
      );
      if ((rows[0]?.fired ?? 0) >= count) return;
    }
    throw new Error(`the schedule has not fired ${count} times`);
  };

  test("fires once each time, whatever the number of workers, and all stores are one batch", async () => {
    const schedule = { pattern: "* * * * * *", zone: "UTC" };
    await Promise.all(Array.from({ length: 4 }, () => start({ schedule })));
    await untilFired(2);
    await closeAll();
    const { rows } = await database.pool.query<{ fired: number }>(
      "SELECT count(*)::integer AS fired FROM retrain_firing WHERE ended_at IS NOT NULL",
    );
    expect(requests).toHaveLength(rows[0]?.fired ?? 0);
    const { rows: batches } = await database.pool.query(
      "SELECT store_count, trigger, requested_by, (SELECT max(priority) FROM retrain_job) AS priority FROM retrain_batch WHERE store_count > 0",
    );
    // later ones join what waits
    expect(batches).toEqual([
      { store_count: 5, trigger: "schedule", requested_by: "schedule", priority: 10 },
    ]);
  });

  test("asks for nothing before its time, and never for a time before it was set", async () => {
    await start({ at: "2026-11-25T02:59:59Z" });
    await start({ at: "2026-11-25T02:59:59Z" });
    await closeAll();
    expect(await listFirings()).toEqual([]);
    await start({ at: "2026-11-25T03:00:00Z", schedule: { pattern: "30 2 * * *", zone: "UTC" } });
    await closeAll();
    expect([await listFirings(), requests]).toEqual([[], []]);
  });

  test("a firing that nobody was there for is made up for within the hour, the latest alone", async () => {
    await start({ at: "2026-11-22T12:00:00Z" });
    await closeAll();
    await start({ at: "2026-11-25T03:59:00Z" });
    await untilFired(1);
    await closeAll();
    await start({ at: "2026-11-25T03:59:30Z" });
    await closeAll();
    expect(await listFirings()).toEqual(["2026-11-25T03:00 requested 1"]);
    expect(requests).toHaveLength(1);
  });

  test("a firing that is older is skipped, with a line in the log", async () => {
    await start({ at: "2026-11-22T12:00:00Z" });
    await closeAll();
    await start({ at: "2026-11-25T04:00:01Z" });
    await untilFired(1);
    expect(await listFirings()).toEqual(["2026-11-25T03:00 skipped 0"]);
    expect(requests).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining("due more than an hour ago")]);
  });

  test("a firing whose worker could not ask is done by the next one", async () => {
    await start({ at: "2026-11-25T02:00:00Z" });
    await closeAll();
    registry.failure = new ServiceUnavailableError("mlflow", "MLflow does not answer.");
    await start({ at: "2026-11-25T03:00:10Z" });
    await waitUntil(() => warnings.length > 0);
    await closeAll();
    expect(await listFirings()).toEqual(["2026-11-25T03:00 null 0"]);
    registry.failure = null;
    await start({ at: "2026-11-25T03:00:20Z" });
    await untilFired(1);
    expect(await listFirings()).toEqual(["2026-11-25T03:00 requested 1"]);
  });

  test("stores whose training failed for good on the data they have are left out", async () => {
    const [store] = database.stores;
    await retrain.request({ stores: [store!], force: false, requestedBy: "planner", trigger: "person" });
    await database.pool.query(
      `UPDATE retrain_job SET status = 'FAILED', data_through = '2015-06-19', data_revision = 0,
         failure = '{"code":"NOT_ENOUGH_DATA","message":"-","isRetryable":false}'`,
    );
    await start({ at: "2026-11-25T02:00:00Z" });
    await closeAll();
    await start({ at: "2026-11-25T03:00:00Z" });
    await untilFired(1);
    expect(requests.at(-1)?.stores.map(({ code }) => code)).toEqual(["2", "3", "4", "5"]);
  });

  test("what fires next is known until the setting is gone", async () => {
    await start({ schedule: { pattern: "0 0 1 1 *", zone: "Europe/Berlin" } });
    expect(await loadNextFiring(database.pool)).toMatchObject({
      ...{ pattern: "0 0 1 1 *", zone: "Europe/Berlin" },
      next: { toISOString: expect.any(Function) as unknown },
    });
    await start({ schedule: null });
    expect(await loadNextFiring(database.pool)).toBeNull();
  });
});
