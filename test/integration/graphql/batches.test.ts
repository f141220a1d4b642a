import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { graphql } from "../../gql/gql.js";
import { ask, askData } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { makeBatch, makeBatchStore } from "../../support/memory-batches.js";
import { makeJob } from "../../support/memory-retrain.js";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const KEY = "11111111-2222-4333-8444-555555555555";
const idOf = (text: string) => Buffer.from(text).toString("base64url");

let app: MemoryApp;

beforeEach(async () => {
  app = await startMemoryApp(4);
});

afterEach(() => app.close());

const BATCH = graphql(`
  query Batch($id: ID!, $first: Int! = 50, $after: String) {
    retrainBatch(id: $id) {
      id
      requestedBy
      trigger
      requestedAt
      status
      progress
      finishedAt
      cancelledAt
      cancelledBy
      expectedFinish
      detailsUrl
      counts {
        stores
        upToDate
        queued
        running
        succeeded
        failed
        cancelled
      }
      stores(first: $first, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          outcome
          isWithdrawn
          store {
            code
          }
          job {
            id
            status
          }
        }
      }
    }
  }
`);

const BATCHES = graphql(`
  query Batches($first: Int!, $after: String) {
    retrainBatches(first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        requestedBy
        progress
        counts {
          stores
        }
        stores(first: 2) {
          nodes {
            store {
              code
            }
            job {
              batch {
                id
              }
              trigger
              requestedBy
            }
          }
        }
      }
    }
  }
`);

const ASK = graphql(`
  mutation AskForBatch($filter: StoreFilterInput!) {
    storesRetrain(input: { filter: $filter }) {
      batch {
        id
        requestedBy
        trigger
        status
        counts {
          stores
          queued
        }
      }
      results {
        job {
          trigger
          requestedBy
          batch {
            id
          }
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`);

const CANCEL = graphql(`
  mutation Cancel($batchId: ID!) {
    retrainBatchCancel(input: { batchId: $batchId }) {
      batch {
        id
        status
        cancelledBy
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`);

const FLEET = graphql(`
  query FleetView {
    fleet {
      stores
      trained
      untrained
      baseline
      stale
      staleReasons {
        reason
        stores
      }
      queued
      running
      failedLastDay
      oldestWaitSeconds
      runsPerMinute
      expectedFinish
      openBatches {
        totalCount
        nodes {
          id
          progress
        }
      }
    }
  }
`);

test("a request is answered with its batch, and each job knows who asked and why", async () => {
  const { storesRetrain } = await askData(app.url, ASK, { filter: { storeIds: ["1", "2"] } });
  const id = storesRetrain?.batch?.id;
  expect(storesRetrain?.batch).toEqual({
    ...{ id, requestedBy: "graphql", trigger: "PERSON", status: "RUNNING" },
    counts: { stores: 2, queued: 2 },
  });
  const job = { trigger: "PERSON", requestedBy: "graphql", batch: { id } };
  expect(storesRetrain?.results).toEqual([{ job }, { job }]);
});

