import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createClient, type Client } from "graphql-ws";
import WebSocket from "ws";
import { createRetrainQueue } from "../../src/training/queue.js";
import { createRetrainService } from "../../src/training/retrain-service.js";
import type { RetrainService } from "../../src/training/types.js";
import { makeService, type Service } from "../chaos/service.js";
import { startBalancer, type Balancer } from "../support/balancer.js";
import { findFreePort } from "../support/ports.js";
import { startTestPostgres } from "../support/postgres.js";
import { runProduct } from "../support/product.js";
import {
  insertDays,
  makeDays,
  makeRetrainDatabase,
  silent,
  type RetrainDatabase,
} from "../support/retrain.js";
import { answerJson, startStubServer } from "../support/stub-server.js";

const STORES = 20;
const THROUGH = "2015-07-31";
/** People who ask one question after the other. */
const READERS = 4;
/** Far beyond what an API takes to start. */
const LIMIT_MS = 60_000;

const closers: (() => Promise<unknown>)[] = [];
let database: RetrainDatabase;
let service: RetrainService;
let apis: Service[];
let balancer: Balancer;

beforeAll(async () => {
  // The product builds itself when it must, and no process shall be stopped at that.
  await runProduct(["--version"], {});
  const home = await mkdtemp(join(tmpdir(), "storecast-rolling-"));
  closers.push(() => rm(home, { recursive: true, force: true }));
  const postgres = await startTestPostgres();
  closers.push(() => postgres.stop());
  const url = await postgres.createDatabase();
  database = await makeRetrainDatabase({ url, stores: STORES, dataThrough: THROUGH });
  closers.push(() => database.close());
  const { pool, stores } = database;
  await insertDays(
    pool,
    stores.map(({ id }) => id),
    makeDays({ through: THROUGH, days: 60, scale: 100 }),
  );
  // An MLflow without a model: the baseline serves.
  const mlflow = await startStubServer();
  closers.push(() => mlflow.close());
  mlflow.script.push(answerJson(200, {}));
  const queue = createRetrainQueue({ url, onError: () => undefined });
  closers.push(() => queue.close());
  const registry = { findStoreModels: () => Promise.resolve(new Map()) };
  service = createRetrainService({ pool, queue, registry, now: () => new Date(), logger: silent });

  const ports = [await findFreePort(), await findFreePort()];
  apis = ports.map((port, n) => {
    const env = {
      ...{ DATABASE_URL: url, MLFLOW_TRACKING_URI: mlflow.url, STORECAST_TODAY: "2015-08-01" },
      ...{ STORECAST_HOME: join(home, String(n)), LOG_LEVEL: "warn", PORT: String(port) },
      // some looks of the balancer
      STORECAST_DRAIN_SECONDS: "1",
    };
    return makeService(`api ${n + 1}`, ["api"], env, port);
  });
  closers.push(() => Promise.all(apis.map((api) => api.kill())));
  for (const api of apis) api.start();
  await Promise.all(apis.map(untilReady));
  balancer = await startBalancer(ports);
  closers.push(() => balancer.close());
}, 240_000);

afterAll(async () => {
  for (const close of closers.reverse()) await close();
}, 60_000);

async function untilReady({ url, getOutput }: Service): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    if (performance.now() > deadline) throw new Error(`not ready: ${getOutput().join("\n")}`);
    await delay(50);
  }
}

