import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import axios from "axios";
import { createMlflowClient, type MlflowClient } from "../../../src/mlflow/client.js";
import { getModelName } from "../../../src/mlflow/names.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { addDays, epochDay, type Day } from "../../../src/model/day.js";
import { fit, toProphetJson } from "../../../src/model/index.js";
import { createServing, type RunningServing, type ServingOptions } from "../../../src/serving/serving.js";
import type { ServedForecast } from "../../../src/serving/types.js";
import { createChampionMoves } from "../../../src/training/champion-moves.js";
import { ensureClientPython, startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { logModelInPython } from "../../support/python.js";
import { makeServingWorld, THROUGH } from "../../support/serving-world.js";
import { trainInto } from "../../support/train-into.js";
import { waitUntil } from "../../support/wait.js";

const STORES = 12;
const now = new Date("2015-06-20T10:00:00Z");
const ann = { by: "ann", reason: null };

describe("what others do in MLflow", () => {
  const world = makeServingWorld(STORES);
  let mlflow: TestMlflow;
  let registry: ModelRegistry;
  let client: MlflowClient;
  let serving: RunningServing;
  let runId: string;
  let experimentId: string;
  const calls: string[] = [];
  const days: Day[] = Array.from({ length: 7 }, (_, i) => addDays(THROUGH, i + 1));
  /** Takes its time, beside the tests that do not need it. */
  let inPython: ReturnType<typeof logModelInPython>;

  beforeAll(async () => {
    mlflow = await startTestMlflow();
    const options = { random: () => 0.5, logger: { warn: () => undefined } };
    registry = createModelRegistry({
      trackingUri: mlflow.url,
      ...options,
      onCall: (call) => calls.push(call.path),
    });
    client = createMlflowClient({ url: mlflow.url, ...options });
    for (const { code } of world.stores) ({ runId } = await trainInto(world, registry, code));
    experimentId = await client.experiments.create("by hand", {});
    inPython = makeInPython();
    inPython.catch(() => undefined);
    serving = makeServing(50);
    await serving.start();
    await serving.warm();
  }, 180_000);
  afterAll(async () => {
    await serving.close();
    await mlflow.stop();
  });

  const makeServing = (pollIntervalMs: number, logger: ServingOptions["logger"] = world.logger) =>
    createServing({ ...world, registry, now: () => now, pollIntervalMs, logger });

  async function makeInPython() {
    const rows = (world.rows.get(2) ?? []).filter(({ isOpen }) => isOpen);
    return logModelInPython(await ensureClientPython(), {
      ...{ trackingUri: mlflow.url, name: getModelName("2"), regressors: ["promo"], alias: "champion" },
      history: {
        ds: rows.map(({ day }) => day),
        y: rows.map(({ y }) => y),
        promo: rows.map(({ regressors }) => regressors["promo"]),
      },
      future: { ds: days, promo: days.map((_, i) => i % 2) },
    });
  }

  async function forecast(storeCode: string, from = serving): Promise<ServedForecast> {
    const store = world.stores.find(({ code }) => code === storeCode);
    if (!store) throw new Error(`no store ${storeCode}`);
    const [result] = await from.forecast([{ store, window: {}, level: 0.8 }]);
    if (!result || result instanceof Error) throw result ?? new Error("no result");
    return result;
  }

  /** Registers a model by hand, with these files in its folder, and makes it champion. */
  async function registerByHand(storeCode: string, files: Record<string, string>): Promise<number> {
    const name = getModelName(storeCode);
    const logged = await client.loggedModels.create({
      ...{ experimentId, runId, name: "by-hand", type: "prophet", params: {}, tags: {} },
    });
    for (const [path, body] of Object.entries(files)) {
      await client.artifacts.put(logged.artifactUri, path, Buffer.from(body));
    }
    const { version } = await client.modelVersions.create({
      ...{ name, source: logged.artifactUri, runId, modelId: logged.modelId, description: "", tags: {} },
    });
    await client.registeredModels.setAlias(name, "champion", version);
    return version;
  }

  /** Forecasts until the version has been found and loaded. */
  async function until(storeCode: string, version: number): Promise<ServedForecast> {
    for (let asked = 0; asked < 400; asked++) {
      const forecasted = await forecast(storeCode);
      if (forecasted.modelVersion?.version === version) return forecasted;
      await delay(25);
    }
    throw new Error(`version ${version} of store ${storeCode} does not serve`);
  }

  const encode = (prophetJson: string) => JSON.stringify(prophetJson);
  const toDraws = (json: string) => json.replace('"mcmc_samples":0', '"mcmc_samples":300');
  function makeProphet(options: {
    step?: number;
    regressors?: string[];
    edit?: (json: string) => string;
  }): string {
    const { step = 1, regressors = [], edit = (json) => json } = options;
    const days = Int32Array.from({ length: 120 }, (_, i) => epochDay(THROUGH) - (119 - i) * step);
    const wobble = (seed: number) => Float64Array.from(days, (day) => 100 + ((day * (7 + seed)) % 11));
    const columns = Object.fromEntries(regressors.map((name, i) => [name, wobble(i + 1)]));
    const model = fit(
      { days, y: wobble(0), regressors: columns },
      { regressors: regressors.map((name) => ({ name })), yearlySeasonality: false },
    );
    return encode(edit(toProphetJson(model)));
  }

  test("an alias moved over REST is followed by the next look, and a description too", async () => {
    await trainInto(world, registry, "1", { promote: false });
    await client.registeredModels.setAlias(getModelName("1"), "champion", 2);
    expect((await until("1", 2)).championIssue).toBeNull();
    await axios.patch(
      `${mlflow.url}/api/2.0/mlflow/model-versions/update`,
      { name: getModelName("1"), version: "2", description: "said by hand" },
      { proxy: false },
    );
    await waitUntil(() => serving.getStoreModels("1")?.champion?.description === "said by hand");
  });

  test("champions at fault leave those before them in service, after a start too, and each is told of once", async () => {
    const faults: [code: string, files: Record<string, string>][] = [
      ["ARTIFACT_MISSING", {}],
      ["NOT_PROPHET", { MLmodel: "flavors: {sklearn: {}}", "model.pkl": "x" }],
      ["NOT_PROPHET", { "model.pr": "\u0080\u0004 pickled" }],
      ["NOT_PROPHET", { "model.pr": encode('{"coef":[1]}') }],
      ["NOT_DAILY", { "model.pr": makeProphet({ step: 7 }) }],
      ["MISSING_REGRESSORS", { "model.pr": makeProphet({ regressors: ["temperature"] }) }],
      ["UNSUPPORTED_MODEL", { "model.pr": makeProphet({ edit: toDraws }) }],
    ];
    const codes = faults.map((_, i) => String(i + 3));
    for (const [i, [, files]] of faults.entries()) await registerByHand(codes[i]!, files);
    await waitUntil(() => codes.every((code) => serving.getStoreModels(code)?.championIssue != null));
    const restarted = makeServing(60_000, { info: () => undefined, warn: () => undefined });
    await restarted.start();
    const expected = faults.map(([code]) => ({
      ...{ status: "READY", modelVersion: { version: 1 }, championIssue: { code, version: 2 } },
    }));
    for (const one of [serving, restarted]) {
      expect(await Promise.all(codes.map((code) => forecast(code, one)))).toMatchObject(expected);
    }
    await restarted.close();
    const polls = calls.length;
    await waitUntil(() => calls.length > polls + 5);
    expect(world.warnings.filter((told) => told === "the registry's champion does not serve")).toHaveLength(
      7,
    );
  });

  test("a champion that was deleted leaves the one before in service", async () => {
    const at = "2015-06-20T09:00:00Z";
    const { version } = await trainInto(world, registry, "10", { at });
    await until("10", version);
    await axios.delete(`${mlflow.url}/api/2.0/mlflow/model-versions/delete`, {
      ...{ data: { name: getModelName("10"), version: String(version) }, proxy: false },
    });
    expect(await until("10", 1)).toMatchObject({
      ...{ status: "READY", modelVersion: { version: 1 } },
      championIssue: { code: "NO_CHAMPION", version: null },
    });
  });

  test("a champion at fault is rolled back from like any other, and a mended one serves", async () => {
    const version = await registerByHand("11", { "model.pr": "[" });
    await waitUntil(() => serving.getStoreModels("11")?.championIssue != null);
    const moves = createChampionMoves({
      registry,
      announce: (codes) => serving.refresh(codes),
      now: () => now,
    });
    expect(await moves.rollback("11", null, ann)).toMatchObject({ moved: true, champion: { version: 1 } });
    expect(await forecast("11")).toMatchObject({ modelVersion: { version: 1 }, championIssue: null });
    await client.registeredModels.setAlias(getModelName("11"), "champion", version);
    await waitUntil(() => serving.getStoreModels("11")?.championIssue != null);
    const found = (await client.modelVersions.load(getModelName("11"), version)).source;
    await client.artifacts.put(found, "model.pr", Buffer.from(makeProphet({})));
    expect(await until("11", version)).toMatchObject({ status: "READY", championIssue: null });
  }, 20_000);

  test("a champion made in Python serves what Python forecasts, and can be rolled back from and promoted again", async () => {
    const made = await inPython;
    for (const [i, day] of days.entries()) {
      world.rows.get(2)?.push({ day, y: null, isOpen: true, holiday: null, regressors: { promo: i % 2 } });
    }
    const served = await until("2", made.version);
    expect(served).toMatchObject({
      ...{ status: "READY", trainedThrough: THROUGH, championIssue: null },
      modelVersion: { origin: "external", version: 2, description: "made in a notebook" },
    });
    const open = served.points.filter(({ isOpen }) => isOpen);
    expect(open).toHaveLength(6); // Sundays were never traded on
    for (const { date, yhat, lower, upper } of open) {
      expect(Math.abs(yhat - (made.yhat[days.indexOf(date)] ?? NaN)) / 200).toBeLessThan(1e-9);
      expect(lower < yhat && yhat < upper).toBe(true);
    }
    const store = { ...world.stores[1]!, dataThrough: addDays(THROUGH, 1), dataRevision: 9 };
    expect(await serving.forecast([{ store, window: {}, level: 0.8 }])).toMatchObject([
      { status: "STALE", staleReasons: ["NEW_DATA"] },
    ]);

    let at = now.getTime();
    const moves = createChampionMoves({
      ...{ registry, announce: (codes) => serving.refresh(codes), now: () => new Date((at += 1_000)) },
    });
    expect(await moves.rollback("2", null, ann)).toMatchObject({ moved: true, champion: { version: 1 } });
    expect(await forecast("2")).toMatchObject({ modelVersion: { version: 1 }, championIssue: null });
    expect(await moves.promote("2", 2, ann)).toMatchObject({ moved: true, champion: { version: 2 } });
    expect((await forecast("2")).points).toEqual(served.points);
    expect((await registry.listVersions(["2"])).get("2")?.map(({ origin }) => origin)).toEqual([
      "external",
      "storecast",
    ]);
  }, 120_000);
});
