import { expect, test } from "@jest/globals";

import { logOnce } from "../../../src/mlflow/batch-run.js";
import { MlflowError } from "../../../src/mlflow/mlflow-error.js";

const ofModel = { key: "wape", value: 0.1, timestamp: 0, step: 0, model_id: "m-1" };
const ofRun = { key: "trained", value: 1, timestamp: 0, step: 0 };

const makeClient = (failure: Error) => {
  const calls: unknown[] = [];
  const logBatch = (_: string, entries: unknown) => {
    calls.push(entries);
    return calls.length === 1 ? Promise.reject(failure) : Promise.resolve();
  };
  return { calls, runs: { logBatch } };
};

test("metrics of models that are there already are not brought again, the rest is", async () => {
  const message = 'duplicate key value violates unique constraint "logged_model_metrics_pk"';
  const facts = { errorCode: "BAD_REQUEST", status: 400, isRetryable: false };
  const client = makeClient(new MlflowError(message, facts));
  await logOnce(client, "r", { metrics: [ofModel, ofRun], tags: { a: "b" } });
  expect(client.calls[1]).toEqual({ metrics: [ofRun], tags: { a: "b" } });
});

test("any other refusal is told", async () => {
  const client = makeClient(new Error("no"));
  await expect(logOnce(client, "r", { metrics: [ofModel] })).rejects.toThrow("no");
  expect(client.calls).toHaveLength(1);
});
