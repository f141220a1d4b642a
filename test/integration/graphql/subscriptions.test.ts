import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { Client } from "graphql-ws";
import WebSocket from "ws";
import { RetrainStream } from "../../../src/live/retrain-stream.js";
import type { RetrainJob } from "../../../src/training/types.js";
import { graphql } from "../../gql/gql.js";
import type { RetrainEventsSubscription } from "../../gql/graphql.js";
import { askData, openSocket, subscribe, type Subscribed } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { makeJob } from "../../support/memory-retrain.js";
import { waitUntil } from "../../support/wait.js";

let app: MemoryApp;
let socket: Client;

beforeEach(async () => {
  app = await startMemoryApp(4);
  socket = openSocket(app.url);
});

afterEach(async () => {
  await socket.dispose();
  await app.close();
});

const EVENTS = graphql(`
  subscription RetrainEvents($filter: StoreFilterInput) {
    retrainEvents(filter: $filter) {
      __typename
      at
      job {
        id
        status
        requestCount
        store {
          code
          champion {
            version
          }
        }
      }
      ... on RetrainRunning {
        progress
      }
      ... on RetrainSucceeded {
        promoted
        modelVersion {
          version
          backtest {
            skill
          }
        }
      }
      ... on RetrainFailed {
        willRetry
        failure {
          code
          isRetryable
        }
      }
    }
  }
`);

const BURST = graphql(`
  subscription Burst {
    retrainEvents {
      job {
        id
      }
    }
  }
`);

const SERVED_VERSION = graphql(`
  query ServedVersion {
    store(id: "1") {
      forecast {
        modelVersion {
          version
        }
      }
    }
  }
`);

const at = new Date("2015-08-01T07:00:00Z");
const startedAt = new Date("2015-08-01T06:30:00Z");
const jobOf = (id: string, code: number, change: Partial<RetrainJob> = {}) =>
  makeJob({ id, storeId: 1_000 + code, ...change });
const runningJob = (id: string, code: number, progress: number) =>
  jobOf(id, code, { status: "RUNNING", attempts: 1, progress, startedAt });

const idOf = (id: string) => Buffer.from(`RetrainJob:${id}`).toString("base64url");

type Events = Subscribed<RetrainEventsSubscription>;

const nextEvent = async (events: Events) => (await events.nextData()).retrainEvents;
/** The events up to a job of store 4 that says the test is over. */
async function eventsUntilMarker(events: Events): Promise<string[]> {
  app.retrain.happen({ kind: "QUEUED", job: jobOf("marker", 4), at });
  const seen: string[] = [];
  for (;;) {
    const { __typename, job } = await nextEvent(events);
    if (job.store.code === "4") return seen;
    seen.push(`${__typename} ${job.store.code}`);
  }
}

test("the current state of active jobs comes first, oldest first, then what happens", async () => {
  app.retrain.put(runningJob("a", 1, 0.4));
  app.retrain.put(jobOf("b", 2, { queuedAt: new Date("2015-08-01T05:00:00Z") }));
  app.retrain.put(jobOf("done", 3, { status: "SUCCEEDED", version: 1, promoted: true }));
  const events = subscribe(socket, EVENTS);
  expect(await nextEvent(events)).toMatchObject({
    __typename: "RetrainQueued",
    at: "2015-08-01T05:00:00.000Z",
    job: { store: { code: "2" }, status: "QUEUED" },
  });
  expect(await nextEvent(events)).toMatchObject({
    __typename: "RetrainRunning",
    at: startedAt.toISOString(),
    progress: 0.4,
    job: { store: { code: "1" } },
  });
  app.retrain.happen({ kind: "RUNNING", job: runningJob("a", 1, 0.7), at });
  expect(await nextEvent(events)).toMatchObject({ __typename: "RetrainRunning", progress: 0.7 });
});

