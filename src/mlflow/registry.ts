import { MODEL_FILE } from "./artifact-folder.js";
import { finishBatchRun, startBatchRun } from "./batch-run.js";
import { makeChampionAliases } from "./champion-aliases.js";
import { createMlflowClient } from "./client.js";
import { makeExperimentLookup } from "./experiment-lookup.js";
import { makeExternalVersions } from "./external-versions.js";
import type { MlflowHttpOptions } from "./http.js";
import { ModelFaultError } from "./model-fault.js";
import { getSha256, loadModelFile, readModelText } from "./model-file.js";
import { makeModelLogging } from "./model-logging.js";
import { getModelName } from "./names.js";
import { makeOwnVersionReader } from "./own-versions.js";
import { pages } from "./pages.js";
import { makePromotionDoubts } from "./promotion-doubts.js";
import { loadServingForms, putServingForms } from "./serving-bundles.js";
import { CHALLENGER, CHAMPION, loadStoreModels, loadVersions } from "./store-models.js";
import type { ModelRegistry } from "./types.js";
import { findVersionOfJob } from "./version-lookup.js";
import { toOwnVersion } from "./version-tags.js";

/** How to reach the registry, and what to call things in it. */
export interface ModelRegistryOptions extends Omit<MlflowHttpOptions, "url"> {
  /** Address of the MLflow server for this process, such as `http://127.0.0.1:5000`. */
  trackingUri: string;
  /** Address of its pages for people; the tracking URI by default. */
  publicUrl?: string;
  /** `storecast` by default; made if missing. */
  experimentName?: string;
  /** Is told of what is odd in the registry but stops nothing. */
  logger: { warn(sentence: string): void };
}

/** The models of stores in a real MLflow server, over REST. Connects when first used. */
export function createModelRegistry(options: ModelRegistryOptions): ModelRegistry {
  const client = createMlflowClient({ ...options, url: options.trackingUri });
  const publicUrl = withoutCredentials(options.publicUrl ?? options.trackingUri);
  const experiment = makeExperimentLookup(client, options.experimentName ?? "storecast");
  const logging = makeModelLogging(client);
  /** Models that this process saw with a challenger. Whoever promotes has looked before, so that it is as fresh as the decision. */
  const challenged = new Set<string>();
  const warn = (sentence: string) => options.logger.warn(sentence);
  const readOwn = makeOwnVersionReader();
  const isDoubtful = makePromotionDoubts();
  const external = makeExternalVersions({
    ...{ client, warn },
    getElapsedMs: () => performance.now(),
  });

  /** The champion's alias last: an attempt that died before it is taken up again. */
  async function moveAliases(
    name: string,
    { version }: { version: number },
    promote: boolean,
  ): Promise<void> {
    if (!promote) {
      await client.registeredModels.setAlias(name, CHALLENGER, version);
      challenged.add(name);
      return;
    }
    if (challenged.delete(name)) await client.registeredModels.deleteAlias(name, CHALLENGER);
    await client.registeredModels.setAlias(name, CHAMPION, version);
  }

  return {
    getServerVersion: () => client.loadServerVersion(),

    findStoreModels: async (storeCodes) => {
      const found = await loadStoreModels(client, { readOwn, external }, isDoubtful, storeCodes);
      for (const { storeCode, challenger } of found.values()) {
        const name = getModelName(storeCode);
        logging.remember(name);
        if (challenger === null) challenged.delete(name);
        else challenged.add(name);
      }
      return found;
    },

    listVersions: (storeCodes) => loadVersions(client, external, storeCodes),

    loadModel: async (registered) => {
      const { storeCode, version, facts } = registered;
      const body = await loadModelFile(client, registered);
      const sha256 = getSha256(body);
      if (sha256 === facts.modelSha256) return readModelText(body, registered);
      throw new ModelFaultError(
        "CHECKSUM_MISMATCH",
        `${MODEL_FILE} of version ${version} of store ${storeCode} is not what was registered: SHA-256 ${sha256}, not ${facts.modelSha256}.`,
      );
    },

    readModel: async (registered) => {
      const body = await loadModelFile(client, registered);
      return { prophetJson: readModelText(body, registered), sha256: getSha256(body) };
    },

    loadServingForms: (versions) => loadServingForms(client, versions, warn),

    startRun: (batch, isRetry) => startBatchRun(client, experiment, batch, isRetry),

    logModel: async (model, signal) => {
      const name = getModelName(model.storeCode);
      const logged = await logging.log(model, signal);
      signal?.throwIfAborted();
      await moveAliases(name, logged, model.promote);
      return logged;
    },

    findVersionOfJob: async (storeCode, jobId) => {
      const found = await findVersionOfJob(client, storeCode, jobId);
      return found && toOwnVersion(found);
    },

    putServingForms: (runId, file, forms) =>
      putServingForms({ client, experiment, warn }, runId, file, forms),

    finishRun: (runId, batch, results, endedAt, pictures = { ofRun: [], ofModels: [] }) =>
      finishBatchRun(client, experiment, { runId, batch, results, endedAt }, pictures),

    ...makeChampionAliases(client, external),

    getVersionUrl: (storeCode, version) => `${publicUrl}/${pages.version(getModelName(storeCode), version)}`,

    getRunUrl: (experimentId, runId) => `${publicUrl}/${pages.run(experimentId, runId)}`,

    getExperimentUrl: async () => `${publicUrl}/${pages.runs((await experiment.ensure()).experimentId)}`,
  };
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href.replace(/\/+$/, "");
}
