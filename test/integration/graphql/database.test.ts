import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createApp, type App } from "../../../src/app.js";
import { createAuditLog } from "../../../src/audit/audit-log.js";
import { createServing } from "../../../src/serving/serving.js";
import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { makeSalesHistory } from "../../../src/stores/history.js";
import { createRetrainEvents } from "../../../src/training/events.js";
import { createRetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { graphql } from "../../gql/gql.js";
import { askData, askText, openSocket, subscribe } from "../../support/graphql-client.js";
import { startTestPostgres } from "../../support/postgres.js";
import { insertDays, makeRetrainDatabase, silent } from "../../support/retrain.js";
import { makeServingWorld, THROUGH, type ServingWorld } from "../../support/serving-world.js";

const STORES = 60;
const NOW = new Date("2015-06-20T09:00:00Z");

let world: ServingWorld;
let app: App;
let watch: string[] = [];
/** What was opened, oldest first. */
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const postgres = await startTestPostgres();
  closers.push(() => postgres.stop());
  const url = await postgres.createDatabase();
  const database = await makeRetrainDatabase({
    url,
    stores: STORES,
    dataThrough: THROUGH,
    onQuery: (sql) => watch.push(sql),
  });
  closers.push(() => database.close());
  world = makeServingWorld(STORES);
  await insertDays(
    database.pool,
    database.stores.map((store) => store.id),
    world.rows.get(1) ?? [],
  );
  await trainAll();
  const { pool } = database;
  const history = makeSalesHistory(pool);
  const { registry } = world;
  const queue = createRetrainQueue({ url, onError: (error) => silent.warn(error) });
  closers.push(() => queue.close());
  const events = await createRetrainEvents({ url, pool, logger: silent });
  closers.push(() => events.close());
  const serving = createServing({
    registry,
    history,
    catalogue: makeStoreCatalogue(database.pool),
    now: () => NOW,
    logger: silent,
    pollIntervalMs: 600_000,
  });
  closers.push(() => serving.close());
  await serving.start();
  await serving.warm();
  app = await createApp({
    ...{ host: "127.0.0.1", port: 0, history, serving, events, registry, checks: {}, logger: silent },
    catalogue: makeStoreCatalogue(pool),
    retrain: createRetrainService({
      ...{ pool, queue, registry, now: () => NOW, logger: silent },
    }),
    audit: createAuditLog({ db: pool, now: () => NOW, logger: silent }),
    getRegistrySeenAt: () => NOW,
    ...{ answerState: { getName: () => Promise.resolve(null) }, answerCacheBytes: 0 },
    now: () => NOW,
    makeRequestId: randomUUID,
  });
  closers.push(() => app.close());
});

afterAll(async () => {
  for (const close of closers.toReversed()) await close();
});

beforeEach(() => {
  watch = [];
  world.registry.calls.length = 0;
});

/** One fit for all: what differs between stores is not at stake here. */
async function trainAll(): Promise<void> {
  const [first, ...others] = world.stores;
  await world.train(first!);
  const [version] = (await world.registry.listVersions([first!.code])).get(first!.code) ?? [];
  const prophetJson = await world.registry.loadModel(version!);
  for (const store of others) await world.train(store, { prophetJson });
}

const FLEET = graphql(`
  query Fleet($first: Int!) {
    forecasts(first: $first) {
      totalCount
      nodes {
        status
        totalYhat
        store {
          code
          region {
            name
          }
        }
        modelVersion {
          version
        }
        retrainJob {
          id
        }
      }
    }
  }
`);

const EVERYTHING = graphql(`
  query Everything($first: Int!) {
    stores(first: $first) {
      nodes {
        code
        forecast {
          points {
            date
            isOpen
            yhat
          }
        }
        region {
          stores(first: 1) {
            totalCount
          }
        }
        champion {
          role
        }
        activeRetrainJobs {
          id
        }
        sales {
          y
        }
        week: sales(window: { from: "2015-06-01", to: "2015-06-08" }) {
          date
          y
          events
        }
      }
    }
  }
`);

const FLEET_VIEW = graphql(`
  query FleetOfDatabase {
    fleet {
      stores
      trained
      untrained
      baseline
      stale
      staleReasons {
        reason
      }
      queued
      running
      oldestWaitSeconds
      expectedFinish
    }
  }
`);

const RETRAIN_ONE = graphql(`
  mutation RetrainOne {
    storesRetrain(input: { filter: { storeIds: ["7"] }, force: true }) {
      results {
        outcome
        job {
          id
        }
      }
      userErrors {
        code
      }
    }
  }
`);