test("who comes back and says what it has heard is told what has ended since, before what is under way", async () => {
  const ended = (id: string, place: number, finishedAt: string) =>
    jobOf(id, place, { status: "CANCELLED", requestCount: 0, finishedAt: new Date(finishedAt) });
  app.retrain.put(ended("long ago", 1, "2015-08-01T05:00:00Z"));
  app.retrain.put(ended("overlap", 2, "2015-08-01T05:59:58Z"));
  app.retrain.put(ended("meanwhile", 3, "2015-08-01T06:01:00Z"));
  app.retrain.put(runningJob("on", 4, 0.4));
  const results = socket.iterate<EventsQuery>({
    query: `subscription { retrainEvents(since: "2015-08-01T06:00:00Z") { __typename job { store { code } } } }`,
  });
  const told: string[] = [];
  for await (const { data } of results) {
    const { __typename: kind, job } = data!.retrainEvents;
    told.push(`${kind} ${job.store.code}`);
    if (told.length === 3) break;
  }
  expect(told).toEqual(["RetrainCancelled 2", "RetrainCancelled 3", "RetrainRunning 4"]);
});

interface EventsQuery extends Record<string, unknown> {
  retrainEvents: { __typename: string; job: { store: { code: string } } };
}

test("an event that the current state shows already does not come twice", async () => {
  app.retrain.put(runningJob("a", 1, 0.4));
  const events = subscribe(socket, EVENTS);
  await nextEvent(events);
  app.retrain.happen({ kind: "RUNNING", job: runningJob("a", 1, 0.2), at });
  app.retrain.happen({ kind: "RUNNING", job: runningJob("a", 1, 0.4), at });
  app.retrain.happen({ kind: "RUNNING", job: runningJob("a", 1, 0.5), at });
  expect(await nextEvent(events)).toMatchObject({ progress: 0.5 });
});

test("queued, running, succeeded: and the next forecast shows the new version", async () => {
  const events = subscribe(socket, EVENTS, { filter: { storeIds: ["1"] } });
  await waitUntil(() => app.counts.get("retrain.loadActiveJobs") === 1);
  app.retrain.happen({ kind: "QUEUED", job: jobOf("a", 1), at });
  app.retrain.happen({ kind: "RUNNING", job: runningJob("a", 1, 0), at });
  const { version } = await app.train("1");
  const done = jobOf("a", 1, { status: "SUCCEEDED", attempts: 1, version, promoted: true, finishedAt: at });
  app.retrain.happen({ kind: "SUCCEEDED", job: done, at });
  expect((await nextEvent(events)).__typename).toBe("RetrainQueued");
  expect((await nextEvent(events)).__typename).toBe("RetrainRunning");
  expect(await nextEvent(events)).toEqual({
    __typename: "RetrainSucceeded",
    at: at.toISOString(),
    promoted: true,
    modelVersion: { version: 2, backtest: { skill: 0.5 } },
    job: {
      id: idOf("a"),
      status: "SUCCEEDED",
      requestCount: 1,
      store: { code: "1", champion: { version: 2 } },
    },
  });
  expect((await askData(app.url, SERVED_VERSION)).store?.forecast?.modelVersion?.version).toBe(2);
});

test("what an event says of its store is loaded once for all who are told", async () => {
  const all = Array.from({ length: 20 }, () => subscribe(socket, EVENTS));
  await waitUntil(() => app.counts.get("retrain.loadActiveJobs") === all.length);
  app.counts.clear();
  app.retrain.happen({ kind: "QUEUED", job: jobOf("a", 1), at });
  const told = await Promise.all(all.map(nextEvent));
  expect(told.map(({ job }) => job.store.code)).toEqual(all.map(() => "1"));
  expect(app.counts.get("catalogue.loadStoresById")).toBe(1);
});

test("a failed attempt says why and whether another follows", async () => {
  app.retrain.put(runningJob("a", 1, 0));
  const events = subscribe(socket, EVENTS);
  await nextEvent(events);
  const failure = { code: "REGISTRY_UNAVAILABLE" as const, message: "MLflow is down.", isRetryable: true };
  const waiting = jobOf("a", 1, { attempts: 1, failure });
  app.retrain.happen({ kind: "FAILED", job: waiting, at, willRetry: true });
  expect(await nextEvent(events)).toMatchObject({
    __typename: "RetrainFailed",
    willRetry: true,
    failure: { code: "REGISTRY_UNAVAILABLE", isRetryable: true },
    job: { status: "QUEUED" },
  });
});

