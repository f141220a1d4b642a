import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createClient, type Client } from "graphql-ws";
import WebSocket from "ws";
import type { Principal } from "../../src/access/principal.js";
import { encodeId } from "../../src/schema/ids.js";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";
import { makeBatch, makeBatchStore } from "../support/memory-batches.js";
import { makeJob } from "../support/memory-retrain.js";
import { createStaticAuthenticator } from "../support/static-authenticator.js";

/** API1, broken object level authorization, where events carry objects; test/integration/access/regions.test.ts holds it for reads and changes. */

const ALL: Principal = { name: "anna", kind: "person", role: "planner", regionCodes: null };
const HESSE: Principal = { ...ALL, name: "hanna", regionCodes: ["HE"] };
const BADEN: Principal = { ...ALL, name: "bea", regionCodes: ["BW"] };

const QUERY = `subscription { retrainEvents {
  job { id store { code region { id stores { totalCount } } } batch { stores { nodes { store { code } job { id } } } } }
} }`;

interface Event {
  job: {
    id: string;
    store: { code: string; region: { stores: { totalCount: number } } };
    batch: { stores: { nodes: { store: { code: string } }[] } };
  };
}

let app: MemoryApp;
const sockets: Client[] = [];

beforeAll(async () => {
  const authenticator = createStaticAuthenticator({ all: ALL, hesse: HESSE, baden: BADEN });
  app = await startMemoryApp(6, { authenticator });
  const [hesse, baden] = app.stores;
  app.retrain.batches.put(makeBatch({ id: "both" }), [
    makeBatchStore({ storeId: hesse!.id, storeCode: hesse!.code, jobId: "job-he" }),
    makeBatchStore({ storeId: baden!.id, storeCode: baden!.code, jobId: "job-bw" }),
  ]);
  app.retrain.put(makeJob({ id: "job-he", storeId: hesse!.id, batchId: "both" }));
  app.retrain.put(makeJob({ id: "job-bw", storeId: baden!.id, batchId: "both" }));
});

afterAll(async () => {
  for (const socket of sockets) await socket.dispose();
  await app.close();
});

function watch(token: string, query = QUERY) {
  const socket = createClient({
    url: `${app.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  sockets.push(socket);
  const events = socket.iterate<{ retrainEvents: Event }>({ query });
  return async () => {
    const { value } = (await events.next()) as {
      value: { data?: { retrainEvents: Event }; errors?: unknown };
    };
    if (!value.data) throw new Error(JSON.stringify(value.errors));
    return value.data.retrainEvents;
  };
}

const codesOf = ({ job }: Event) => job.batch.stores.nodes.map(({ store }) => store.code);

test("an event that several are told shows each the stores of its own regions, whoever is told first", async () => {
  const all = watch("all");
  const hesse = watch("hesse");
  // the jobs that are under way
  expect([codesOf(await all()), codesOf(await all())]).toEqual([
    ["1", "2"],
    ["1", "2"],
  ]);
  expect(codesOf(await hesse())).toEqual(["1"]);
  const baden = watch("baden");
  expect(codesOf(await baden())).toEqual(["2"]);

  const happen = (id: string, index: number, progress: number) =>
    app.retrain.happen({
      kind: "RUNNING",
      job: makeJob({
        ...{ id, storeId: app.stores[index]!.id, batchId: "both", status: "RUNNING", attempts: 1, progress },
        startedAt: new Date("2015-08-01T06:30:00Z"),
      }),
      at: new Date("2015-08-01T07:00:00Z"),
    });
  happen("job-he", 0, 0.5);
  const [told, toldHesse] = [await all(), await hesse()];
  expect([codesOf(told), codesOf(toldHesse)]).toEqual([["1", "2"], ["1"]]);
  // the first to be told now sees less than the second
  const wide = watch("all");
  happen("job-bw", 1, 0.5);
  expect(codesOf(await baden())).toEqual(["2"]);
  expect(codesOf(await all())).toEqual(["1", "2"]);
  expect(codesOf(await wide())).toEqual(["1", "2"]);
});

test("events of other regions do not come, whatever the filter names", async () => {
  const bw = encodeId("Region", "BW");
  const named = watch(
    "hesse",
    QUERY.replace("retrainEvents", `retrainEvents(filter: { regionIds: ["${bw}"] })`),
  );
  await expect(named()).rejects.toThrow("BW, which is unknown");
  const store = watch("hesse", QUERY.replace("retrainEvents", `retrainEvents(filter: { storeIds: ["2"] })`));
  await expect(store()).rejects.toThrow("2, which is unknown");
});
