import { allEnded } from "./all-ended.js";
import { encodeModel, makeArtifactFolder } from "./artifact-folder.js";
import type { MlflowClient } from "./client.js";
import { createOnce } from "./create-once.js";
import { deleteModel } from "./version-deletion.js";
import { hasErrorCode } from "./mlflow-error.js";
import { describeLoggedModel, describeRegisteredModel, describeVersion } from "./model-description.js";
import { getSha256 } from "./model-file.js";
import type { ModelVersion } from "./model-versions.js";
import { getModelName } from "./names.js";
import type { LoggedVersion, NewModel, VersionFacts } from "./types.js";
import { findVersionOfJob } from "./version-lookup.js";
import { TAG, toVersionTags } from "./version-tags.js";
import { quoteFilterValue } from "./wire.js";

/** Logs and registers models. */
export interface ModelLogging {
  /** Artifacts, then READY, then the version with its tags. Moves no alias. */
  log(model: NewModel, signal?: AbortSignal): Promise<LoggedVersion>;
  /** Takes note that a registered model exists, which spares the call that would make it. */
  remember(modelName: string): void;
}

export function makeModelLogging(client: MlflowClient): ModelLogging {
  const known = new Set<string>();

  async function ensureRegisteredModel(name: string, { storeCode, experimentId }: NewModel): Promise<void> {
    if (known.has(name)) return;
    const description = describeRegisteredModel(storeCode, experimentId);
    try {
      await client.registeredModels.create(name, { [TAG.store]: storeCode }, description);
    } catch (error) {
      if (!hasErrorCode(error, "RESOURCE_ALREADY_EXISTS")) throw error;
    }
    known.add(name);
  }

  async function register(
    model: NewModel,
    facts: VersionFacts,
    logged: { modelId: string; artifactUri: string },
  ): Promise<ModelVersion> {
    const { storeCode, runId, promote } = model;
    const name = getModelName(storeCode);
    const version = {
      ...{ name, source: logged.artifactUri, runId, modelId: logged.modelId },
      description: describeVersion(model, logged.modelId),
      tags: {
        ...toVersionTags(storeCode, facts),
        ...(promote ? { [TAG.promotedAt]: facts.trainedAt, [TAG.promotedBy]: "training" } : {}),
        ...(promote && model.promotedReason ? { [TAG.promotedReason]: model.promotedReason } : {}),
      },
    };
    const create = async () => {
      await ensureRegisteredModel(name, model);
      return createOnce(
        () => client.modelVersions.create(version),
        () => findVersionOfJob(client, storeCode, facts.jobId),
      );
    };
    try {
      return await create();
    } catch (error) {
      if (!hasErrorCode(error, "RESOURCE_DOES_NOT_EXIST")) throw error;
      // somebody has deleted the registered model since we saw it
      known.delete(name);
      return create();
    }
  }

  return {
    log: async (model, signal) => {
      const logged = await uploadModel(client, model, signal);
      signal?.throwIfAborted();
      const { modelId, modelSha256 } = logged;
      const servingSha256 = model.servingForm === undefined ? null : getSha256(model.servingForm);
      const { version } = await register(model, { ...model.facts, modelSha256, servingSha256 }, logged);
      return { modelId, version, modelSha256 };
    },
    remember: (modelName) => void known.add(modelName),
  };
}

/** A LoggedModel that is READY, with all its artifacts. */
async function uploadModel(client: MlflowClient, model: NewModel, signal: AbortSignal | undefined) {
  const { experimentId, runId, storeCode, params, facts, regressors } = model;
  const find = () =>
    client.loggedModels.search(experimentId, `tags.\`${TAG.jobId}\` = ${quoteFilterValue(facts.jobId)}`);
  if (model.isRetry) await allEnded((await find()).map((leftover) => deleteModel(client, leftover)));
  signal?.throwIfAborted();
  const create = () =>
    client.loggedModels.create({
      ...{ experimentId, runId, params, type: "prophet" },
      name: getModelName(storeCode).replaceAll(/[/:.%"']/g, "-"),
      tags: {
        [TAG.store]: storeCode,
        [TAG.jobId]: facts.jobId,
        "mlflow.source.name": "storecast",
        "mlflow.note.content": describeLoggedModel(model),
      },
    });
  const { modelId, artifactUri } = await createOnce(create, async () => (await find()).at(0) ?? null);
  signal?.throwIfAborted();
  const body = encodeModel(model.prophetJson);
  const files = makeArtifactFolder({
    ...{ modelId, runId, artifactUri, regressors, model: body, trainedAt: facts.trainedAt },
    metadata: {
      ...{ store: storeCode, recipe: facts.recipe, trained_through: facts.trainedThrough },
      ...{ transform: model.transform, forecaster: facts.forecaster },
    },
  });
  await allEnded(files.map((file) => client.artifacts.put(artifactUri, file.path, Buffer.from(file.body))));
  signal?.throwIfAborted();
  await client.loggedModels.markReady(modelId);
  return { modelId, artifactUri, modelSha256: getSha256(body) };
}