test("a cancelled job is told as its last event", async () => {
  app.retrain.put(jobOf("a", 1));
  const events = subscribe(socket, EVENTS);
  await nextEvent(events);
  const cancelled = jobOf("a", 1, { status: "CANCELLED", requestCount: 0, finishedAt: at });
  app.retrain.happen({ kind: "CANCELLED", job: cancelled, at });
  expect(await nextEvent(events)).toMatchObject({
    __typename: "RetrainCancelled",
    job: { status: "CANCELLED", requestCount: 0 },
  });
});

test("a filter lets through its own stores only, by store or region", async () => {
  const byStore = subscribe(socket, EVENTS, { filter: { storeIds: ["2", "4"] } });
  const byRegion = subscribe(socket, EVENTS, { filter: { regionIds: ["BW"] } });
  await waitUntil(() => app.counts.get("retrain.loadActiveJobs") === 2);
  for (const code of [1, 2, 3]) {
    app.retrain.happen({ kind: "QUEUED", job: jobOf(`job-${code}`, code), at });
  }
  expect(await eventsUntilMarker(byStore)).toEqual(["RetrainQueued 2"]);
  app.retrain.happen({ kind: "RUNNING", job: runningJob("marker", 4, 0), at });
  expect((await nextEvent(byRegion)).job.store.code).toBe("2");
});

test("one refresh serves all subscribers, and successes that wait share the next one", async () => {
  const many = Array.from({ length: 5 }, () => subscribe(socket, EVENTS, { filter: null }));
  await waitUntil(() => app.counts.get("retrain.loadActiveJobs") === 5);
  for (const code of [1, 2, 3]) {
    const { version } = await app.train(String(code));
    const done = { status: "SUCCEEDED", attempts: 1, version, promoted: true, finishedAt: at } as const;
    app.retrain.happen({ kind: "SUCCEEDED", job: jobOf(`job-${code}`, code, done), at });
  }
  for (const events of many) {
    for (const code of ["1", "2", "3"]) {
      expect(await nextEvent(events)).toMatchObject({
        __typename: "RetrainSucceeded",
        job: { store: { code, champion: { version: 2 } } },
      });
    }
  }
  expect(app.serving.refreshes.flat().toSorted()).toEqual(["1", "2", "3"]);
});

test("a registry that answers at the second try delays a success and loses nothing", async () => {
  const events = subscribe(socket, EVENTS);
  await waitUntil(() => app.counts.get("retrain.loadActiveJobs") === 1);
  app.serving.refreshFailure = new Error("not now");
  const { version } = await app.train("1");
  const done = { status: "SUCCEEDED", attempts: 1, version, promoted: true, finishedAt: at } as const;
  app.retrain.happen({ kind: "SUCCEEDED", job: jobOf("a", 1, done), at });
  await waitUntil(() => app.serving.refreshes.length === 1);
  app.serving.refreshFailure = null;
  expect(await nextEvent(events)).toMatchObject({ job: { store: { champion: { version: 2 } } } });
  expect(
    app.log.filter((line) => line["msg"] === "champions could not be read anew, trying again"),
  ).toHaveLength(1);
});

test.each([
  ["unsubscribes", async (events: Events) => void (await events.stop())],
  ["is gone", async () => void (await socket.dispose())],
])("a client that %s is forgotten", async (_, leave) => {
  const left = jest.spyOn(RetrainStream.prototype, "return");
  app.retrain.put(jobOf("a", 1));
  const events = subscribe(socket, EVENTS);
  await nextEvent(events);
  await leave(events);
  await waitUntil(() => left.mock.calls.length > 0);
  left.mockRestore();
});