/** Reads forecasts over and over until it is told to stop. */
function startReaders(): { stop(): Promise<{ answered: number; failures: string[] }> } {
  const query = "{ forecasts(first: 5) { nodes { status totalYhat store { code } } } }";
  const told = { answered: 0, failures: [] as string[] };
  let isStopped = false;
  const read = async (n: number) => {
    for (let round = 0; !isStopped; round++) {
      const isGet = (n + round) % 2 === 0;
      const answer = isGet
        ? await fetch(`${balancer.url}/graphql?query=${encodeURIComponent(query)}`, {
            headers: { "apollo-require-preflight": "true" },
          })
        : await fetch(`${balancer.url}/graphql`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ query }),
          });
      const text = await answer.text();
      const isGood = answer.ok && text.includes(`"status":"BASELINE"`) && !text.includes(`"errors"`);
      if (isGood) told.answered += 1;
      else told.failures.push(`${isGet ? "GET" : "POST"} ${answer.status} ${text.slice(0, 300)}`);
    }
  };
  const readers = Array.from({ length: READERS }, (_, n) => read(n));
  return {
    stop: async () => {
      isStopped = true;
      await Promise.all(readers);
      return told;
    },
  };
}

/** Asks for trainings and takes them back, over and over: each job is queued, then cancelled. */
function startWork(): { stop(): Promise<Set<string>> } {
  const jobIds = new Set<string>();
  let isStopped = false;
  const work = async () => {
    for (let round = 0; !isStopped; round++) {
      const stores = [database.stores[round % STORES]!];
      const { batch, results } = await service.request({
        ...{ stores, force: true, requestedBy: "anna", trigger: "person" },
      });
      jobIds.add(results[0]!.job!.id);
      await service.cancelBatch(batch!.id, "anna");
      await delay(10);
    }
  };
  const working = work();
  return {
    stop: async () => {
      isStopped = true;
      await working;
      return jobIds;
    },
  };
}

interface Heard {
  /** Kinds of events by job. */
  events: Map<string, string[]>;
  connections: number;
  client: Client;
}

/** Subscribes as docs/upgrade.md tells: whoever comes back says what it has heard. */
function startListening(): Heard {
  const heard: Heard = { events: new Map(), connections: 0, client: undefined as never };
  heard.client = createClient({
    url: `${balancer.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 100,
    retryWait: () => delay(100),
    shouldRetry: () => true,
    on: { connected: () => void heard.connections++ },
  });
  const payload = {
    query: `subscription ($since: DateTime) { retrainEvents(since: $since) { __typename at job { id } } }`,
    variables: {} as { since?: string },
  };
  heard.client.subscribe<{ retrainEvents: { __typename: string; at: string; job: { id: string } } }>(
    payload,
    {
      next: ({ data }) => {
        const { __typename: kind, at, job } = data!.retrainEvents;
        payload.variables.since = at;
        const id = Buffer.from(job.id, "base64url").toString().replace("RetrainJob:", "");
        heard.events.set(id, [...(heard.events.get(id) ?? []), kind]);
      },
      error: (error) => {
        throw new Error(`the subscription failed: ${JSON.stringify(error)}`);
      },
      complete: () => undefined,
    },
  );
  return heard;
}

test("one API after the other is restarted under load, and no request fails and no event is missed", async () => {
  const heard = startListening();
  const readers = startReaders();
  const work = startWork();
  // The subscriber is on one of the two: each is stopped once, so that it must move at least once.
  for (const api of apis) {
    await delay(500);
    await api.terminate();
    await delay(500);
    api.start();
    await untilReady(api);
  }
  await delay(500);
  const jobIds = await work.stop();
  const { answered, failures } = await readers.stop();
  const listMissing = () => [...jobIds].filter((id) => !heard.events.get(id)?.includes("RetrainCancelled"));
  const deadline = performance.now() + LIMIT_MS;
  while (listMissing().length > 0 && performance.now() < deadline) await delay(50);
  await heard.client.dispose();

  expect(failures).toEqual([]);
  expect(listMissing()).toEqual([]);
  expect(heard.connections).toBeGreaterThan(1);
  expect(answered).toBeGreaterThan(20);
  expect(jobIds.size).toBeGreaterThan(20);
  // An end is the last that is told of a job, however often.
  for (const kinds of heard.events.values()) {
    expect(kinds.slice(kinds.indexOf("RetrainCancelled"))).not.toContain("RetrainQueued");
  }
}, 240_000);
