import { ServiceUnavailableError } from "../errors.js";
import { allEnded } from "./all-ended.js";
import { decodeModel, MODEL_FILE } from "./artifact-folder.js";
import { finishBatchRun, startBatchRun } from "./batch-run.js";
import { createMlflowClient } from "./client.js";
import { makeExperimentLookup } from "./experiment-lookup.js";
import type { MlflowHttpOptions } from "./http.js";
import { getSha256, makeModelLogging } from "./model-logging.js";
import { getModelName } from "./names.js";
import { pages } from "./pages.js";
import { CHAMPION, loadStoreModels, loadVersions } from "./store-models.js";
import type { ModelRegistry } from "./types.js";
import { findVersionOfJob, loadOwnVersion } from "./version-lookup.js";
import { TAG, toRegisteredVersion } from "./version-tags.js";

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
  /** Models that this process saw pinned. Whoever promotes has looked before, so that it is as fresh as the decision. */
  const pinned = new Set<string>();

  async function unpin(name: string): Promise<void> {
    await client.registeredModels.deleteTag(name, TAG.pinned);
    pinned.delete(name);
  }

  /** Sources that MLflow's own clients write name the model instead of its folder. */
  async function toArtifactUri(source: string): Promise<string> {
    const modelId = /^models:\/(m-[0-9a-f]+)$/.exec(source)?.[1];
    return modelId === undefined ? source : (await client.loggedModels.load(modelId)).artifactUri;
  }

  return {
    getServerVersion: () => client.loadServerVersion(),

    findStoreModels: async (storeCodes) => {
      const found = await loadStoreModels(client, storeCodes, (sentence) => options.logger.warn(sentence));
      for (const { storeCode, isPinned } of found.values()) {
        const name = getModelName(storeCode);
        logging.remember(name);
        if (isPinned) pinned.add(name);
        else pinned.delete(name);
      }
      return found;
    },

    listVersions: (storeCodes) => loadVersions(client, storeCodes),

    loadModel: async ({ storeCode, version, source, facts }) => {
      const body = await client.artifacts.load(await toArtifactUri(source), MODEL_FILE);
      const sha256 = getSha256(body);
      if (sha256 === facts.modelSha256) return decodeModel(body);
      throw new ServiceUnavailableError(
        "mlflow",
        `${MODEL_FILE} of version ${version} of store ${storeCode} is not what was registered: SHA-256 ${sha256}, not ${facts.modelSha256}.`,
        { isRetryable: false },
      );
    },

    startRun: (batch, isRetry) => startBatchRun(client, experiment, batch, isRetry),

    logModel: async (model) => {
      const name = getModelName(model.storeCode);
      const logged = await logging.log(model);
      if (model.promote) {
        if (pinned.has(name)) await unpin(name);
        await client.registeredModels.setAlias(name, CHAMPION, logged.version);
      }
      return logged;
    },

    findVersionOfJob: async (storeCode, jobId) => {
      const found = await findVersionOfJob(client, storeCode, jobId);
      return found && toRegisteredVersion(found);
    },

    finishRun: (runId, batch, results, endedAt, pictures = { ofRun: [], ofModels: [] }) =>
      finishBatchRun(client, experiment, { runId, batch, results, endedAt }, pictures),

    promote: async (storeCode, version, by, at) => {
      const name = getModelName(storeCode);
      const { rolledBackAt } = await loadOwnVersion(client, storeCode, version);
      await allEnded([
        client.modelVersions.setTag(name, version, TAG.promotedAt, at.toISOString()),
        client.modelVersions.setTag(name, version, TAG.promotedBy, by),
        rolledBackAt === null
          ? Promise.resolve()
          : client.modelVersions.deleteTag(name, version, TAG.rolledBackAt),
        unpin(name),
      ]);
      await client.registeredModels.setAlias(name, CHAMPION, version);
    },

    rollback: async (storeCode, from, to, by, at) => {
      const name = getModelName(storeCode);
      await allEnded([from, to].map((version) => loadOwnVersion(client, storeCode, version)));
      const pin = `by ${by} at ${at.toISOString()}, back from version ${from} to ${to}`;
      await allEnded([
        client.modelVersions.setTag(name, from, TAG.rolledBackAt, at.toISOString()),
        client.modelVersions.setTag(name, from, TAG.rolledBackBy, by),
        client.registeredModels.setTag(name, TAG.pinned, pin),
      ]);
      pinned.add(name);
      await client.registeredModels.setAlias(name, CHAMPION, to);
    },

    getVersionUrl: (storeCode, version) => `${publicUrl}/${pages.version(getModelName(storeCode), version)}`,

    getExperimentUrl: async () => `${publicUrl}/${pages.runs((await experiment.ensure()).experimentId)}`,
  };
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href.replace(/\/+$/, "");
}
