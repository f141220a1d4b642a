import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { createRetrainEvents } from "../../../src/training/events.js";
import { makeJobTransitions } from "../../../src/training/job-transitions.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type {
  ChampionsMoved,
  RetrainEvent,
  RetrainEvents,
  RetrainRequest,
} from "../../../src/training/types.js";
import { createFakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { makeRetrainDatabase, silent, type RetrainDatabase } from "../../support/retrain.js";
import { waitUntil } from "../../support/wait.js";

const now = () => new Date("2015-06-20T08:00:00Z");

describe("live events", () => {
  let postgres: TestPostgres;
  let database: RetrainDatabase;
  const opened: (RetrainEvents & { close(): Promise<void> })[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    database = await makeRetrainDatabase({
      ...{ url: await postgres.createDatabase(), stores: 3, dataThrough: "2015-06-19" },
    });
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((events) => events.close()));
    await database.close();
  });

  const open = async () => {
    const events = await createRetrainEvents({ url: database.url, pool: database.pool, logger: silent });
    opened.push(events);
    const told: RetrainEvent[] = [];
    const stop = events.subscribe((event) => told.push(event));
    return { events, told, stop };
  };

  const makeService = () =>
    createRetrainService({
      ...{ pool: database.pool, registry: createFakeRegistry(), now, logger: silent },
      queue: { add: nothing, raise: nothing, remove: nothing, close: nothing, ...noQueue },
    });
  const requestOf = (count: number): RetrainRequest => ({
    stores: database.stores.slice(0, count),
    ...{ force: true, requestedBy: "planner", trigger: "person" },
  });
  const ask = async (count: number) => {
    const { results } = await makeService().request(requestOf(count));
    return results.map(({ job }) => job?.id ?? "");
  };
  const nothing = () => Promise.resolve();
  const noQueue = {
    loadLiveIds: () => Promise.resolve(new Set<string>()),
    loadDelayedIds: () => Promise.resolve(new Set<string>()),
    isLive: () => Promise.resolve(false),
    countLive: () => Promise.resolve(0),
    findMissing: (ids: readonly string[]) => Promise.resolve([...ids]),
    promote: nothing,
  };

  test("every process hears the same events in the same order, as whole jobs", async () => {
    const [one, other] = [await open(), await open()];
    const ids = await ask(3);
    await waitUntil(() => one.told.length === 3 && other.told.length === 3);
    expect(one.told).toEqual(other.told);
    expect(one.told.map(({ job }) => job.id)).toEqual(ids);
    expect(one.told[0]).toEqual({
      kind: "QUEUED",
      at: now(),
      job: {
        ...{ id: ids[0], storeId: 1, batchId: one.told[0]?.job.batchId, status: "QUEUED", progress: 0 },
        ...{ attempts: 0, requestCount: 1, queuedAt: now(), startedAt: null, finishedAt: null },
        ...{ dataThrough: null, version: null, promoted: null, failure: null },
      },
    });
  });

  test.each([
    ["of many scripts", "\u0001\u{1F600}店", 1_000],
    ["of control characters, six bytes each", "\u0001", 1_000],
    ["of pairs, of which none is cut in half", "\u{1F600}", 999],
  ])("a failure message that is too long, %s, is cut and told", async (_, part, length) => {
    const { told } = await open();
    const [id = ""] = await ask(1);
    const transitions = makeJobTransitions(database.pool, now);
    const claim = await transitions.claim(id);
    if (claim.kind !== "claimed") throw new Error(claim.kind);
    const message = part.repeat(5_000);
    await transitions.fail(claim.attempt, { code: "FIT_FAILED", message, isRetryable: false }, false);
    await waitUntil(() => told.length === 3);
    const { failure } = told[2]?.job ?? {};
    expect(failure?.message).toHaveLength(length);
    expect(failure?.message.endsWith("…")).toBe(true);
  });

  test("requests that join are counted in what is told next, and a cancelled job is told", async () => {
    const { told } = await open();
    const service = makeService();
    const [id = ""] = await ask(1);
    await ask(1);
    const cancelled = await service.request(requestOf(1));
    await service.cancelBatch(cancelled.batch?.id ?? "", "planner");
    await makeJobTransitions(database.pool, now).claim(id);
    await waitUntil(() => told.length === 2);
    expect(told.map(({ kind, job }) => [kind, job.requestCount])).toEqual([
      ["QUEUED", 1],
      ["RUNNING", 2],
    ]);
    const { batch } = await service.request({ ...requestOf(2), stores: database.stores.slice(1, 2) });
    await service.cancelBatch(batch?.id ?? "", "planner");
    await waitUntil(() => told.length === 4);
    expect(told[3]).toMatchObject({
      kind: "CANCELLED",
      at: now(),
      job: { status: "CANCELLED", requestCount: 0 },
    });
  });

  test("a transaction that is rolled back tells nothing", async () => {
    const { told } = await open();
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await client.query("SELECT pg_notify('storecast_retrain', '{}')");
    await client.query("ROLLBACK");
    client.release();
    await ask(1);
    await waitUntil(() => told.length === 1);
    expect(told[0]?.kind).toBe("QUEUED");
  });

  test("a subscription that has ended hears nothing more, and one that throws harms no other", async () => {
    const { events, told, stop } = await open();
    events.subscribe(() => {
      throw new Error("a listener's own fault");
    });
    const later: RetrainEvent[] = [];
    events.subscribe((event) => later.push(event));
    await ask(1);
    await waitUntil(() => later.length === 1);
    stop();
    await ask(2);
    await waitUntil(() => later.length === 2);
    expect(told).toHaveLength(1);
  });

  test("moved champions are told to every process, in as many messages as they need", async () => {
    const moved: ChampionsMoved[] = [];
    const { events } = await open();
    (await open()).events.onChampionsMoved((those) => moved.push(those));
    const codes = Array.from({ length: 250 }, (_, index) => `${"x".repeat(61)}${index + 100}`);
    await events.announceChampionsMoved(codes);
    await waitUntil(() => moved.length === 3);
    expect(moved.flatMap(({ storeCodes }) => storeCodes)).toEqual(codes);
    await events.announceChampionsMoved([]);
    expect(moved).toHaveLength(3);
  });

  test("a lost connection is made anew, and what it has missed is told", async () => {
    const { told } = await open();
    const [id = ""] = await ask(1);
    await waitUntil(() => told.length === 1);
    const client = await database.pool.connect();
    await client.query("BEGIN");
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'storecast-events' AND datname = current_database()",
    );
    await client.query("COMMIT");
    client.release();
    const transitions = makeJobTransitions(database.pool, now);
    await transitions.claim(id);
    await waitUntil(() => told.some(({ kind }) => kind === "RUNNING"));

    const [next = ""] = await ask(2).then((ids) => ids.slice(1));
    await waitUntil(() => told.some(({ job }) => job.id === next));
  });

  test("a database that is away from the start is named", async () => {
    await expect(
      createRetrainEvents({
        ...{ url: "postgresql://nobody@127.0.0.1:1/none", pool: database.pool, logger: silent },
      }),
    ).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE", service: "database" });
  });
});
