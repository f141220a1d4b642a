import { runQuery, type Queryable } from "../database/pool.js";
import { FORMS_A_FILE } from "../mlflow/serving-bundles.js";
import type { ModelRegistry, ServingForm } from "../mlflow/types.js";
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