test("a batch says all there is to know of it, by opaque id or bare", async () => {
  const run = { runId: "run-7", experimentId: "1" };
  app.retrain.put(makeJob({ id: "job-1", storeId: 1_001, batchId: KEY, status: "RUNNING" }));
  app.retrain.batches.put(makeBatch({ id: KEY, trigger: "first training", run }), [
    makeBatchStore({ storeId: 1_001, jobId: "job-1" }),
    makeBatchStore({ storeId: 1_002, outcome: "UP_TO_DATE" }),
    makeBatchStore({ storeId: 1_003, outcome: "UP_TO_DATE" }),
  ]);
  const { retrainBatch } = await askData(app.url, BATCH, { id: KEY, first: 2 });
  expect(retrainBatch).toEqual({
    id: idOf(`RetrainBatch:${KEY}`),
    ...{ requestedBy: "planner", trigger: "FIRST_TRAINING", requestedAt: "2015-08-01T06:00:00.000Z" },
    ...{ status: "RUNNING", progress: 0.5, finishedAt: null, cancelledAt: null, cancelledBy: null },
    ...{ expectedFinish: null, detailsUrl: "http://mlflow.test/#/experiments/1/runs/run-7" },
    counts: { stores: 3, upToDate: 2, queued: 0, running: 1, succeeded: 0, failed: 0, cancelled: 0 },
    stores: {
      totalCount: 3,
      pageInfo: { hasNextPage: true, endCursor: idOf("Store:2") },
      nodes: [
        {
          ...{ outcome: "ENQUEUED", isWithdrawn: false, store: { code: "1" } },
          job: { id: idOf("RetrainJob:job-1"), status: "RUNNING" },
        },
        { outcome: "UP_TO_DATE", isWithdrawn: false, store: { code: "2" }, job: null },
      ],
    },
  });
  const rest = await askData(app.url, BATCH, { id: retrainBatch!.id, after: idOf("Store:2") });
  expect(rest.retrainBatch?.stores.nodes).toMatchObject([{ store: { code: "3" } }]);
});

test("batches come newest first, in pages", async () => {
  for (const by of ["one", "two", "three"]) app.retrain.batches.put(makeBatch({ id: by, requestedBy: by }));
  const page = await askData(app.url, BATCHES, { first: 2 });
  expect(page.retrainBatches).toMatchObject({
    ...{
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: [{ requestedBy: "three" }, { requestedBy: "two" }],
    },
  });
  const after = page.retrainBatches.pageInfo.endCursor;
  const rest = await askData(app.url, BATCHES, { first: 2, after });
  expect(rest.retrainBatches.nodes).toMatchObject([{ requestedBy: "one" }]);
});

test("50 batches with their stores and jobs take the calls of one", async () => {
  const countCalls = async (count: number) => {
    await app.close();
    app = await startMemoryApp(4);
    for (let index = 0; index < count; index++) {
      const id = `batch-${index}`;
      app.retrain.put(makeJob({ id: `job-${index}`, storeId: 1_001, batchId: id }));
      app.retrain.batches.put(makeBatch({ id }), [makeBatchStore({ storeId: 1_001, jobId: `job-${index}` })]);
    }
    const { retrainBatches } = await askData(app.url, BATCHES, { first: 50 });
    expect(retrainBatches.nodes).toHaveLength(count);
    return Object.fromEntries([...app.counts].filter(([name]) => !/\.get[A-Z]/.test(name)));
  };
  const one = await countCalls(1);
  expect(one).toEqual({
    "retrain.findBatches": 1,
    "retrain.loadBatchProgress": 1,
    "retrain.loadBatchStores": 1,
    "catalogue.loadStoresById": 1,
    "retrain.loadJobs": 1,
    "retrain.loadBatches": 1,
  });
  expect(await countCalls(50)).toEqual(one);
});

describe("cancelling", () => {
  test("is answered with the batch as it is then, and refused the second time", async () => {
    app.retrain.batches.put(makeBatch({ id: KEY }));
    const id = idOf(`RetrainBatch:${KEY}`);
    const batch = { id, status: "CANCELLED", cancelledBy: "graphql" };
    expect((await askData(app.url, CANCEL, { batchId: id })).retrainBatchCancel).toEqual({
      ...{ batch, userErrors: [] },
    });
    const message = `batchId is ${KEY}; nothing of it is left to cancel: graphql cancelled it at 2015-08-01T07:00:00.000Z.`;
    expect((await askData(app.url, CANCEL, { batchId: KEY })).retrainBatchCancel).toEqual({
      batch,
      userErrors: [{ code: "BATCH_FINISHED", field: ["input", "batchId"], message }],
    });
  });

  test("what has finished is refused and stays as it is", async () => {
    app.retrain.batches.put(makeBatch({ id: KEY, finishedAt: new Date("2015-08-01T06:30:00Z") }));
    expect((await askData(app.url, CANCEL, { batchId: KEY })).retrainBatchCancel).toMatchObject({
      batch: { status: "FINISHED", cancelledBy: null },
      userErrors: [
        {
          code: "BATCH_FINISHED",
          message: `batchId is ${KEY}; nothing of it is left to cancel: all its jobs have ended.`,
        },
      ],
    });
  });

  test.each([UNKNOWN, idOf(`RetrainBatch:${UNKNOWN}`), idOf("Store:1"), "nonsense", ""])(
    "batch %p is refused by name",
    async (batchId) => {
      expect((await askData(app.url, CANCEL, { batchId })).retrainBatchCancel).toEqual({
        batch: null,
        userErrors: [
          {
            ...{ code: "BATCH_NOT_FOUND", field: ["input", "batchId"] },
            message: `batchId is ${batchId}; there is no such retrain batch.`,
          },
        ],
      });
    },
  );
});

