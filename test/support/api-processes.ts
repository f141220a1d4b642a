import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { decodeId } from "../../src/schema/ids.js";
import { askText } from "./graphql-client.js";
import { findFreePort } from "./ports.js";
import { startProduct } from "./product.js";
import { answerJson, startStubServer } from "./stub-server.js";

/** What a request for one store was answered. */
export interface RetrainAnswer {
  outcome: string;
  jobId: string;
  /** Requests that the job had answered by then. */
  requestCount: number;
}

/** Processes of `storecast api` on one database, with an MLflow that has no model. */
export interface ApiProcesses {
  /** Asks each of them so many times to retrain a store, all at once. */
  askForRetrain(storeCode: string, timesEach: number): Promise<RetrainAnswer[]>;
  close(): Promise<void>;
}

const RETRAIN = `mutation Retrain($input: StoresRetrainInput!) {
  storesRetrain(input: $input) { results { outcome job { id requestCount } } userErrors { message } }
}`;

/** @param queueUrl the database's own, or a Redis */
export async function startApis(
  count: number,
  { databaseUrl, queueUrl }: { databaseUrl: string; queueUrl: string },
): Promise<ApiProcesses> {
  const mlflow = await startStubServer();
  mlflow.script.push(answerJson(200, {}));
  const home = await mkdtemp(join(tmpdir(), "storecast-apis-"));
  const ports = await Promise.all(Array.from({ length: count }, findFreePort));
  const products = ports.map((port) =>
    startProduct(["api"], {
      ...{ DATABASE_URL: databaseUrl, MLFLOW_TRACKING_URI: mlflow.url, PORT: String(port) },
      ...{ STORECAST_HOME: join(home, String(port)), LOG_LEVEL: "error" },
      ...(queueUrl === databaseUrl ? {} : { REDIS_URL: queueUrl }),
    }),
  );
  const close = async () => {
    for (const product of products) product.signal("SIGKILL");
    await Promise.all(products.map(({ exited }) => exited));
    await mlflow.close();
    await rm(home, { recursive: true, force: true });
  };
  try {
    await Promise.all(products.map((product) => product.waitFor(/GraphQL on/)));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    close,
    async askForRetrain(storeCode, timesEach) {
      const asked = ports.flatMap((port) =>
        Array.from({ length: timesEach }, () => askOne(`http://127.0.0.1:${port}`, storeCode)),
      );
      return Promise.all(asked);
    },
  };
}

async function askOne(url: string, storeCode: string): Promise<RetrainAnswer> {
  const { data, errors } = await askText(url, RETRAIN, { input: { filter: { storeIds: [storeCode] } } });
  const payload = data?.["storesRetrain"] as
    { results: { outcome: string; job: { id: string; requestCount: number } | null }[] } | null | undefined;
  const result = payload?.results[0];
  if (!result?.job) throw new Error(`no job: ${JSON.stringify({ data, errors })}`);
  const { outcome, job } = result;
  return { outcome, jobId: decodeId(job.id)?.key ?? job.id, requestCount: job.requestCount };
}
