import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createServer, type IncomingHttpHeaders } from "node:http";
import axios from "axios";
import { HOOK_PATH } from "../../../src/http/mlflow-hook.js";
import { createMlflowClient, type MlflowClient } from "../../../src/mlflow/client.js";
import { getModelName } from "../../../src/mlflow/names.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import { keepRegistering, registerWebhook } from "../../../src/mlflow/webhook-registration.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { startTestMlflow, type TestMlflow } from "../../support/mlflow.js";
import { makeBatch, makeNewModel } from "../../support/models.js";
import { answerText, startStubServer } from "../../support/stub-server.js";
import { waitUntil } from "../../support/wait.js";

const SECRET = "kept between the two of us";

describe("MLflow's webhook", () => {
  let mlflow: TestMlflow;
  let client: MlflowClient;
  let app: MemoryApp;
  /** What MLflow sent, as it came. */
  const sent: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const tap = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      sent.push({ headers: request.headers, body: Buffer.concat(parts) });
      void deliver(sent.at(-1)!).then((status) => {
        delivered++;
        response.writeHead(status).end();
      });
    });
  });
  let tapUrl: string;
  /** What MLflow sent and the app has answered. */
  let delivered = 0;

  beforeAll(async () => {
    mlflow = await startTestMlflow({ webhookEncryptionKey: `${"A".repeat(43)}=` });
    client = createMlflowClient({ url: mlflow.url, random: () => 0.5 });
    app = await startMemoryApp(3, { webhookSecret: SECRET, now: () => new Date() });
    await new Promise<void>((resolve) => tap.listen(0, "127.0.0.1", resolve));
    tapUrl = `http://127.0.0.1:${(tap.address() as { port: number }).port}`;
    await registerWebhook(client, { url: tapUrl, secret: SECRET });
    const registry = createModelRegistry({
      ...{ trackingUri: mlflow.url, random: () => 0.5, logger: { warn: () => undefined } },
    });
    const run = await registry.startRun(makeBatch("webhooks"), false);
    for (const code of ["1", "2"]) {
      await registry.logModel(makeNewModel(run, code, `a-${code}`));
      await registry.logModel(makeNewModel(run, code, `b-${code}`, { promote: false }));
    }
  }, 180_000);
  afterAll(async () => {
    await app.close();
    tap.closeAllConnections();
    tap.close();
    await mlflow.stop();
  });
  afterEach(() => {
    app.serving.refreshes.length = 0;
  });

  async function deliver({ headers, body }: { headers: IncomingHttpHeaders; body: Buffer }): Promise<number> {
    const {
      "x-mlflow-signature": signature,
      "x-mlflow-delivery-id": id,
      "x-mlflow-timestamp": time,
    } = headers;
    const answer = await axios.post(`${app.url}${HOOK_PATH}`, body, {
      headers: {
        "Content-Type": "application/json",
        ...{ "X-MLflow-Signature": signature, "X-MLflow-Delivery-Id": id, "X-MLflow-Timestamp": time },
      },
      ...{ validateStatus: () => true, proxy: false },
    });
    return answer.status;
  }

  const refreshed = () => app.serving.refreshes.flatMap((codes) => codes ?? ["all"]);
  const loadMetrics = async () =>
    (await axios.get<string>(`${app.url}/metrics`, { proxy: false })).data.split("\n");

  test("makes every process read the stores anew whose alias moved, and no other", async () => {
    // a version and an alias of each of the four models that are there
    await waitUntil(() => delivered >= 8);
    app.serving.refreshes.length = 0;
    await client.registeredModels.setAlias(getModelName("1"), "champion", 2);
    await waitUntil(() => refreshed().length > 0);
    expect(refreshed()).toEqual(["1"]);
  });

  test("is not believed when it is forged, stale or replayed", async () => {
    const [genuine] = sent.slice(-1);
    if (!genuine) throw new Error("nothing was sent");
    const { headers, body } = genuine;
    const forged = { headers: { ...headers, "x-mlflow-signature": "v1,AAAA" }, body };
    const bent = { headers, body: Buffer.from(body.toString().replace("0001", "0002")) };
    const unsigned = { headers: { ...headers, "x-mlflow-signature": undefined }, body };
    const stale = { headers: { ...headers, "x-mlflow-timestamp": "1700000000" }, body };
    const outcomes = [];
    for (const one of [forged, bent, unsigned, stale, genuine]) outcomes.push(await deliver(one));
    expect(outcomes).toEqual([401, 401, 401, 401, 409]);
    expect(refreshed()).toEqual([]);
    expect(await loadMetrics()).toEqual(
      expect.arrayContaining([
        'storecast_webhook_deliveries_total{outcome="forged"} 4',
        'storecast_webhook_deliveries_total{outcome="replayed"} 1',
      ]),
    );
  });

  test("is registered once, whoever asks and however often, at the latest address", async () => {
    const elsewhere = { url: "http://127.0.0.1:9/hooks/mlflow", secret: SECRET };
    await Promise.all(Array.from({ length: 3 }, () => registerWebhook(client, elsewhere)));
    expect(await client.webhooks.list()).toMatchObject([{ name: "storecast", url: elsewhere.url }]);
    const { id } = await client.webhooks.create({
      ...{ ...elsewhere, name: "storecast", events: [{ entity: "MODEL_VERSION", action: "CREATED" }] },
    });
    await registerWebhook(client, { url: tapUrl, secret: SECRET });
    const left = await client.webhooks.list();
    expect(left).toMatchObject([{ name: "storecast", url: tapUrl }]);
    expect(left[0]?.id).not.toBe(id);
  });

  test("that the server refuses, or does not know, is a warning", async () => {
    const told: string[] = [];
    const logger = { info: () => undefined, warn: (_: object, sentence: string) => void told.push(sentence) };
    const keep = (url: string, to: string) =>
      keepRegistering({
        client: createMlflowClient({ url, random: () => 0.5 }),
        target: { url: to, secret: SECRET },
        ...{ logger, signal: new AbortController().signal },
      });
    await keep(mlflow.url, "ftp://127.0.0.1/hooks");
    const old = await startStubServer();
    old.script.push(answerText(404, "text/html", "<h1>Not Found</h1>"));
    await keep(old.url, tapUrl);
    await old.close();
    expect(told).toEqual([
      "no webhook was registered; changes are seen by polling",
      "this MLflow has no webhooks (they came with 3.3); changes are seen by polling alone",
    ]);
  });
});
