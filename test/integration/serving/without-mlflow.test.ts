import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import { startMlflowServer, type MlflowServer } from "../../../src/mlflow/server.js";
import { ensureServerPython } from "../../support/mlflow.js";
import { findFreePort } from "../../support/ports.js";
import { startTestPostgres } from "../../support/postgres.js";
import { startProduct, type Product } from "../../support/product.js";
import { insertDays, makeRetrainDatabase } from "../../support/retrain.js";
import { makeServingWorld, THROUGH } from "../../support/serving-world.js";

const STORES = 3;
const LIMIT_MS = 60_000;
const FORECASTS = `{ forecasts { nodes { status registrySeenAt modelVersion { version } points { date yhat components { name } } } } }`;

interface Api extends Product {
  url: string;
}

interface Answer {
  data: {
    forecasts: { nodes: ({ status: string; registrySeenAt: string | null; points: unknown[] } | null)[] };
  };
  errors?: { extensions: Record<string, unknown> }[];
}

describe("an API that starts while MLflow is down", () => {
  const closers: (() => Promise<unknown>)[] = [];
  const apis: Api[] = [];
  let databaseUrl: string;
  let mlflowUrl: string;
  let startMlflow: () => Promise<MlflowServer>;
  let mlflow: MlflowServer;
  let home: string;
  let before: Answer;

  beforeAll(async () => {
    const [postgres, python, root, port] = await Promise.all([
      startTestPostgres(),
      ensureServerPython(),
      mkdtemp(join(tmpdir(), "storecast-down-")),
      findFreePort(),
    ]);
    closers.push(
      () => rm(root, { recursive: true }),
      () => postgres.stop(),
    );
    home = join(root, "home");
    startMlflow = () =>
      startMlflowServer({
        ...{ python, host: "127.0.0.1", port, databaseUrl: postgres.mlflowUrl, artifactsDir: root },
        onLine: () => undefined,
      });
    mlflow = await startMlflow();
    closers.push(() => mlflow.stop());
    mlflowUrl = mlflow.url;
    databaseUrl = await postgres.createDatabase("stores");
    await trainStores();
    const api = await startApi(home);
    before = await untilAnswered(api, ({ data }) =>
      data.forecasts.nodes.every((node) => node?.status === "READY"),
    );
    api.signal("SIGTERM");
    await api.exited;
    await mlflow.stop();
  }, 180_000);

  afterAll(async () => {
    for (const api of apis) api.signal("SIGTERM");
    await Promise.all(apis.map(({ exited }) => exited));
    for (const close of closers.reverse()) await close();
  }, LIMIT_MS);

  async function trainStores(): Promise<void> {
    const database = await makeRetrainDatabase({ url: databaseUrl, stores: STORES, dataThrough: THROUGH });
    const world = makeServingWorld(STORES);
    const registry = createModelRegistry({
      trackingUri: mlflowUrl,
      random: () => 0.5,
      logger: { warn: () => undefined },
    });
    const ids = database.stores.map(({ id }) => id);
    await insertDays(database.pool, ids, world.rows.get(1) ?? []);
    await database.close();
    const run = await registry.startRun(
      {
        ...{ batchId: "batch", name: "batch", requestedBy: "test", trigger: "person", recipe: "default@1" },
        ...{ codeVersion: "0.0.0", storeCount: STORES, startedAt: new Date("2015-06-19T20:00:00Z") },
        backtest: { horizon: 7, folds: 4, step: 7, level: 0.8 },
      },
      false,
    );
    for (const store of world.stores) {
      await world.train(store);
      const champion = (await world.registry.findStoreModels([store.code])).get(store.code)!.champion!;
      if (champion.origin !== "storecast") throw new Error("a training makes versions of ours");
      await registry.logModel({
        ...{
          ...run,
          storeCode: store.code,
          params: {},
          regressors: ["promo"],
          description: "",
          promote: true,
        },
        ...{ transform: "none", facts: champion.facts },
        prophetJson: await world.registry.loadModel(champion),
      });
    }
  }

  async function startApi(directory: string): Promise<Api> {
    const product = startProduct(["api"], {
      ...{ DATABASE_URL: databaseUrl, MLFLOW_TRACKING_URI: mlflowUrl, STORECAST_HOME: directory },
      ...{ PORT: String(await findFreePort()), STORECAST_TODAY: "2015-06-20" },
      STORECAST_REGISTRY_POLL_SECONDS: "1",
    });
    const [, url = ""] = await product.waitFor(/GraphQL on (http:\S+)\/graphql/);
    const api = { ...product, url };
    apis.push(api);
    return api;
  }

  async function ask({ url }: Api): Promise<Answer> {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: FORECASTS }),
    });
    return (await response.json()) as Answer;
  }

  async function askHealth({ url }: Api) {
    const response = await fetch(`${url}/health/ready`);
    const body = (await response.json()) as { parts: { champions: Record<string, unknown> } };
    return { status: response.status, champions: body.parts.champions };
  }

  async function until<A>(look: () => Promise<A>, isTrue: (answer: A) => boolean): Promise<A> {
    const deadline = performance.now() + LIMIT_MS;
    for (;;) {
      const answer = await look();
      if (isTrue(answer)) return answer;
      if (performance.now() > deadline) throw new Error(`still: ${JSON.stringify(answer)}`);
      await delay(50);
    }
  }

  const untilAnswered = (api: Api, isTrue: (answer: Answer) => boolean) => until(() => ask(api), isTrue);

  test(
    "is ready with a warning, and serves the champions it has seen, saying since when",
    async () => {
      const api = await startApi(home);
      // It listens before it has found out that MLflow does not answer.
      const { champions } = await until(
        () => askHealth(api),
        ({ status }) => status === 200,
      );
      expect(champions["isReady"]).toBe(true);
      expect(champions["warning"]).toMatch(
        /^MLflow does not say which models serve: .*cannot be reached.* The champions of 20\S+Z serve\.$/,
      );
      const { data, errors } = await ask(api);
      expect(errors).toBeUndefined();
      const withoutTime = ({ forecasts }: Answer["data"]) =>
        forecasts.nodes.map((node) => ({ ...node, registrySeenAt: 0 }));
      expect(withoutTime(data)).toEqual(withoutTime(before.data));
      const [node] = data.forecasts.nodes;
      expect(champions["warning"]).toContain(new Date(node!.registrySeenAt!).toISOString());
    },
    LIMIT_MS,
  );

  test(
    "without anything seen before says per store that MLflow is missing, and is not ready",
    async () => {
      const api = await startApi(`${home}-empty`);
      const { data, errors } = await ask(api);
      expect(data.forecasts.nodes).toEqual([null, null, null]);
      expect(errors!.map(({ extensions }) => [extensions["code"], extensions["service"]])).toEqual(
        Array(STORES).fill(["SERVICE_UNAVAILABLE", "mlflow"]),
      );
      expect((await askHealth(api)).status).toBe(503);
    },
    LIMIT_MS,
  );

  test(
    "recovers when MLflow is back",
    async () => {
      const downSince = Date.now();
      mlflow = await startMlflow();
      const seen = (node: { registrySeenAt: string | null } | null) => Date.parse(node?.registrySeenAt ?? "");
      for (const api of apis.slice(1)) {
        const { errors } = await untilAnswered(api, ({ data }) =>
          data.forecasts.nodes.every((node) => seen(node) > downSince),
        );
        expect(errors).toBeUndefined();
        expect(await askHealth(api)).toEqual({ status: 200, champions: { isReady: true } });
      }
    },
    LIMIT_MS,
  );
});