/** What a slow client must take in: 10 kB an event, so that no buffer of the network holds a burst. */
const WIDE = `subscription { retrainEvents { job { id ${Array.from({ length: 50 }, (_, index) => `${"wide".repeat(40)}${index}: status`).join(" ")} } } }`;

test("of a burst of 12,000 events a client that stops reading gets a reason, and the others all of it", async () => {
  const slow = new WebSocket(`${app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const messages: { type: string; payload?: { errors?: { message: string }[] } }[] = [];
  slow.on("message", (data: Buffer) => messages.push(JSON.parse(data.toString()) as (typeof messages)[0]));
  await new Promise((resolve) => slow.once("open", resolve));
  slow.send(JSON.stringify({ type: "connection_init" }));
  await waitUntil(() => messages.length === 1);
  slow.send(JSON.stringify({ type: "subscribe", id: "1", payload: { query: WIDE } }));
  const events = subscribe(socket, BURST);
  await waitUntil(() => app.counts.get("retrain.loadActiveJobs") === 2);
  slow.pause();
  const count = 12_000;
  for (let index = 0; index < count; index++) {
    app.retrain.happen({ kind: "QUEUED", job: jobOf(`burst-${index}`, 1), at });
  }
  for (let index = 0; index < count; index++) {
    const { retrainEvents } = await events.nextData();
    if (retrainEvents.job.id !== idOf(`burst-${index}`)) throw new Error(`event ${index} is missing`);
  }
  slow.resume();
  await waitUntil(() => messages.some(({ type }) => type === "complete"));
  expect(messages.length).toBeLessThan(count);
  expect(messages.at(-2)?.payload?.errors).toMatchObject([
    {
      message: "More than 10000 events waited for this subscriber; subscribe again for the current state.",
      extensions: { code: "SERVICE_UNAVAILABLE", service: "queue", isRetryable: true },
    },
  ]);
  slow.terminate();
});

test("an unknown store in the filter is an error that names it", async () => {
  const { errors } = await subscribe(socket, EVENTS, { filter: { storeIds: ["77"] } }).next();
  expect(errors).toMatchObject([
    {
      message: "filter.storeIds has 77, which is unknown; each must be the id or code of a store.",
      extensions: { code: "BAD_USER_INPUT" },
    },
  ]);
});

test("a bug inside an event is masked with an id that the log has too", async () => {
  const events = subscribe(socket, EVENTS);
  await waitUntil(() => app.counts.get("retrain.loadActiveJobs") === 1);
  app.retrain.happen({ kind: "QUEUED", job: jobOf("orphan", 77), at });
  const { errors } = await events.next();
  const [line] = app.log.filter(({ msg }) => msg === "internal error");
  expect(errors).toMatchObject([
    {
      message: `Internal error. Quote request id ${String(line?.["requestId"])} when you report it.`,
      extensions: { code: "INTERNAL_SERVER_ERROR" },
    },
  ]);
});

test("a document that does not parse is answered, and the socket stays", async () => {
  const broken = subscribe(socket, { toString: () => "subscription {" } as typeof EVENTS);
  await expect(broken.next()).rejects.toMatchObject([{ extensions: { code: "GRAPHQL_PARSE_FAILED" } }]);
  app.retrain.put(jobOf("a", 1));
  expect((await nextEvent(subscribe(socket, EVENTS))).job.store.code).toBe("1");
});

test("queries run over the socket too", async () => {
  expect((await subscribe(socket, SERVED_VERSION).nextData()).store?.forecast?.modelVersion?.version).toBe(1);
});

test("a page of another host cannot open a socket, one of this host can", async () => {
  const open = (origin: string) =>
    new Promise<string>((resolve) => {
      const raw = new WebSocket(`${app.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", {
        origin,
      });
      raw.once("open", () => {
        raw.terminate();
        resolve("open");
      });
      raw.once("error", (error) => resolve(error.message));
    });
  expect(await open("http://evil.example")).toBe("Unexpected server response: 403");
  expect(await open(app.url)).toBe("open");
});