const JOBS_OF_ONE = graphql(`
  query JobsOfOne {
    retrainJobs(filter: { storeIds: ["7"] }) {
      totalCount
      nodes {
        id
        status
        requestCount
        store {
          code
        }
      }
    }
  }
`);

const QUEUED = graphql(`
  subscription Queued {
    retrainEvents(filter: { storeIds: ["7"] }) {
      __typename
      job {
        id
        status
        store {
          code
        }
      }
    }
  }
`);

test("forecasts of 60 stores take the SQL that one store's takes, and no call to the registry", async () => {
  const one = await askData(app.url, FLEET, { first: 1 });
  expect(one.forecasts).toMatchObject({ totalCount: 60, nodes: [{ status: "READY", store: { code: "1" } }] });
  const statements = watch;
  expect(statements).toHaveLength(4);
  watch = [];
  const all = await askData(app.url, FLEET, { first: 60 });
  expect(all.forecasts.nodes.map((forecast) => forecast?.store.code)).toEqual(
    Array.from({ length: 60 }, (_, index) => String(index + 1)),
  );
  expect(watch.toSorted()).toEqual(statements.toSorted());
  expect(world.registry.calls).toEqual([]);
});

test("everything of 60 stores takes the SQL that everything of one takes", async () => {
  const one = await askData(app.url, EVERYTHING, { first: 1 });
  expect(one.stores.nodes[0]).toMatchObject({ code: "1", region: { stores: { totalCount: 60 } } });
  expect(one.stores.nodes[0]?.forecast?.points).toHaveLength(7);
  expect(one.stores.nodes[0]?.sales).toHaveLength(56);
  expect(one.stores.nodes[0]?.week[0]).toMatchObject({ date: "2015-06-01" });
  const statements = watch;
  watch = [];
  await askData(app.url, EVERYTHING, { first: 60 });
  expect(watch.toSorted()).toEqual(statements.toSorted());
  expect(world.registry.calls).toEqual([]);
});

test("the fleet's view takes a fixed number of statements and no call to the registry, in the words of forecasts", async () => {
  const { fleet } = await askData(app.url, FLEET_VIEW);
  expect(fleet).toMatchObject({
    stores: 60,
    trained: 60,
    untrained: 0,
    baseline: 0,
    stale: 0,
    staleReasons: [],
  });
  expect(fleet).toMatchObject({ queued: 0, running: 0, oldestWaitSeconds: null, expectedFinish: null });
  expect(watch).toHaveLength(2);
  expect(world.registry.calls).toEqual([]);
});

test.each([
  [`window: { from: "2015-06-27", to: "2015-06-20" }`, ["2015-06-27", "2015-06-20"]],
  [`window: { from: "2015-06-20", to: "2015-09-19" }`, ["91", "90"]],
  [`level: 1.5`, ["1.5"]],
])("forecasts(%s) is one error at the root that names value and rule", async (args, named) => {
  const { data, errors } = await askText(app.url, `{ forecasts(${args}) { totalCount } }`);
  expect(data).toBeNull();
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ path: ["forecasts"], extensions: { code: "BAD_USER_INPUT" } });
  for (const text of named) expect(errors[0]?.message).toContain(text);
});

test("50 requests at once for one store make one job, told to the subscriber once", async () => {
  const socket = openSocket(app.url);
  const subscription = subscribe(socket, QUEUED);
  const first = subscription.nextData();
  const answers = await Promise.all(Array.from({ length: 50 }, () => askData(app.url, RETRAIN_ONE)));
  const results = answers.map(({ storesRetrain }) => storesRetrain?.results[0]);
  const ids = new Set(results.map((result) => result?.job?.id));
  expect(ids.size).toBe(1);
  const outcomes = results.map((result) => result?.outcome);
  expect(outcomes.filter((outcome) => outcome === "ENQUEUED")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "DEDUPLICATED")).toHaveLength(49);
  const [id] = ids;
  expect((await first).retrainEvents).toEqual({
    __typename: "RetrainQueued",
    job: { id, status: "QUEUED", store: { code: "7" } },
  });
  const { retrainJobs } = await askData(app.url, JOBS_OF_ONE);
  expect(retrainJobs).toEqual({
    totalCount: 1,
    nodes: [{ id, status: "QUEUED", requestCount: 50, store: { code: "7" } }],
  });
  await socket.dispose();
});
