import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { pino } from "pino";
import { createRetrainFeed, type RetrainFeed } from "../../../src/live/retrain-feed.js";
import type { RetrainEvent } from "../../../src/training/types.js";
import { createFakeRegistry } from "../../support/fake-registry.js";
import { createMemoryRetrain, makeJob, type MemoryRetrain } from "../../support/memory-retrain.js";
import { createMemoryServing, type MemoryServing } from "../../support/memory-serving.js";
import { createMemoryCatalogue, makeStores } from "../../support/memory-stores.js";
import { waitUntil } from "../../support/wait.js";

const at = new Date("2015-08-01T07:00:00Z");

let retrain: MemoryRetrain;
let serving: MemoryServing;
let feed: RetrainFeed;
let heard: string[];

beforeEach(() => {
  retrain = createMemoryRetrain();
  serving = createMemoryServing(createFakeRegistry());
  feed = createRetrainFeed({
    events: retrain.events,
    serving,
    catalogue: createMemoryCatalogue(makeStores(5)),
    logger: pino({ level: "silent" }),
  });
  heard = [];
  feed.subscribe((event) => heard.push(`${event.kind} ${event.job.id}`));
});

afterEach(() => feed.close());

function happen(kind: RetrainEvent["kind"], code: number): void {
  const job = makeJob({
    id: `job-${code}`,
    storeId: 1_000 + code,
    status: kind,
    attempts: kind === "QUEUED" ? 0 : 1,
  });
  retrain.happen(kind === "FAILED" ? { kind, job, at, willRetry: false } : { kind, job, at });
}

test("events keep their order, and those behind a success wait for its refresh", async () => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const refresh = serving.refresh.bind(serving);
  let waiting = false;
  serving.refresh = async (codes) => {
    waiting = true;
    await gate;
    await refresh(codes);
  };
  happen("QUEUED", 1);
  await waitUntil(() => heard.length === 1);
  happen("SUCCEEDED", 2);
  happen("RUNNING", 1);
  happen("SUCCEEDED", 3);
  happen("FAILED", 4);
  await waitUntil(() => waiting);
  expect(heard).toEqual(["QUEUED job-1"]);
  release();
  await waitUntil(() => heard.length === 5);
  expect(heard).toEqual([
    "QUEUED job-1",
    "SUCCEEDED job-2",
    "RUNNING job-1",
    "SUCCEEDED job-3",
    "FAILED job-4",
  ]);
  expect(serving.refreshes).toEqual([["2"], ["3"]]);
});

test("what is told again is not passed on again", async () => {
  const job = makeJob({ id: "a", storeId: 1_001 });
  const running = { ...job, status: "RUNNING" as const, attempts: 1, progress: 0.5 };
  retrain.happen({ kind: "QUEUED", job, at });
  retrain.happen({ kind: "QUEUED", job: { ...job, requestCount: 2 }, at });
  retrain.happen({ kind: "RUNNING", job: running, at });
  retrain.happen({ kind: "QUEUED", job, at });
  retrain.happen({ kind: "RUNNING", job: running, at });
  retrain.happen({ kind: "RUNNING", job: { ...running, progress: 0.4 }, at });
  retrain.happen({ kind: "FAILED", job: { ...job, attempts: 1 }, at, willRetry: true });
  retrain.happen({ kind: "RUNNING", job: { ...running, attempts: 2, progress: 0 }, at });
  retrain.happen({ kind: "SUCCEEDED", job: { ...job, status: "SUCCEEDED", attempts: 2, version: 1 }, at });
  retrain.happen({ kind: "SUCCEEDED", job: { ...job, status: "SUCCEEDED", attempts: 2, version: 1 }, at });
  await waitUntil(() => heard.includes("SUCCEEDED a"));
  expect(heard).toEqual(["QUEUED a", "QUEUED a", "RUNNING a", "FAILED a", "RUNNING a", "SUCCEEDED a"]);
});

test("events without a success ask nothing of serving", async () => {
  for (const kind of ["QUEUED", "RUNNING", "FAILED"] as const) happen(kind, 1);
  await waitUntil(() => heard.length === 3);
  expect(serving.refreshes).toEqual([]);
});

test("champions moved elsewhere are read anew", async () => {
  await retrain.events.announceChampionsMoved(["1", "4"]);
  await waitUntil(() => serving.refreshes.length === 1);
  expect(serving.refreshes).toEqual([["1", "4"]]);
});

test("a registry that stays down is asked four times, and the success is told all the same", async () => {
  serving.refreshFailure = new Error("down");
  happen("SUCCEEDED", 1);
  await waitUntil(() => heard.length === 1);
  expect(serving.refreshes).toEqual([["1"], ["1"], ["1"], ["1"]]);
});

test("a closed feed hears nothing and stops asking", async () => {
  serving.refreshFailure = new Error("down");
  happen("SUCCEEDED", 1);
  await waitUntil(() => serving.refreshes.length === 1);
  feed.close();
  happen("QUEUED", 2);
  await feed.refresh(["3"]);
  expect(retrain.listenerCount).toBe(0);
  expect(heard).toEqual([]);
  expect(serving.refreshes).toEqual([["1"]]);
});

/** Makes a burst of queued jobs, all at once. */
function burst(count: number): void {
  for (let index = 0; index < count; index++) {
    retrain.happen({ kind: "QUEUED", job: makeJob({ id: `burst-${index}`, storeId: 1_001 }), at });
  }
}

test("a burst waits for readers that are behind", async () => {
  let read: () => void = () => undefined;
  let caughtUp: Promise<void> | null = new Promise((resolve) => (read = resolve));
  let told = 0;
  feed.subscribe(() => told++, { whenCaughtUp: () => caughtUp });
  burst(1_000);
  await waitUntil(() => told === 256);
  caughtUp = null;
  read();
  await waitUntil(() => told === 1_000);
  expect(heard).toHaveLength(1_000);
});

test("a reader that stays behind is waited for once, and not any more", async () => {
  const never = new Promise<void>(() => undefined);
  feed.subscribe(() => undefined, { whenCaughtUp: () => never });
  const startedAt = performance.now();
  burst(5_000);
  await waitUntil(() => heard.length === 5_000);
  expect(performance.now() - startedAt).toBeLessThan(2_500);
});
