/**
 * Fills an MLflow registry with versions of stores' models as trainings leave them, by SQL into its database and by files into its artifact
 * folder: a minute for what would take its REST interface an hour.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import pg from "pg";
import { encodeModel } from "../../src/mlflow/artifact-folder.js";
import { getSha256 } from "../../src/mlflow/model-file.js";
import { getModelName } from "../../src/mlflow/names.js";
import { TAG, toVersionTags } from "../../src/mlflow/version-tags.js";
import { FORMS_A_FILE, makeBundle } from "../../src/mlflow/serving-bundles.js";
import type { ServingForm, TrainedFacts } from "../../src/mlflow/types.js";

/** A registry to fill, and with what. */
export interface Filling {
  /** MLflow's database; its tables must be there. */
  databaseUrl: string;
  artifactsDir: string;
  /** Stores have the codes `1` to this. */
  stores: number;
  /** Texts of models, single-encoded; stores take turns with them. */
  models: readonly string[];
  /** Their serving forms. */
  forms: readonly string[];
  facts: TrainedFacts;
}

/** The run that all versions come from. */
const RUN_ID = "0".repeat(32);

/** Registers the stores with one version each, the champion. */
export async function registerStores({ stores, models, forms, facts, ...where }: Filling): Promise<void> {
  const bodies = models.map(encodeModel);
  const rows: unknown[] = [];
  const kept: ServingForm[] = [];
  for (let code = 1; code <= stores; code++) {
    const body = bodies[code % bodies.length]!;
    const text = forms[code % bodies.length]!;
    const modelId = `m-${String(code).padStart(32, "0")}`;
    kept.push({ modelId, text });
    const folder = `1/models/${modelId}/artifacts`;
    await mkdir(join(where.artifactsDir, folder), { recursive: true });
    await writeFile(join(where.artifactsDir, folder, "model.pr"), body);
    const tags = toVersionTags(String(code), {
      ...{ ...facts, modelSha256: getSha256(body), servingSha256: getSha256(text) },
    });
    rows.push({
      name: getModelName(String(code)),
      source: `mlflow-artifacts:/${folder}`,
      tags: { ...tags, [TAG.promotedAt]: facts.trainedAt },
    });
  }
  await writeBundles(join(where.artifactsDir, `1/${RUN_ID}/artifacts`), kept);
  await withClient(where.databaseUrl, async (client) => {
    await client.query(
      "CREATE TABLE filling AS SELECT * FROM jsonb_to_recordset($1) AS x(name text, source text, tags jsonb)",
      [JSON.stringify(rows)],
    );
    await client.query(
      "INSERT INTO registered_models (name, creation_time, last_updated_time) SELECT name, 0, 0 FROM filling",
    );
  });
  await addVersions(where.databaseUrl, 1, 1);
  await withClient(where.databaseUrl, (client) =>
    client.query(
      "INSERT INTO registered_model_aliases (name, alias, version) SELECT name, 'champion', 1 FROM filling",
    ),
  );
}

async function writeBundles(runFolder: string, forms: readonly ServingForm[]): Promise<void> {
  for (let from = 0; from < forms.length; from += FORMS_A_FILE) {
    const { path, body } = makeBundle(from / FORMS_A_FILE + 1, forms.slice(from, from + FORMS_A_FILE));
    await mkdir(dirname(join(runFolder, path)), { recursive: true });
    await writeFile(join(runFolder, path), body);
  }
}

/** Adds versions to the stores that {@link registerStores} made, all with the file of the first. */
export async function addVersions(databaseUrl: string, from: number, to: number): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO model_versions (name, version, creation_time, last_updated_time, current_stage, source, run_id, status)
       SELECT name, v, v, v, 'None', source, '${RUN_ID}', 'READY' FROM filling, generate_series($1::int, $2::int) v`,
      [from, to],
    );
    await client.query(
      `INSERT INTO model_version_tags (name, version, key, value)
       SELECT name, v, t.key, t.value FROM filling, generate_series($1::int, $2::int) v, jsonb_each_text(tags) t`,
      [from, to],
    );
    await client.query("ANALYZE");
  });
}

/**
 * Moves champions: of every store to the version, or of every so manieth to one of its earlier versions.
 *
 * @param oneIn 1 for all stores
 * @param spread versions that the champions are spread over, counted back from the version
 */
export async function moveChampions(
  databaseUrl: string,
  version: number,
  oneIn = 1,
  spread = 1,
): Promise<void> {
  await withClient(databaseUrl, (client) =>
    client.query(
      `UPDATE registered_model_aliases a SET version = greatest(1, $1::int - f.place % $3::int)
       FROM (SELECT name, (row_number() OVER (ORDER BY name))::int AS place FROM filling) f
       WHERE f.name = a.name AND f.place % $2::int = 0`,
      [version, oneIn, spread],
    ),
  );
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
