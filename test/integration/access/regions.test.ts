import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Principal } from "../../../src/access/principal.js";
import { encodeId, encodeVersionId } from "../../../src/schema/ids.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { makeBatch, makeBatchStore } from "../../support/memory-batches.js";
import { makeJob } from "../../support/memory-retrain.js";
import { createStaticAuthenticator } from "../../support/static-authenticator.js";

const HESSE: Principal = { name: "hanna", kind: "person", role: "planner", regionCodes: ["HE"] };
const ALL: Principal = { ...HESSE, name: "anna", regionCodes: null };
const NONE: Principal = { ...HESSE, name: "nora", regionCodes: [] };

let app: MemoryApp;

beforeAll(async () => {
  const authenticator = createStaticAuthenticator({ hesse: HESSE, all: ALL, none: NONE });
  app = await startMemoryApp(6, { authenticator, answerState: { getName: () => Promise.resolve("one") } });
  const [hesse, bavaria] = app.stores;
  app.retrain.put(makeJob({ id: "job-he", storeId: hesse!.id, batchId: "batch-he" }));
  app.retrain.put(makeJob({ id: "job-bw", storeId: bavaria!.id, batchId: "batch-bw" }));
  app.retrain.batches.put(makeBatch({ id: "batch-he" }), [
    makeBatchStore({ storeId: hesse!.id, jobId: "job-he" }),
  ]);
  app.retrain.batches.put(makeBatch({ id: "batch-bw" }), [
    makeBatchStore({ storeId: bavaria!.id, jobId: "job-bw" }),
  ]);
  app.retrain.batches.put(makeBatch({ id: "batch-both" }), [
    makeBatchStore({ storeId: hesse!.id }),
    makeBatchStore({ storeId: bavaria!.id }),
  ]);
});

afterAll(() => app.close());

async function ask(token: string, query: string) {
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as { data: Record<string, unknown>; errors?: unknown[] };
}

describe("somebody of one region", () => {
  test.each([
    [
      "stores",
      "{ stores { totalCount nodes { code } } }",
      { totalCount: 3, nodes: ["1", "3", "5"].map((code) => ({ code })) },
    ],
    ["forecasts", "{ forecasts { totalCount } }", { totalCount: 3 }],
    ["regions", "{ regions { name } }", [{ name: "Hesse" }]],
    [
      "fleet",
      "{ fleet { stores openBatches { totalCount } } }",
      { stores: 3, openBatches: { totalCount: 2 } },
    ],
    ["retrainJobs", "{ retrainJobs { nodes { store { code } } } }", { nodes: [{ store: { code: "1" } }] }],
    [
      "retrainBatches",
      "{ retrainBatches { nodes { counts { stores } stores { nodes { store { code } } } } } }",
      {
        nodes: [
          { counts: { stores: 2 }, stores: { nodes: [{ store: { code: "1" } }] } },
          { counts: { stores: 1 }, stores: { nodes: [{ store: { code: "1" } }] } },
        ],
      },
    ],
  ])("sees its own in %s", async (field, query, seen) => {
    const { data, errors } = await ask("hesse", query);
    expect(errors).toBeUndefined();
    expect(data[field]).toEqual(seen);
  });

  test.each([
    ["a store", encodeId("Store", "2")],
    ["a region", encodeId("Region", "BW")],
    ["a version", encodeVersionId("2", 1)],
    ["a job", encodeId("RetrainJob", "job-bw")],
    ["a batch", encodeId("RetrainBatch", "batch-bw")],
  ])("finds nothing at the id of %s of another", async (_what, id) => {
    const query = `{ node(id: "${id}") { id } }`;
    expect((await ask("hesse", query)).data).toEqual({ node: null });
    expect((await ask("all", query)).data).toEqual({ node: { id } });
  });

  test("changes nothing of another region, and is told what it would be told of stores that do not exist", async () => {
    const { data } = await ask(
      "hesse",
      `mutation {
        storesRetrain(input: { filter: { storeIds: ["2"] } }) { userErrors { code } }
        byRegion: storesRetrain(input: { filter: { regionIds: ["BW"] } }) { userErrors { code } }
        modelVersionPromote(input: { modelVersionId: "${encodeVersionId("2", 1)}" }) { userErrors { code } }
        championRollback(input: { storeId: "2" }) { userErrors { code } }
        championPin(input: { storeId: "2" }) { userErrors { code } }
        championUnpin(input: { storeId: "2" }) { userErrors { code } }
        retrainBatchCancel(input: { batchId: "${encodeId("RetrainBatch", "batch-bw")}" }) { userErrors { code } }
      }`,
    );
    const codes = Object.fromEntries(
      Object.entries(data).map(([name, payload]) => [
        name,
        (payload as { userErrors: { code: string }[] }).userErrors.map(({ code }) => code),
      ]),
    );
    expect(codes).toEqual({
      storesRetrain: ["STORE_NOT_FOUND"],
      byRegion: ["REGION_NOT_FOUND"],
      modelVersionPromote: ["MODEL_VERSION_NOT_FOUND"],
      championRollback: ["STORE_NOT_FOUND"],
      championPin: ["STORE_NOT_FOUND"],
      championUnpin: ["STORE_NOT_FOUND"],
      retrainBatchCancel: ["BATCH_NOT_FOUND"],
    });
    expect(app.retrain.requests).toEqual([]);
  });

  test("does not cancel a batch that has stores of others", async () => {
    const { errors } = await ask(
      "hesse",
      `mutation { retrainBatchCancel(input: { batchId: "${encodeId("RetrainBatch", "batch-both")}" }) { batch { id } } }`,
    );
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });
});

test("somebody of no region sees no store", async () => {
  const { data } = await ask(
    "none",
    "{ stores { totalCount } regions { name } viewer { regions { name } } }",
  );
  expect(data).toEqual({ stores: { totalCount: 0 }, regions: [], viewer: { regions: [] } });
});

test("an answer that is kept is given to those alone who see the same", async () => {
  const query = "{ stores { totalCount } }";
  const counts = [];
  for (const token of ["all", "hesse", "none", "all", "hesse", "none"]) {
    counts.push((await ask(token, query)).data["stores"]);
  }
  expect(counts).toEqual([6, 3, 0, 6, 3, 0].map((totalCount) => ({ totalCount })));
});
