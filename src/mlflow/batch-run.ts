import { describeBatch, digestBatch, makeDatasets, makeMetrics, makeStoreTable } from "./batch-report.js";
import type { MlflowClient } from "./client.js";
import { createOnce } from "./create-once.js";
import type { ExperimentLookup } from "./experiment-lookup.js";
import { hasErrorCode } from "./mlflow-error.js";
import type { Run } from "./runs.js";
import type { BatchResult, BatchRun } from "./types.js";
import { TAG } from "./version-tags.js";
import { quoteFilterValue } from "./wire.js";

const METRICS_A_CALL = 1_000;
const DATASETS_A_CALL = 500;
const MODELS_A_CALL = 500;
const TABLE_FILE = "stores.json";

/** The run of a batch: the one it already has if this is a retry, else a new one. */
export async function startBatchRun(
  client: MlflowClient,
  experiment: ExperimentLookup,
  batch: BatchRun,
  isRetry: boolean,
): Promise<{ runId: string; experimentId: string }> {
  const experimentId = await experiment.ensure();
  const find = async (): Promise<Run | null> => {
    const filter = `tags.\`${TAG.batchId}\` = ${quoteFilterValue(batch.batchId)}`;
    return (await client.runs.search(experimentId, filter, 1)).at(0) ?? null;
  };
  const create = () =>
    client.runs.create({
      experimentId,
      name: batch.name,
      startTime: batch.startedAt.getTime(),
      tags: makeRunTags(batch),
    });
  try {
    const run = (isRetry ? await find() : null) ?? (await createOnce(create, find));
    return { runId: run.runId, experimentId };
  } catch (error) {
    if (hasErrorCode(error, "RESOURCE_DOES_NOT_EXIST")) experiment.forget();
    throw error;
  }
}

function makeRunTags(batch: BatchRun): Record<string, string> {
  return {
    "mlflow.user": batch.requestedBy,
    "mlflow.source.name": "storecast",
    "mlflow.source.type": "JOB",
    "mlflow.note.content": describeBatch(batch, null),
    [TAG.batchId]: batch.batchId,
    [TAG.trigger]: batch.trigger,
    [TAG.requestedBy]: batch.requestedBy,
    [TAG.recipe]: batch.recipe,
    [TAG.codeVersion]: batch.codeVersion,
  };
}

/**
 * Writes what became of a batch into its run, then ends it: FINISHED, or FAILED if no store was trained. Every step can
 * be repeated; one writer a run.
 */
export async function finishBatchRun(
  client: MlflowClient,
  runId: string,
  batch: BatchRun,
  results: readonly BatchResult[],
  endedAt: Date,
): Promise<void> {
  const run = await client.runs.load(runId);
  await client.artifacts.put(run.artifactUri, TABLE_FILE, Buffer.from(makeStoreTable(results)));

  for (const datasets of chunk(makeDatasets(results), DATASETS_A_CALL)) {
    await client.runs.logInputs(runId, datasets);
  }
  const linked = new Set(run.modelIds);
  const models = results.flatMap(({ modelId }, step) =>
    modelId !== null && !linked.has(modelId) ? [{ modelId, step }] : [],
  );
  for (const part of chunk(models, MODELS_A_CALL)) await client.runs.logOutputs(runId, part);

  const seconds = (endedAt.getTime() - batch.startedAt.getTime()) / 1_000;
  for (const metrics of chunk(makeMetrics(results, seconds, batch.startedAt.getTime()), METRICS_A_CALL)) {
    await client.runs.logBatch(runId, { metrics });
  }
  const digest = digestBatch(results);
  await client.runs.logBatch(runId, {
    params: {
      recipe: batch.recipe,
      code_version: batch.codeVersion,
      trigger: batch.trigger,
      stores: String(batch.storeCount),
    },
    tags: {
      "mlflow.note.content": describeBatch(batch, results),
      "mlflow.loggedArtifacts": JSON.stringify([{ path: TABLE_FILE, type: "table" }]),
      ...(digest === null ? {} : { [TAG.dataDigest]: digest }),
    },
  });
  const succeeded = results.some((result) => result.status === "SUCCEEDED");
  await client.runs.end(runId, succeeded ? "FINISHED" : "FAILED", endedAt.getTime());
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
