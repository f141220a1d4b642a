import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createMlflowClient } from "../../../src/mlflow/client.js";
import type { MlflowCall } from "../../../src/mlflow/http.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry, ServingForm } from "../../../src/mlflow/types.js";
import { createServing, type RunningServing } from "../../../src/serving/serving.js";
import type { ServedForecast } from "../../../src/serving/types.js";
import { fromStoreModelJson, makeServingModel, toServingModelJson } from "../../../src/model/index.js";
import { makeBatch, makeNewModel } from "../../support/models.js";
import { startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { makeServingWorld, THROUGH } from "../../support/serving-world.js";
import { trainInto } from "../../support/train-into.js";

const STORES = 5;

describe("serving out of a real MLflow", () => {
  const world = makeServingWorld(STORES);
  let mlflow: TestMlflow;
  let registry: ModelRegistry;
  let serving: RunningServing;
  let calls: MlflowCall[] = [];
  let warnings: string[] = [];

  beforeAll(async () => {
    mlflow = await startTestMlflow();
    registry = createModelRegistry({
      trackingUri: mlflow.url,
      random: () => 0.5,
      logger: { warn: (sentence) => warnings.push(sentence) },
      onCall: (call) => calls.push(call),
    });
    for (const store of world.stores) await train(store.code);
    serving = makeServing();
    await serving.start();
    await serving.warm();
  }, 180_000);

  afterAll(async () => {
    await serving.close();
    await mlflow.stop();
  });
  beforeEach(() => {
    calls = [];
    warnings = [];
  });

  const makeServing = () =>
    createServing({
      ...world,
      registry,
      now: () => new Date("2015-06-20T10:00:00Z"),
      pollIntervalMs: 60_000,
    });

  const train = (storeCode: string) => trainInto(world, registry, storeCode);

  async function forecast(from = serving): Promise<(ServedForecast | Error)[]> {
    return from.forecast(world.stores.map((store) => ({ store, window: {}, level: 0.8 })));
  }

  test("a warm forecast of all stores makes no call", async () => {
    const results = await forecast();
    expect(results.map((result) => result instanceof Error || result.status)).toEqual(
      world.stores.map(() => "READY"),
    );
    expect(calls).toEqual([]);
  });

  test("a process that starts finds all champions in one search and loads each once", async () => {
    const other = makeServing();
    await other.start();
    expect(calls.map(({ method, path }) => `${method} ${path.split("?")[0]?.split("/").at(-1)}`)).toEqual([
      "GET search",
    ]);
    calls = [];
    const [first] = await forecast(other);
    expect(calls).toHaveLength(STORES);
    expect(first).toMatchObject({ status: "READY", trainedThrough: THROUGH, modelVersion: { version: 1 } });
    expect((first as ServedForecast).points).toEqual(((await forecast())[0] as ServedForecast).points);
    await other.close();
  });

  test("after a retrain and a refresh the new version serves", async () => {
    await train("1");
    await serving.refresh(["1"]);
    const [first, second] = await forecast();
    expect((first as ServedForecast).modelVersion?.version).toBe(2);
    expect((second as ServedForecast).modelVersion?.version).toBe(1);
  });

  test("a model file that was tampered with leaves its store to the champion before, or the baseline, and no other", async () => {
    const found = await registry.findStoreModels(["1", "3"]);
    const client = createMlflowClient({ url: mlflow.url, random: () => 0.5 });
    for (const { champion } of found.values()) {
      await client.artifacts.put(champion?.source ?? "", "model.pr", Buffer.from('"{}"'));
    }
    const other = makeServing();
    await other.start();
    const results = (await forecast(other)) as ServedForecast[];
    expect(results.map(({ status, modelVersion }) => [status, modelVersion?.version])).toEqual([
      ["READY", 1],
      ["READY", 1],
      ["BASELINE", undefined],
      ["READY", 1],
      ["READY", 1],
    ]);
    expect(results[0]?.championIssue).toMatchObject({ code: "CHECKSUM_MISMATCH", version: 2 });
    expect(results[2]?.championIssue).toMatchObject({ code: "CHECKSUM_MISMATCH", version: 1 });
    expect(results[2]?.championIssue?.message).toContain("is not what was registered: SHA-256");
    expect(results[1]?.championIssue).toBeNull();
    await other.close();
  });

  describe("a fleet of one batch", () => {
    const fleet = Array.from({ length: 60 }, (_, i) => ({
      ...world.stores[0]!,
      id: 1,
      code: String(101 + i),
    }));
    let run: { runId: string; experimentId: string };
    const forms: ServingForm[] = [];

    beforeAll(async () => {
      const champion = (await registry.findStoreModels(["2"])).get("2")!.champion!;
      const prophetJson = await registry.loadModel(champion);
      const text = toServingModelJson(makeServingModel(fromStoreModelJson(prophetJson)));
      run = await registry.startRun(makeBatch("fleet", fleet.length), false);
      for (const { code } of fleet) {
        const model = makeNewModel(run, code, `fleet ${code}`, { prophetJson, servingForm: text });
        forms.push({ modelId: (await registry.logModel(model)).modelId, text });
      }
      await registry.putServingForms(run.runId, 1, forms);
    }, 120_000);

    /** Calls that a new process makes for the first forecast of the whole fleet. */
    const loadCold = async () => {
      const other = makeServing();
      await other.start();
      const found = calls.length;
      calls = [];
      const results = await other.forecast(fleet.map((store) => ({ store, window: {}, level: 0.8 })));
      await other.close();
      const served = results.map((result) =>
        result instanceof Error ? result : result.modelVersion?.version,
      );
      return { found, served, loads: calls.map(({ path }) => path.split("/").at(-1)) };
    };

    test("loads in two calls, whatever has become of its models' own files", async () => {
      const client = createMlflowClient({ url: mlflow.url, random: () => 0.5 });
      const { source } = (await registry.findStoreModels(["101"])).get("101")!.champion!;
      await client.artifacts.deleteOf(forms[0]!.modelId, source);
      calls = [];
      const { found, served, loads } = await loadCold();
      expect(found).toBeLessThanOrEqual(2);
      expect(loads).toEqual(["artifacts", "0001.jsonl"]);
      expect(served).toEqual(fleet.map(() => 1));
      expect(warnings).toEqual([]);
    });

    test("takes models whose lines are damaged from their own files, and says so", async () => {
      const client = createMlflowClient({ url: mlflow.url, random: () => 0.5 });
      const { artifactUri } = await client.runs.load(run.runId);
      const file = "serving-models/0001.jsonl";
      const lines = (await client.artifacts.load(artifactUri, file)).toString().split("\n");
      lines[1] = lines[1]!.slice(0, -9);
      lines[2] = lines[2]!.replace("linear", "flat");
      await client.artifacts.put(artifactUri, file, Buffer.from(lines.join("\n")));
      const { served, loads } = await loadCold();
      expect(loads).toEqual(["artifacts", "0001.jsonl", "model.pr", "model.pr"]);
      expect(served).toEqual(fleet.map(() => 1));
      expect(warnings).toEqual([expect.stringMatching(/^2 lines of serving-models\/0001.jsonl of run/)]);
    });

    test("is read model by model without a word where its run is gone", async () => {
      const client = createMlflowClient({ url: mlflow.url, random: () => 0.5 });
      await client.artifacts.deleteOf(run.runId, (await client.runs.load(run.runId)).artifactUri);
      const { served, loads } = await loadCold();
      expect([loads[0], loads.filter((name) => name === "model.pr").length]).toEqual(["artifacts", 60]);
      expect(served.slice(1)).toEqual(fleet.slice(1).map(() => 1));
      expect(warnings).toEqual([]);
    });
  });
});
