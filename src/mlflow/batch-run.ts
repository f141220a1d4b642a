import { allEnded } from "./all-ended.js";
import { countOutcomes, LISTED_STORES } from "./batch-accuracy.js";
import { describeBatch } from "./batch-description.js";
import { digestBatch, makeDatasets, makeMetrics, makeParams, makeStoreTable } from "./batch-report.js";
import type { MlflowClient } from "./client.js";
import { createOnce } from "./create-once.js";
import type { ExperimentLookup } from "./experiment-lookup.js";
import { hasErrorCode, MlflowError } from "./mlflow-error.js";
import type { Run } from "./runs.js";
import type { ArtifactFile } from "./artifact-folder.js";
import type { BatchPictures, BatchResult, BatchRun } from "./batch-types.js";
import { TAG } from "./version-tags.js";
import { quoteFilterValue } from "./wire.js";

/** MLflow takes 1,000 of metrics, params and tags together. */
const METRICS_A_CALL = 950;
const TABLE_FILE = "stores.json";

/** The run of a batch: the one it already has if this is a retry, else a new one. */
export async function startBatchRun(
  client: MlflowClient,
  experiment: ExperimentLookup,
  batch: BatchRun,
  isRetry: boolean,
): Promise<{ runId: string; experimentId: string }> {
  const { experimentId } = await experiment.ensure();
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
 * Writes what became of a batch into its run, then ends it: FINISHED, or if no store was trained KILLED where it was cancelled
 * and FAILED where it was not. Every step can be repeated; one writer a run.
 */
export async function finishBatchRun(
  client: MlflowClient,
  experiment: ExperimentLookup,
  run: { runId: string; batch: BatchRun; results: readonly BatchResult[]; endedAt: Date },
  pictures: BatchPictures,
): Promise<void> {
  const { runId, batch, results, endedAt } = run;
  await putFiles(client, experiment, runId, results, pictures);
  const datasets = makeDatasets(results);
  if (datasets.length > 0) await client.runs.logInputs(runId, datasets);
  await linkModels(client, runId, results);
  const seconds = (endedAt.getTime() - batch.startedAt.getTime()) / 1_000;
  const metrics = chunk(makeMetrics(results, seconds, batch.startedAt.getTime()), METRICS_A_CALL);
  const last = metrics.pop() ?? [];
  for (const part of metrics) await logOnce(client, runId, { metrics: part });
  const digest = digestBatch(results);
  await logOnce(client, runId, {
    metrics: last,
    params: makeParams(batch),
    tags: {
      "mlflow.note.content": describeBatch(batch, results),
      ...(results.length > 1
        ? { "mlflow.loggedArtifacts": JSON.stringify([{ path: TABLE_FILE, type: "table" }]) }
        : {}),
      ...(digest === null ? {} : { [TAG.dataDigest]: digest }),
    },
  });
  await client.runs.end(runId, getEndStatus(results), endedAt.getTime());
}

type Entries = Parameters<MlflowClient["runs"]["logBatch"]>[1];
type Metric = NonNullable<Entries["metrics"]>[number];

/** What MLflow says of metrics that are there already, and which of a call's may be the new ones: the oldest release refuses those of runs too. */
const REFUSALS: { key: string; isNew: (metric: Metric) => boolean }[] = [
  { key: '"logged_model_metrics_pk"', isNew: ({ model_id: modelId }) => modelId === undefined },
  { key: '"metric_pk"', isNew: () => false },
];

/** MLflow refuses a call that brings metrics which an earlier attempt, dead since, has brought: all of that call's are there then. */
export async function logOnce(
  client: { runs: Pick<MlflowClient["runs"], "logBatch"> },
  runId: string,
  entries: Entries,
): Promise<void> {
  const { metrics = [] } = entries;
  try {
    await client.runs.logBatch(runId, entries);
  } catch (error) {
    const refusal = error instanceof MlflowError && REFUSALS.find(({ key }) => error.reason.includes(key));
    if (!refusal || metrics.every(refusal.isNew)) throw error;
    await logOnce(client, runId, { ...entries, metrics: metrics.filter(refusal.isNew) });
  }
}

function getEndStatus(results: readonly BatchResult[]): "FINISHED" | "FAILED" | "KILLED" {
  const { trained, cancelled } = countOutcomes(results);
  if (trained > 0) return "FINISHED";
  return cancelled > 0 ? "KILLED" : "FAILED";
}

/**
 * Lists the models on the run's page. A fleet's have their source run alone, for the page would load each of them; and so has the one
 * model of a batch of one, to which its metrics lead.
 */
async function linkModels(
  client: MlflowClient,
  runId: string,
  results: readonly BatchResult[],
): Promise<void> {
  if (results.length === 1 || results.length > LISTED_STORES) return;
  const linked = new Set((await client.runs.load(runId)).modelIds);
  const models = results.flatMap(({ modelId }, step) =>
    modelId !== null && !linked.has(modelId) ? [{ modelId, step }] : [],
  );
  if (models.length > 0) await client.runs.logOutputs(runId, models);
}

/** What one store's run would say in a table is in its description. */
async function putFiles(
  client: MlflowClient,
  experiment: ExperimentLookup,
  runId: string,
  results: readonly BatchResult[],
  { ofRun, ofModels }: BatchPictures,
): Promise<void> {
  const table = results.length > 1 ? [{ path: TABLE_FILE, body: makeStoreTable(results) }] : [];
  const ofTheRun = [...table, ...ofRun];
  if (ofTheRun.length + ofModels.length === 0) return;
  const { artifactLocation } = await experiment.ensure();
  const put = (folder: string, { path, body }: ArtifactFile) =>
    client.artifacts.put(`${artifactLocation}/${folder}/artifacts`, path, Buffer.from(body));
  await allEnded([
    ...ofTheRun.map((file) => put(runId, file)),
    ...ofModels.map(({ modelId, file }) => put(`models/${modelId}`, file)),
  ]);
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
