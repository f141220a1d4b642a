import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createMlflowClient } from "../../../src/mlflow/client.js";
import type { MlflowCall } from "../../../src/mlflow/http.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { createServing, type RunningServing } from "../../../src/serving/serving.js";
import type { ServedForecast } from "../../../src/serving/types.js";
import { startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { makeServingWorld, THROUGH } from "../../support/serving-world.js";

const STORES = 5;

describe("serving out of a real MLflow", () => {
  const world = makeServingWorld(STORES);
  let mlflow: TestMlflow;
  let registry: ModelRegistry;
  let serving: RunningServing;
  let calls: MlflowCall[] = [];

  beforeAll(async () => {
    mlflow = await startTestMlflow();
    registry = createModelRegistry({
      trackingUri: mlflow.url,
      random: () => 0.5,
      logger: { warn: () => undefined },
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
  });

  const makeServing = () =>
    createServing({
      ...world,
      registry,
      now: () => new Date("2015-06-20T10:00:00Z"),
      pollIntervalMs: 60_000,
    });

  /** Trains in the registry in memory and moves the result to the real one. */
  async function train(storeCode: string): Promise<void> {
    const store = world.stores.find(({ code }) => code === storeCode);
    if (!store) throw new Error(`no store ${storeCode}`);
    await world.train(store);
    const champion = (await world.registry.findStoreModels([storeCode])).get(storeCode)?.champion;
    if (!champion) throw new Error(`store ${storeCode} has no champion`);
    const jobId = `job-${storeCode}-${champion.version}`;
    const run = await registry.startRun(
      {
        ...{ batchId: jobId, name: jobId, requestedBy: "test", trigger: "person", recipe: "default@1" },
        ...{ codeVersion: "0.0.0", storeCount: 1, startedAt: new Date("2015-06-19T20:00:00Z") },
        backtest: { horizon: 7, folds: 4, step: 7, level: 0.8 },
      },
      false,
    );
    await registry.logModel({
      ...{ ...run, storeCode, params: {}, regressors: ["promo"], description: "", promote: true },
      transform: "none",
      prophetJson: await world.registry.loadModel(champion),
      facts: { ...champion.facts, jobId },
    });
  }

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

  test("a model file that was tampered with nulls its store and no other", async () => {
    const champion = (await registry.findStoreModels(["3"])).get("3")?.champion;
    const client = createMlflowClient({ url: mlflow.url, random: () => 0.5 });
    await client.artifacts.put(champion?.source ?? "", "model.pr", Buffer.from('"{}"'));
    const other = makeServing();
    await other.start();
    const results = await forecast(other);
    expect(results.map((result) => result instanceof Error)).toEqual([false, false, true, false, false]);
    expect(results[2]).toMatchObject({ code: "SERVICE_UNAVAILABLE", service: "mlflow", isRetryable: false });
    expect((results[2] as Error).message).toContain("is not what was registered: SHA-256");
    await other.close();
  });
});