test.each([UNKNOWN, idOf(`RetrainBatch:${UNKNOWN}`)])("batch %s, which is not there, is null", async (id) => {
  expect((await askData(app.url, BATCH, { id })).retrainBatch).toBeNull();
});

test.each(["nonsense", "", idOf("Store:1")])("the id %p of no batch is an error that says so", async (id) => {
  const { errors } = await ask(app.url, BATCH, { id });
  expect(errors).toMatchObject([
    {
      message: `id is ${id}; it must be the id of a retrain batch.`,
      extensions: { code: "BAD_USER_INPUT", field: "id" },
    },
  ]);
});

test.each([
  [{ storeIds: ["1", "77"] }, "STORE_NOT_FOUND", "77"],
  [{ regionIds: ["XX"] }, "REGION_NOT_FOUND", "XX"],
  [{}, "EMPTY_FILTER", "at least one"],
  [{ storeIds: [], regionIds: [] }, "EMPTY_FILTER", "at least one"],
  [{ storeIds: Array.from({ length: 2_001 }, (_, index) => String(index)) }, "TOO_MANY_STORES", "2001"],
])("a request for %j is refused and queues nothing", async (filter, code, named) => {
  const { storesRetrain } = await askData(app.url, ASK, { filter });
  expect(storesRetrain).toMatchObject({ batch: null, results: [], userErrors: [{ code }] });
  expect(storesRetrain?.userErrors[0]?.message).toContain(named);
  expect(app.retrain.requests).toEqual([]);
  expect((await askData(app.url, BATCHES, { first: 1 })).retrainBatches.totalCount).toBe(0);
});

test("the fleet at a glance, in two calls and no look at the registry", async () => {
  const expectedFinish = new Date("2015-08-01T07:00:00Z");
  const activity = { queued: 5, running: 2, failedLastDay: 1, oldestWaitSeconds: 3.5, runsPerMinute: 0.4 };
  app.retrain.batches.activity = { ...activity, expectedFinish };
  app.retrain.batches.put(makeBatch({ id: KEY }));
  app.retrain.batches.put(makeBatch({ id: UNKNOWN, finishedAt: expectedFinish }));
  app.stores[0]!.dataThrough = "2015-08-01";
  app.counts.clear();
  const { fleet } = await askData(app.url, FLEET);
  expect(fleet).toEqual({
    ...{ stores: 4, trained: 4, untrained: 0, baseline: 0, stale: 1 },
    staleReasons: [{ reason: "NEW_DATA", stores: 1 }],
    ...activity,
    expectedFinish: expectedFinish.toISOString(),
    openBatches: { totalCount: 1, nodes: [{ id: idOf(`RetrainBatch:${KEY}`), progress: 0.5 }] },
  });
  expect(Object.fromEntries(app.counts)).toEqual({
    "catalogue.listStores": 1,
    "retrain.loadActivity": 1,
    "serving.settle": 1,
    "serving.getFleetHealth": 1,
    "retrain.findBatches": 1,
    "retrain.loadBatchProgress": 1,
  });
});
