import { createHash } from "node:crypto";
import { runQuery, type Queryable } from "../database/pool.js";
import { FORMS_A_FILE } from "../mlflow/serving-bundles.js";
import type { ModelRegistry, RegisteredVersion, ServingForm } from "../mlflow/types.js";
import { isJobId } from "./job-rows.js";
import type { Attempt } from "./job-transitions.js";

/** Keeps the serving form of a job's model until the batch's run ends; an attempt that has lost its job keeps none. */
export async function keepServingForm(
  db: Queryable,
  { job, number }: Pick<Attempt, "number"> & { job: { id: string } },
  text: string,
): Promise<void> {
  await runQuery(
    db,
    `INSERT INTO serving_model (job_id, text)
     SELECT id, $3 FROM retrain_job WHERE id = $1 AND attempts = $2 AND status = 'RUNNING'
     ON CONFLICT (job_id) DO UPDATE SET text = excluded.text`,
    [job.id, number, text],
  );
}

/**
 * Serving forms of versions whose batch has not ended, each held against the SHA-256 in its version's tag: a twentieth of the model's file, in one query.
 * The others are absent.
 *
 * @throws ServiceUnavailableError("database")
 */
export async function loadKeptServingForms(
  db: Queryable,
  versions: readonly RegisteredVersion[],
): Promise<Map<RegisteredVersion, string>> {
  const jobIds = versions.flatMap(({ facts }) => (facts.jobId && isJobId(facts.jobId) ? [facts.jobId] : []));
  if (jobIds.length === 0) return new Map();
  const rows = await runQuery<{ jobId: string; text: string }>(
    db,
    `SELECT job_id AS "jobId", text FROM serving_model WHERE job_id = ANY ($1::uuid[])`,
    [jobIds],
  );
  const textOf = new Map(rows.map(({ jobId, text }) => [jobId, text]));
  return new Map(
    versions.flatMap((version): [RegisteredVersion, string][] => {
      const text = textOf.get(version.facts.jobId ?? "");
      return text !== undefined && getSha256(text) === version.facts.servingSha256 ? [[version, text]] : [];
    }),
  );
}

function getSha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Hands the serving forms of a batch's models to its run, in files of 1,000, and no more than one of them in memory. */
export async function handOverServingForms(
  db: Queryable,
  registry: Pick<ModelRegistry, "putServingForms">,
  batchId: string,
  runId: string,
): Promise<void> {
  for (let file = 1; ; file += 1) {
    const forms = await runQuery<ServingForm>(
      db,
      `SELECT training->>'modelId' AS "modelId", text
       FROM serving_model JOIN retrain_job ON id = job_id
       WHERE batch_id = $1 AND status = 'SUCCEEDED' AND training->>'modelId' IS NOT NULL
       ORDER BY seq LIMIT $2 OFFSET $3`,
      [batchId, FORMS_A_FILE, (file - 1) * FORMS_A_FILE],
    );
    if (forms.length > 0) await registry.putServingForms(runId, file, forms);
    if (forms.length < FORMS_A_FILE) return;
  }
}

/** Removes the serving forms of a batch whose run has them. */
export async function forgetServingForms(db: Queryable, batchId: string): Promise<void> {
  await runQuery(db, "DELETE FROM serving_model USING retrain_job WHERE id = job_id AND batch_id = $1", [
    batchId,
  ]);
}
