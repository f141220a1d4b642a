import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ServiceUnavailableError } from "../../../src/errors.js";
import { graphql } from "../../gql/gql.js";
import { ask, askData } from "../../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { makeJob } from "../../support/memory-retrain.js";

let app: MemoryApp;

beforeEach(async () => {
  app = await startMemoryApp(4);
});

afterEach(() => app.close());

const RETRAIN = graphql(`
  mutation Retrain($filter: StoreFilterInput!, $force: Boolean! = false) {
    storesRetrain(input: { filter: $filter, force: $force }) {
      results {
        outcome
        store {
          code
          activeRetrainJobs {
            status
            requestCount
          }
        }
        job {
          status
          progress
          attempts
          requestCount
          queuedAt
          startedAt
          finishedAt
          modelVersion {
            version
          }
          failure {
            code
            message
            isRetryable
          }
          store {
            code
          }
        }
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);

const JOBS = graphql(`
  query Jobs($filter: StoreFilterInput, $statuses: [RetrainStatus!], $first: Int, $after: String) {
    retrainJobs(filter: $filter, statuses: $statuses, first: $first, after: $after) {
      nodes {
        status
        store {
          code
        }
        modelVersion {
          version
          store {
            code
          }
        }
        failure {
          code
          message
          isRetryable
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

const PROMOTE = graphql(`
  mutation Promote($id: ID!, $reason: String) {
    modelVersionPromote(input: { modelVersionId: $id, reason: $reason }) {
      champion {
        version
        role
      }
      previousChampion {
        version
        role
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);

const ROLLBACK = graphql(`
  mutation Rollback($store: ID!, $reason: String, $from: ID) {
    championRollback(input: { storeId: $store, reason: $reason, modelVersionId: $from }) {
      champion {
        version
        role
      }
      previousChampion {
        version
        role
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);

const PIN = graphql(`
  mutation Pin($store: ID!, $reason: String) {
    championPin(input: { storeId: $store, reason: $reason }) {
      store {
        championPin {
          kind
          by
          at
          reason
        }
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);

const UNPIN = graphql(`
  mutation Unpin($store: ID!) {
    championUnpin(input: { storeId: $store }) {
      store {
        championPin {
          kind
        }
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`);

const NOTES = graphql(`
  query Notes($store: ID!) {
    store(id: $store) {
      championPin {
        kind
        reason
      }
      modelVersions(first: 5) {
        nodes {
          version
          role
          promotion {
            by
            reason
          }
          rollback {
            by
            reason
          }
        }
      }
    }
  }
`);

const SERVED = graphql(`
  query Served($store: ID!) {
    store(id: $store) {
      champion {
        version
      }
      forecast {
        modelVersion {
          version
        }
      }
    }
  }
`);

const idOf = (text: string) => Buffer.from(text).toString("base64url");

describe("storesRetrain", () => {
  test("one result a store by code, each with its job", async () => {
    const filter = { regionIds: ["HE"] };
    const { storesRetrain } = await askData(app.url, RETRAIN, { filter });
    expect(storesRetrain?.userErrors).toEqual([]);
    expect(storesRetrain?.results.map((result) => result.store.code)).toEqual(["1", "3"]);
    expect(storesRetrain?.results[0]).toEqual({
      outcome: "ENQUEUED",
      store: { code: "1", activeRetrainJobs: [{ status: "QUEUED", requestCount: 1 }] },
      job: {
        status: "QUEUED",
        progress: 0,
        attempts: 0,
        requestCount: 1,
        queuedAt: "2015-08-01T06:00:00.000Z",
        startedAt: null,
        finishedAt: null,
        modelVersion: null,
        failure: null,
        store: { code: "1" },
      },
    });
    expect(app.retrain.requests).toMatchObject([{ force: false, requestedBy: "graphql", trigger: "person" }]);
  });

  test("a second request joins the job, force or not", async () => {
    const filter = { storeIds: ["2"] };
    await askData(app.url, RETRAIN, { filter });
    const { storesRetrain } = await askData(app.url, RETRAIN, { filter, force: true });
    expect(storesRetrain?.results).toMatchObject([{ outcome: "DEDUPLICATED", job: { requestCount: 2 } }]);
    expect(app.retrain.requests[1]?.force).toBe(true);
  });

  test.each([
    [{}, "EMPTY_FILTER", ["input", "filter"]],
    [{ storeIds: [], regionIds: [] }, "EMPTY_FILTER", ["input", "filter"]],
    [{ storeIds: ["1", "99"] }, "STORE_NOT_FOUND", ["input", "filter", "storeIds", "1"]],
    [{ regionIds: ["XX"] }, "REGION_NOT_FOUND", ["input", "filter", "regionIds", "0"]],
    [{ storeIds: [idOf("Region:HE")] }, "STORE_NOT_FOUND", ["input", "filter", "storeIds", "0"]],
    [{ storeIds: Array.from({ length: 2001 }, () => "1") }, "TOO_MANY_STORES", ["input", "filter"]],
  ])("the filter %j is refused as %s and nothing is queued", async (filter, code, field) => {
    const { storesRetrain } = await askData(app.url, RETRAIN, { filter });
    expect(storesRetrain).toMatchObject({ results: [], userErrors: [{ code, field }] });
    expect(app.retrain.requests).toEqual([]);
  });

  test("a filter that no store matches is answered with no results", async () => {
    const filter = { storeIds: ["1"], regionIds: ["BW"] };
    const { storesRetrain } = await askData(app.url, RETRAIN, { filter });
    expect(storesRetrain).toEqual({ results: [], userErrors: [] });
    expect(app.retrain.requests).toEqual([]);
  });
});

describe("retrainJobs", () => {
  test("jobs come newest first, narrowed by store and stage, in pages", async () => {
    const [one, two] = app.stores.map((store) => store.id);
    const failure = { code: "FIT_FAILED" as const, message: "No finite solution.", isRetryable: false };
    app.retrain.put(makeJob({ id: "a", storeId: one!, status: "SUCCEEDED", version: 1, promoted: true }));
    app.retrain.put(makeJob({ id: "b", storeId: two!, status: "FAILED", failure }));
    app.retrain.put(makeJob({ id: "c", storeId: two! }));
    const jobs = async (variables: Parameters<typeof askData<unknown, object>>[2] = {}) =>
      (await askData(app.url, JOBS, variables)).retrainJobs;
    expect(await jobs()).toMatchObject({
      totalCount: 3,
      nodes: [
        { status: "QUEUED", store: { code: "2" }, modelVersion: null, failure: null },
        { status: "FAILED", store: { code: "2" }, modelVersion: null, failure },
        { status: "SUCCEEDED", store: { code: "1" }, modelVersion: { version: 1, store: { code: "1" } } },
      ],
    });
    expect((await jobs({ filter: { storeIds: ["1"] } })).nodes).toHaveLength(1);
    expect((await jobs({ statuses: ["FAILED", "SUCCEEDED"] })).totalCount).toBe(2);
    expect((await jobs({ filter: { storeIds: [] } })).totalCount).toBe(0);
    const first = await jobs({ first: 2 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await jobs({ first: 2, after: first.pageInfo.endCursor });
    expect(rest.nodes.map((job) => job.status)).toEqual(["SUCCEEDED"]);
  });
});

describe("champions", () => {
  const servedVersion = async (store: string) => {
    const served = (await askData(app.url, SERVED, { store })).store;
    expect(served?.forecast?.modelVersion?.version).toBe(served?.champion?.version);
    return served?.champion?.version;
  };

  test("a promotion is served by the time it is answered", async () => {
    await app.train("1", false);
    await app.serving.refresh(["1"]);
    expect(await servedVersion("1")).toBe(1);
    const { modelVersionPromote } = await askData(app.url, PROMOTE, { id: idOf("ModelVersion:1:2") });
    expect(modelVersionPromote).toEqual({
      champion: { version: 2, role: "CHAMPION" },
      previousChampion: { version: 1, role: "RETIRED" },
      userErrors: [],
    });
    expect(await servedVersion("1")).toBe(2);
  });

  test("two rollbacks go back two versions, a third is refused", async () => {
    await app.train("1");
    await app.train("1");
    await app.serving.refresh(["1"]);
    const rollback = async () => (await askData(app.url, ROLLBACK, { store: "1" })).championRollback;
    expect(await rollback()).toEqual({
      champion: { version: 2, role: "CHAMPION" },
      previousChampion: { version: 3, role: "RETIRED" },
      userErrors: [],
    });
    expect(await servedVersion("1")).toBe(2);
    expect((await rollback())?.champion).toEqual({ version: 1, role: "CHAMPION" });
    expect(await servedVersion("1")).toBe(1);
    expect(await rollback()).toEqual({
      champion: null,
      previousChampion: { version: 1, role: "CHAMPION" },
      userErrors: [
        {
          field: ["input", "storeId"],
          message: "Store 1 has no champion before the present one.",
          code: "NO_PREVIOUS_CHAMPION",
        },
      ],
    });
  });

  test.each([
    ["ModelVersion:1:1", "ALREADY_CHAMPION", "Version 1 is the champion of store 1 already."],
    ["ModelVersion:1:7", "MODEL_VERSION_NOT_FOUND", "Store 1 has no model version 7."],
    ["ModelVersion:77:1", "MODEL_VERSION_NOT_FOUND", "Store 77 has no model version 1."],
  ])("promoting %s is refused as %s", async (text, code, message) => {
    const { modelVersionPromote } = await askData(app.url, PROMOTE, { id: idOf(text) });
    expect(modelVersionPromote).toMatchObject({
      champion: null,
      userErrors: [{ code, message, field: ["input", "modelVersionId"] }],
    });
    expect(app.registry.calls).not.toContain("promote");
  });

  test("a rollback that names the version it leaves goes back one, however often it is asked for", async () => {
    await app.train("1");
    await app.train("1");
    await app.serving.refresh(["1"]);
    const rollback = async (from: string) =>
      (await askData(app.url, ROLLBACK, { store: "1", from: idOf(from) })).championRollback;
    expect((await rollback("ModelVersion:1:3"))?.champion?.version).toBe(2);
    expect(await rollback("ModelVersion:1:3")).toEqual({
      champion: null,
      previousChampion: { version: 2, role: "CHAMPION" },
      userErrors: [
        {
          field: ["input", "modelVersionId"],
          message: "Version 3 is not the champion of store 1: version 2 is.",
          code: "NOT_CHAMPION",
        },
      ],
    });
    expect((await rollback("ModelVersion:2:1"))?.userErrors).toMatchObject([
      { code: "MODEL_VERSION_NOT_FOUND", field: ["input", "modelVersionId"] },
    ]);
    expect(await servedVersion("1")).toBe(2);
  });

  test("a pin says who, when and why, and goes when it is taken away", async () => {
    const pinned = (await askData(app.url, PIN, { store: "1", reason: " the promo week " })).championPin;
    expect(pinned).toEqual({
      store: {
        championPin: {
          ...{ kind: "PERSON", by: "graphql", reason: "the promo week" },
          at: expect.stringMatching(/^2015-08-01T12:/) as unknown as string,
        },
      },
      userErrors: [],
    });
    const unpin = async () => (await askData(app.url, UNPIN, { store: "1" })).championUnpin;
    expect(await unpin()).toEqual({ store: { championPin: null }, userErrors: [] });
    expect(await unpin()).toEqual({
      store: null,
      userErrors: [
        {
          field: ["input", "storeId"],
          message: "The champion of store 1, version 1, is not pinned.",
          code: "NOT_PINNED",
        },
      ],
    });
  });

  test("a rollback leaves its reason on the version, and a pin of its own kind", async () => {
    await app.train("1");
    await app.train("1", false);
    await app.serving.refresh(["1"]);
    await askData(app.url, ROLLBACK, { store: "1", reason: "too low on Mondays" });
    const { store } = await askData(app.url, NOTES, { store: "1" });
    expect(store?.championPin).toEqual({ kind: "ROLLBACK", reason: "too low on Mondays" });
    const rollback = { by: "graphql", reason: "too low on Mondays" };
    const promotion = { by: "training", reason: null };
    expect(store?.modelVersions.nodes).toEqual([
      { version: 3, role: "CHALLENGER", promotion: null, rollback: null },
      { version: 2, role: "RETIRED", promotion, rollback },
      { version: 1, role: "CHAMPION", promotion, rollback: null },
    ]);
  });

  test("a reason of more than 500 characters is refused", async () => {
    const { errors } = await ask(app.url, PIN, { store: "1", reason: "x".repeat(501) });
    expect(errors).toMatchObject([
      {
        message: "reason is longer than 500 characters, which is the most that is kept.",
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
    expect(app.registry.calls).not.toContain("pin");
  });

  test("an id that is no version's, or a store that is not there, is refused", async () => {
    const { modelVersionPromote } = await askData(app.url, PROMOTE, { id: "seven" });
    expect(modelVersionPromote?.userErrors).toMatchObject([{ code: "MODEL_VERSION_NOT_FOUND" }]);
    for (const store of ["99", idOf("Store:99"), idOf("Region:HE")]) {
      const { championRollback } = await askData(app.url, ROLLBACK, { store });
      const { championPin } = await askData(app.url, PIN, { store });
      const { championUnpin } = await askData(app.url, UNPIN, { store });
      for (const payload of [championRollback, championPin, championUnpin]) {
        expect(payload?.userErrors).toEqual([
          {
            field: ["input", "storeId"],
            message: `storeId is ${store}, which names no store.`,
            code: "STORE_NOT_FOUND",
          },
        ]);
      }
    }
  });

  test("a registry that is down nulls the payload and says which service", async () => {
    app.registry.failure = new ServiceUnavailableError("mlflow", "MLflow does not answer.");
    const { data, errors } = await ask(app.url, ROLLBACK, { store: "1" });
    expect(data).toEqual({ championRollback: null });
    expect(errors).toMatchObject([
      {
        message: "MLflow does not answer.",
        path: ["championRollback"],
        extensions: { code: "SERVICE_UNAVAILABLE", service: "mlflow" },
      },
    ]);
  });
});
