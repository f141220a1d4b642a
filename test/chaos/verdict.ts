import { setTimeout as delay } from "node:timers/promises";

import { createMlflowClient } from "../../src/mlflow/client.js";
import { createModelRegistry } from "../../src/mlflow/registry.js";
import { TAG } from "../../src/mlflow/version-tags.js";
import { decodeId } from "../../src/schema/ids.js";
import { silent } from "../support/retrain.js";
import type { Asked } from "./planners.js";
import type { World } from "./world.js";

/** What is left when all have calmed down. */
export interface Verdict {
  /** Jobs that somebody was told of, or that are in the database. */
  jobs: number;
  succeeded: number;
  /** Jobs that were given up, by the code of their failure. */
  failed: Record<string, number>;
  /** Versions in the registry. */
  versions: number;
  batches: number;
  /** Runs in MLflow. */
  runs: number;
  /** What was lost, made twice, or contradicts itself; a sentence each. Empty is what is promised. */
  faults: string[];
}

/** Longest wait for all jobs to end once nothing goes wrong any more: a few takeovers, each of which waits for a lock. */
const CALM_LIMIT_MS = 180_000;

interface JobRow {
  id: string;
  code: string;
  status: string;
  version: number | null;
  promoted: boolean | null;
  failure: { code: string } | null;
}

/** Waits until no job and no batch is open. @returns how long that took, ms, or null if it did not come to that */
export async function waitForCalm(world: World): Promise<number | null> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < CALM_LIMIT_MS) {
    const [{ open }] = (await world.query<{ open: boolean }>(
      `SELECT EXISTS (SELECT FROM retrain_job WHERE status IN ('QUEUED', 'RUNNING'))
         OR EXISTS (SELECT FROM retrain_batch WHERE finished_at IS NULL) AS open`,
    )) as [{ open: boolean }];
    if (!open) return performance.now() - startedAt;
    await delay(250);
  }
  return null;
}

/** Counts what came of what was asked, in the database and in MLflow. */
export async function judge(world: World, asked: Asked): Promise<Verdict> {
  const jobs = await world.query<JobRow>(
    `SELECT job.id, store.code, job.status, job.version, job.promoted, job.failure
     FROM retrain_job job JOIN store ON store.id = job.store_id ORDER BY job.seq`,
  );
  const batches = await world.query<{ id: string; run_id: string | null }>(
    "SELECT id, run_id FROM retrain_batch",
  );
  const client = createMlflowClient({ url: world.mlflow.url, random: () => 0.5 });
  const registry = createModelRegistry({ trackingUri: world.mlflow.url, random: () => 0.5, logger: silent });
  const { experimentId } = await client.experiments.loadByName("storecast");
  const versions = await client.modelVersions.search("");
  const runs = await client.runs.search(experimentId, "", 50_000);
  const champions = await registry.findStoreModels();

  const faults: string[] = [];
  const known = new Map(jobs.map((job) => [job.id, job]));
  for (const id of asked.jobIds) {
    if (!known.has(decodeId(id)?.key ?? "")) faults.push(`job ${id}, which a planner was told of, is lost`);
  }
  const versionsOfJob = groupBy(versions, ({ tags }) => tags[TAG.jobId] ?? "");
  for (const { id, status, version } of jobs) {
    const made = versionsOfJob.get(id) ?? [];
    if (made.length > 1) faults.push(`job ${id} has ${made.length} versions`);
    if (status === "QUEUED" || status === "RUNNING") faults.push(`job ${id} is still ${status}`);
    if (status === "SUCCEEDED" && !made.some((one) => one.version === version)) {
      faults.push(`version ${version} of job ${id} is not in MLflow`);
    }
  }
  for (const id of versionsOfJob.keys())
    if (!known.has(id)) faults.push(`nobody knows job ${id} of a version`);

  for (const { id, states } of await loadOpenBatches(world))
    faults.push(`batch ${id} is still open: ${states}`);

  const ofMlflow = groupBy(runs, ({ runId }) => runId);
  const withRun = batches.flatMap(({ run_id }) => run_id ?? []);
  if (runs.length !== withRun.length) faults.push(`${withRun.length} batches have ${runs.length} runs`);
  for (const runId of withRun) {
    const [run] = ofMlflow.get(runId) ?? [];
    if (!run) faults.push(`run ${runId} of a batch is not in MLflow`);
    else if (run.isRunning) faults.push(`run ${runId} has not ended`);
  }
  for (const [code, ofStore] of groupBy(jobs, (job) => job.code)) {
    const promoted = Math.max(0, ...ofStore.map((job) => (job.promoted ? (job.version ?? 0) : 0)));
    const champion = champions.get(code)?.champion?.version ?? 0;
    if (champion < promoted) faults.push(`store ${code} serves version ${champion}, not ${promoted}`);
  }

  const failed: Record<string, number> = {};
  for (const { failure, status } of jobs) {
    if (status === "FAILED")
      failed[failure?.code ?? "unknown"] = (failed[failure?.code ?? "unknown"] ?? 0) + 1;
  }
  return {
    ...{ jobs: jobs.length, succeeded: jobs.filter(({ status }) => status === "SUCCEEDED").length, failed },
    ...{ versions: versions.length, batches: batches.length, runs: runs.length, faults },
  };
}

/** Batches that have not finished, with the states of their jobs, their own and joined ones. */
function loadOpenBatches(world: World): Promise<{ id: string; states: string }[]> {
  return world.query(
    `SELECT batch.id, concat_ws(', ', 'run ended ' || coalesce(batch.run_ended_at::text, 'never'),
       string_agg(asked.state || ' ' || job.status, ', ')) AS states
     FROM retrain_batch batch JOIN retrain_batch_store asked ON asked.batch_id = batch.id
     JOIN retrain_job job ON job.id = asked.job_id WHERE batch.finished_at IS NULL GROUP BY batch.id`,
  );
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
