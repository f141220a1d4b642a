import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import axios from "axios";
import { createMlflowClient, type MlflowClient } from "../../../src/mlflow/client.js";
import type { MlflowCall } from "../../../src/mlflow/http.js";
import { getModelName } from "../../../src/mlflow/names.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { BatchResult } from "../../../src/mlflow/batch-types.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { BACKTEST, makeBatch, makeNewModel, makeResult } from "../../support/models.js";
import { describeModelRegistry } from "../../support/registry-contract.js";

let mlflow: TestMlflow;
let registry: ModelRegistry;
let client: MlflowClient;
let calls: MlflowCall[] = [];
const warnings: string[] = [];

const open = (experimentName?: string) =>
  createModelRegistry({
    trackingUri: mlflow.url,
    random: () => 0.5,
    logger: { warn: (sentence) => warnings.push(sentence) },
    onCall: (call) => calls.push(call),
    ...(experimentName === undefined ? {} : { experimentName }),
  });

beforeAll(async () => {
  mlflow = await startTestMlflow();
  registry = open();
  client = createMlflowClient({ url: mlflow.url, random: () => 0.5 });
}, 180_000);
afterAll(() => mlflow.stop());
beforeEach(() => {
  calls = [];
});

/** Trains stores in one run, as one batch, a few at a time. */
async function logFleet(name: string, storeCodes: readonly string[], promote = true) {
  const run = await registry.startRun(makeBatch(name, storeCodes.length), false);
  const results: BatchResult[] = [];
  const rest = [...storeCodes.entries()];
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      const [index, code] = next;
      const model = makeNewModel(run, code, `${name}-${code}`, { promote });
      const { modelId, version } = await registry.logModel(model);
      results[index] = makeResult(code, {
        modelId,
        version,
        promoted: promote,
        dataDigest: `digest-${index}`,
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return { run, results };
}

const codesFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => String(first + index));

describe("the registry in a real server keeps the contract", () => describeModelRegistry(() => registry));

describe("the server", () => {
  test("says its version", async () => {
    expect(await registry.getServerVersion()).toBe("3.17.2");
  });

  test("has one experiment, whoever is first", async () => {
    const registries = Array.from({ length: 4 }, () => open("race"));
    const urls = await Promise.all(registries.map((one) => one.getExperimentUrl()));
    expect(new Set(urls).size).toBe(1);
    expect(urls[0]).toMatch(/\/#\/experiments\/\d+\/runs\?workflowType=machine_learning$/);
  });

  test("links to a version's page", () => {
    expect(registry.getVersionUrl("7", 3)).toBe(
      `${mlflow.url}/#/models/storecast-store-0007/versions/3?workflowType=machine_learning`,
    );
  });
});

describe("call budget", () => {
  test("a store's model costs eight calls the first time and seven later", async () => {
    const run = await registry.startRun(makeBatch("budget"), false);
    calls = [];
    await registry.logModel(makeNewModel(run, "100", "budget-1"));
    expect(calls).toHaveLength(8);
    calls = [];
    await registry.logModel(makeNewModel(run, "100", "budget-2"));
    expect(
      calls.map((call) => `${call.method} ${call.path.replaceAll(/m-[0-9a-f]{32}|\/\d+\//g, "*")}`).sort(),
    ).toEqual([
      "PATCH /api/2.0/mlflow/logged-models/*",
      "POST /api/2.0/mlflow/logged-models",
      "POST /api/2.0/mlflow/model-versions/create",
      "POST /api/2.0/mlflow/registered-models/alias",
      ...["MLmodel", "code/storecast_model.py", "model.pr"].map(
        (file) => `PUT /api/2.0/mlflow-artifacts/artifacts*models/*/artifacts/${file}`,
      ),
    ]);
  });

  test("a model that is not promoted costs as many; one that is promoted past a challenger one more", async () => {
    const run = await registry.startRun(makeBatch("budget of a challenger"), false);
    await registry.logModel(makeNewModel(run, "101", "challenger-1"));
    const spend = async (jobId: string, promote: boolean) => {
      calls = [];
      await registry.logModel(makeNewModel(run, "101", jobId, { promote }));
      return calls.length;
    };
    expect(await spend("challenger-2", false)).toBe(7);
    expect(await spend("challenger-3", true)).toBe(8);
    expect(await spend("challenger-4", true)).toBe(7);
  });

  test("60 stores are found and listed with as many calls as one, champions that are not newest included", async () => {
    const codes = codesFrom(200, 60);
    await logFleet("fleet-a", codes);
    await logFleet("fleet-b", codes, false);
    const count = async (wanted: readonly string[]) => {
      calls = [];
      const found = await registry.findStoreModels(wanted);
      const finding = calls.length;
      calls = [];
      const listed = await registry.listVersions(wanted);
      return { found, listed, finding, listing: calls.length };
    };
    const [one, all] = [await count(codes.slice(0, 1)), await count(codes)];
    expect([one.finding, one.listing]).toEqual([2, 1]);
    expect([all.finding, all.listing]).toEqual([2, 1]);
    expect(
      [...all.found.values()].map(({ champion, newest }) => [champion?.version, newest?.version]),
    ).toEqual(codes.map(() => [1, 2]));
    expect([...all.listed.values()].map((versions) => versions.length)).toEqual(codes.map(() => 2));
  }, 120_000);

  test("champions that are newest take one call, a repeated question too", async () => {
    await logFleet("fleet-c", codesFrom(300, 3));
    calls = [];
    await registry.findStoreModels(codesFrom(300, 3));
    await registry.findStoreModels(codesFrom(300, 3));
    expect(calls).toHaveLength(2);
  });

  test("a finished batch costs as many calls with 40 stores as with 21, three with one, and links the models of a few", async () => {
    const spend = async (name: string, count: number) => {
      const { run, results } = await logFleet(name, codesFrom(400, count));
      calls = [];
      await registry.finishRun(run.runId, makeBatch(name, count), results, new Date("2015-07-11T06:01:00Z"));
      return calls.map(({ path }) => path.split("/").at(-1)).sort();
    };
    const fleet = ["log-batch", "log-inputs", "stores.json", "update"];
    expect(await spend("end-1", 1)).toEqual(fleet.filter((name) => name !== "stores.json"));
    expect(await spend("end-2", 2)).toEqual(["get", ...fleet, "outputs"].sort());
    expect([await spend("end-21", 21), await spend("end-40", 40)]).toEqual([fleet, fleet]);
  }, 120_000);
});

describe("a run", () => {
  test("shows who asked, what was trained, how well, on what, and the table of stores", async () => {
    const { run, results } = await logFleet("shown", ["500", "501"]);
    const failed = makeResult("502", {
      ...{
        status: "FAILED",
        failure: "no data",
        backtest: null,
        dataDigest: null,
        rows: null,
        trainedThrough: null,
      },
    });
    const batch = makeBatch("shown", 3);
    await registry.finishRun(run.runId, batch, [...results, failed], new Date("2015-07-11T06:01:00Z"));
    await registry.finishRun(run.runId, batch, [...results, failed], new Date("2015-07-11T06:01:30Z"));

    const answer = await axios.get<{ run: Record<string, never> }>(`${mlflow.url}/api/2.0/mlflow/runs/get`, {
      params: { run_id: run.runId },
      proxy: false,
    });
    const shown = answer.data.run as unknown as {
      info: Record<string, unknown>;
      data: Record<"metrics" | "params" | "tags", { key: string; value: number | string }[]>;
      inputs: { dataset_inputs: unknown[] };
      outputs: { model_outputs: unknown[] };
    };
    expect(shown.info).toMatchObject({
      ...{ run_name: "retrain 2 stores", status: "FINISHED" },
      ...{ start_time: Date.parse("2015-07-11T06:00:00Z"), end_time: Date.parse("2015-07-11T06:01:30Z") },
    });
    const read = (kind: "metrics" | "params" | "tags") =>
      Object.fromEntries(shown.data[kind].map(({ key, value }) => [key, value]));
    expect(read("metrics")).toMatchObject({
      ...{ wape: 0.0875, wape_pooled: 0.0875, wape_median: 0.0875, baseline_wape: 0.175, coverage: 0.8125 },
      ...{ stores_trained: 2, stores_failed: 1, stores_promoted: 2, seconds: 90 },
    });
    expect(read("params")).toEqual({
      ...{ recipe: "default@1", code_version: "0.1.0", trigger: "person", stores: "3" },
      ...{ horizon: "7", folds: "4", step: "7", level: "0.8" },
    });
    expect(read("tags")).toMatchObject({
      ...{ "mlflow.user": "ann", "storecast.trigger": "person", "storecast.batch_id": "shown" },
      "mlflow.loggedArtifacts": '[{"path":"stores.json","type":"table"}]',
      "mlflow.note.content": expect.stringContaining("WAPE 8.8 % against the baseline's 17.5 %"),
    });
    expect(shown.inputs.dataset_inputs).toHaveLength(2);
    expect(shown.outputs.model_outputs).toHaveLength(2);

    const { artifactUri } = await client.runs.load(run.runId);
    const table = JSON.parse((await client.artifacts.load(artifactUri, "stores.json")).toString()) as {
      columns: string[];
      data: unknown[][];
    };
    expect(table.columns.slice(0, 3)).toEqual(["store", "wape", "baseline_wape"]);
    expect(table.data.map((row) => row.slice(0, 3))).toEqual([
      ["500", 0.0875, 0.175],
      ["501", 0.0875, 0.175],
      ["502", null, null],
    ]);
  });

  test("gives each model its metrics on its dataset", async () => {
    const { run, results } = await logFleet("metrics", ["510"]);
    await registry.finishRun(run.runId, makeBatch("metrics"), results, new Date("2015-07-11T06:01:00Z"));
    const answer = await axios.get<{
      model: { info: object; data: { metrics: object[]; params: object[] } };
    }>(`${mlflow.url}/api/2.0/mlflow/logged-models/${results[0]!.modelId}`, { proxy: false });
    const { info, data } = answer.data.model;
    expect(info).toMatchObject({
      status: "LOGGED_MODEL_READY",
      name: "storecast-store-0510",
      source_run_id: run.runId,
    });
    expect(data.params).toContainEqual({ key: "growth", value: "linear" });
    expect(data.metrics).toContainEqual(
      expect.objectContaining({
        ...{ key: "wape", value: BACKTEST.metrics.wape },
        ...{ dataset_name: "storecast-store-0510", dataset_digest: "digest-0" },
      }),
    );
  });

  test("that was cancelled before a store was trained is killed, with its table and who did it", async () => {
    const batch = { ...makeBatch("cancelled", 2), cancelledBy: "bob" };
    const run = await registry.startRun(batch, false);
    const results = ["530", "531"].map((code) =>
      makeResult(code, { status: "CANCELLED", backtest: null, dataDigest: null, rows: null }),
    );
    await registry.finishRun(run.runId, batch, results, new Date("2015-07-11T06:01:00Z"));
    const { data } = await axios.get<{ run: { data: { tags: { key: string; value: string }[] } } }>(
      `${mlflow.url}/api/2.0/mlflow/runs/get?run_id=${run.runId}`,
      { proxy: false },
    );
    expect(data).toMatchObject({ run: { info: { status: "KILLED" } } });
    const tags = new Map(data.run.data.tags.map(({ key, value }) => [key, value]));
    expect(tags.get("mlflow.note.content")).toContain("0 failed, 2 cancelled by bob.");
    expect(tags.get("mlflow.loggedArtifacts")).toContain("stores.json");
  });

  test("of stores that all failed ends as failed", async () => {
    const run = await registry.startRun(makeBatch("all failed"), false);
    const failed = makeResult("520", {
      status: "FAILED",
      failure: "x",
      backtest: null,
      dataDigest: null,
      rows: null,
    });
    await registry.finishRun(run.runId, makeBatch("all failed"), [failed], new Date("2015-07-11T06:01:00Z"));
    const { data } = await axios.get<unknown>(`${mlflow.url}/api/2.0/mlflow/runs/get?run_id=${run.runId}`, {
      proxy: false,
    });
    expect(data).toMatchObject({ run: { info: { status: "FAILED" } } });
  });
});

describe("what others do in the registry", () => {
  const makeAlien = async (storeCode: string) => {
    const { run } = await logFleet(`alien ${storeCode}`, [storeCode]);
    const newest = (await registry.findStoreModels([storeCode])).get(storeCode)!.newest!;
    const modelId = /m-[0-9a-f]{32}/.exec(newest.source)![0];
    const name = getModelName(storeCode);
    const version = { name, source: newest.source, runId: run.runId, modelId, description: "", tags: {} };
    return { name, alien: (await client.modelVersions.create(version)).version };
  };

  test("a version without our tags that cannot be read is neither newest nor listed, and is told of once", async () => {
    await makeAlien("600");
    expect((await registry.findStoreModels(["600"])).get("600")?.newest?.version).toBe(1);
    expect((await registry.listVersions(["600"])).get("600")?.map((one) => one.version)).toEqual([1]);
    await expect(registry.promote("600", 2, { by: "bob", at: new Date(0), reason: null })).rejects.toThrow(
      "Version 2 of store 600's model cannot be read",
    );
    expect(warnings.filter((told) => told.includes("store 600"))).toHaveLength(1);
  });

  test("a champion without our tags that cannot be read leaves the previous one in service, with the reason", async () => {
    const { name, alien } = await makeAlien("601");
    await client.registeredModels.setAlias(name, "champion", alien);
    const models = (await registry.findStoreModels(["601"])).get("601");
    expect(models?.champion?.version).toBe(1);
    expect(models?.championIssue).toMatchObject({ code: "NOT_PROPHET", version: alien });
  });

  test("a store whose only version cannot be read has no champion, with the reason", async () => {
    const name = getModelName("606");
    await client.registeredModels.create(name, {}, "");
    const { run } = await logFleet("only", ["607"]);
    const { source } = (await registry.findStoreModels(["607"])).get("607")!.newest!;
    const version = { name, source, runId: run.runId, modelId: /m-[0-9a-f]{32}/.exec(source)![0] };
    await client.modelVersions.create({ ...version, description: "", tags: {} });
    expect(await registry.findStoreModels(["606"])).toEqual(new Map());
    await client.registeredModels.setAlias(name, "champion", 1);
    expect((await registry.findStoreModels(["606"])).get("606")).toMatchObject({
      ...{ champion: null, newest: null, championIssue: { code: "NOT_PROPHET", version: 1 } },
    });
  });

  test("an alias moved by hand to a version of ours is followed", async () => {
    await logFleet("hand a", ["602"]);
    await logFleet("hand b", ["602"], false);
    await client.registeredModels.setAlias(getModelName("602"), "champion", 2);
    expect((await registry.findStoreModels(["602"])).get("602")?.champion?.version).toBe(2);
  });

  test("a registered model deleted by hand is made anew", async () => {
    await logFleet("deleted a", ["603"]);
    await axios.delete(`${mlflow.url}/api/2.0/mlflow/registered-models/delete`, {
      data: { name: getModelName("603") },
      proxy: false,
    });
    await logFleet("deleted b", ["603"]);
    expect((await registry.findStoreModels(["603"])).get("603")?.champion?.facts.jobId).toBe("deleted b-603");
  });

  test("a changed artifact is refused by its checksum", async () => {
    await logFleet("changed", ["604"]);
    const { champion } = (await registry.findStoreModels(["604"])).get("604")!;
    await client.artifacts.put(champion!.source, "model.pr", Buffer.from('"{}"'));
    await expect(registry.loadModel(champion!)).rejects.toThrow(
      /model\.pr of version 1 of store 604 is not what was registered/,
    );
    expect(await registry.readModel(champion!)).toMatchObject({ prophetJson: "{}" });
    await client.artifacts.put(champion!.source, "model.pr", Buffer.from("{"));
    await expect(registry.readModel(champion!)).rejects.toThrow(
      "Version 1 of store 604's model cannot be read: model.pr is not a JSON text.",
    );
  });

  test("a source that names the model instead of its folder is read too", async () => {
    await logFleet("source", ["605"]);
    const { champion } = (await registry.findStoreModels(["605"])).get("605")!;
    const source = `models:/${/m-[0-9a-f]{32}/.exec(champion!.source)![0]}`;
    expect(await registry.loadModel({ ...champion!, source })).toContain('"growth":"linear"');
  });
});
