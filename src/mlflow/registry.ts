import { allEnded } from "./all-ended.js";
import { MODEL_FILE } from "./artifact-folder.js";
import { finishBatchRun, startBatchRun } from "./batch-run.js";
import { createMlflowClient } from "./client.js";
import { makeExperimentLookup } from "./experiment-lookup.js";
import { makeExternalVersions } from "./external-versions.js";
import type { MlflowHttpOptions } from "./http.js";
import { ModelFaultError } from "./model-fault.js";
import { getSha256, loadModelFile, readModelText } from "./model-file.js";
import { makeModelLogging } from "./model-logging.js";
import { getModelName } from "./names.js";
import { CHAMPION, loadStoreModels, loadVersions } from "./store-models.js";
import type { ModelRegistry } from "./types.js";
import { findVersionOfJob, loadKnownVersion, loadVersion } from "./version-lookup.js";
import { TAG, toOwnVersion } from "./version-tags.js";

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
  const external = makeExternalVersions({
    client,
    warn: (sentence) => options.logger.warn(sentence),
    getElapsedMs: () => performance.now(),
  });
  /** Models that this process saw pinned. Whoever promotes has looked before, so that it is as fresh as the decision. */
  const pinned = new Set<string>();

  async function unpin(name: string): Promise<void> {
    await client.registeredModels.deleteTag(name, TAG.pinned);
    pinned.delete(name);
  }

  return {
    getServerVersion: () => client.loadServerVersion(),

    findStoreModels: async (storeCodes) => {
      const found = await loadStoreModels(client, external, storeCodes);
      for (const { storeCode, isPinned } of found.values()) {
        const name = getModelName(storeCode);
        logging.remember(name);
        if (isPinned) pinned.add(name);
        else pinned.delete(name);
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
      return found && toOwnVersion(found);
    },

    finishRun: (runId, batch, results, endedAt) => finishBatchRun(client, runId, batch, results, endedAt),

    promote: async (storeCode, version, by, at) => {
      const name = getModelName(storeCode);
      const { rolledBackAt } = await loadKnownVersion(client, external, storeCode, version);
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
      await loadVersion(client, storeCode, from);
      await loadKnownVersion(client, external, storeCode, to);
      const pin = `by ${by} at ${at.toISOString()}, back from version ${from} to ${to}`;
      await allEnded([
        client.modelVersions.setTag(name, from, TAG.rolledBackAt, at.toISOString()),
        client.modelVersions.setTag(name, from, TAG.rolledBackBy, by),
        client.registeredModels.setTag(name, TAG.pinned, pin),
      ]);
      pinned.add(name);
      await client.registeredModels.setAlias(name, CHAMPION, to);
    },

    getVersionUrl: (storeCode, version) =>
      `${publicUrl}/#/models/${encodeURIComponent(getModelName(storeCode))}/versions/${version}?workflowType=machine_learning`,

    getExperimentUrl: async () =>
      `${publicUrl}/#/experiments/${await experiment.ensure()}/runs?workflowType=machine_learning`,
  };
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return url.href.replace(/\/+$/, "");
}
