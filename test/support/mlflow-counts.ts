/** What MLflow holds of one training, asked of the server itself. */
export interface RegistryCount {
  /** Status of each run of the job's batch. */
  runs: string[];
  /** Status of each LoggedModel of the job. */
  models: string[];
  /** Versions of the store's model. */
  versions: string[];
  /** Version of the alias `champion`; null without one. */
  champion: string | null;
}

interface Answer {
  runs?: { info: { status: string } }[];
  models?: { info: { status: string } }[];
  model_versions?: { version: string }[];
  registered_models?: { aliases?: { alias: string; version: string }[] }[];
}

/** Counts what a job has left behind; the store's code is a plain number. */
export async function countOf(
  trackingUri: string,
  storeCode: string,
  job: { id: string; batchId: string },
): Promise<RegistryCount> {
  const ask = async (path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${trackingUri}/api/2.0/mlflow/${path}`, {
      ...(body === undefined
        ? {}
        : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  };
  const named = `filter=${encodeURIComponent(`name = 'storecast-store-${storeCode.padStart(4, "0")}'`)}`;
  const experiment = (await ask("experiments/get-by-name?experiment_name=storecast")) as {
    experiment: { experiment_id: string };
  };
  const experiment_ids = [experiment.experiment.experiment_id];
  const [runs, models, versions, registered] = await Promise.all([
    ask("runs/search", { experiment_ids, filter: `tags.\`storecast.batch_id\` = '${job.batchId}'` }),
    ask("logged-models/search", { experiment_ids, filter: `tags.\`storecast.job_id\` = '${job.id}'` }),
    ask(`model-versions/search?${named}`),
    ask(`registered-models/search?${named}`),
  ]);
  const aliases = registered.registered_models?.[0]?.aliases ?? [];
  return {
    runs: (runs.runs ?? []).map(({ info }) => info.status),
    models: (models.models ?? []).map(({ info }) => info.status),
    versions: (versions.model_versions ?? []).map(({ version }) => version),
    champion: aliases.find(({ alias }) => alias === "champion")?.version ?? null,
  };
}
