import { z } from "zod";
import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import type { LoggedModel } from "./logged-models.js";
import { hasErrorCode } from "./mlflow-error.js";
import { getModelName } from "./names.js";
import type { StockedVersion } from "./version-stock.js";
import { jsonOf, TAG } from "./version-tags.js";
import { quoteFilterValue } from "./wire.js";

/** What became of versions that were to be deleted. */
export interface DeletedVersions {
  /** Their numbers. */
  deleted: number[];
  /** Spared, because meanwhile an alias points to it, or another registered model rests on it. */
  spared: { version: number; reason: string }[];
}

/**
 * Deletes versions with all that rests on them. Every step marks first what it will leave behind, so that whoever comes after a process that
 * died finds it: mark, alias, version, artifacts, LoggedModel, run.
 */
export interface VersionDeletion {
  /** Deletes versions of one store. Aliases are read anew right before, and what one points to is spared. */
  deleteVersions(
    storeCode: string,
    versions: readonly StockedVersion[],
    staleAliases: readonly string[],
    at: Date,
  ): Promise<DeletedVersions>;
  /** Deletes those runs, with their artifacts, that have ended and have no version left. @returns how many */
  deleteEmptyRuns(runIds: readonly string[]): Promise<number>;
  /** Finishes what earlier deletions have left undone. @returns how many models and runs that was */
  resume(): Promise<{ models: number; runs: number }>;
}

/** Versions whose aliases are looked at together: few, so that the look is fresh. */
const VERSIONS_A_LOOK = 20;
/** MLflow's own list of the versions that rest on a model. */
const VERSIONS_OF_MODEL = "mlflow.modelVersions";
const GONE = "RESOURCE_DOES_NOT_EXIST";

const Registrations = jsonOf(z.array(z.object({ name: z.string(), version: z.coerce.number() })));

/** @param loadExperimentId of the experiment that holds runs and models */
export function makeVersionDeletion(
  client: MlflowClient,
  loadExperimentId: () => Promise<string>,
): VersionDeletion {
  const marked = `tags.\`${TAG.pruning}\` LIKE '%'`;

  /** The version's model, marked; null if somebody has deleted it. */
  async function markModel({ modelId }: StockedVersion, at: Date): Promise<LoggedModel | null> {
    if (modelId === null) return null;
    const model = await unlessGone(client.loggedModels.load(modelId));
    if (model) await unlessGone(client.loggedModels.setTag(modelId, TAG.pruning, at.toISOString()));
    return model;
  }

  async function deleteSome(
    name: string,
    versions: readonly StockedVersion[],
    at: Date,
  ): Promise<DeletedVersions> {
    const spared: DeletedVersions["spared"] = [];
    const models = new Map<number, LoggedModel>();
    await allEnded(
      versions.map(async (version) => {
        const model = await markModel(version, at);
        if (model) models.set(version.version, model);
      }),
    );
    const [registered] = await client.registeredModels.search(`name = ${quoteFilterValue(name)}`);
    const aliases = Object.entries(registered?.aliases ?? {});
    const doomed = versions.filter(({ version }) => {
      const alias = aliases.find(([, aliased]) => aliased === version)?.[0];
      const others = listOtherNames(models.get(version), name);
      if (alias !== undefined) spared.push({ version, reason: `alias ${alias} points to it by now` });
      else if (others.length > 0) spared.push({ version, reason: `${others.join(", ")} rests on its model` });
      return alias === undefined && others.length === 0;
    });
    await allEnded(doomed.map(({ version }) => unlessGone(client.modelVersions.delete(name, version))));
    const left = doomed.map(({ version }) => models.get(version)).filter((model) => model !== undefined);
    await allEnded(left.map((model) => deleteModel(client, model)));
    await allEnded(
      spared.map(async ({ version }) => {
        const model = models.get(version);
        if (model) await unlessGone(client.loggedModels.deleteTag(model.modelId, TAG.pruning));
      }),
    );
    return { deleted: doomed.map(({ version }) => version), spared };
  }

  /** Models of a run that no version rests on any more, or ever did; null if one does. */
  async function listLeftovers(experimentId: string, runId: string): Promise<LoggedModel[] | null> {
    if (await client.modelVersions.hasAny(`run_id = ${quoteFilterValue(runId)}`)) return null;
    const models = await client.loggedModels.search(
      experimentId,
      `source_run_id = ${quoteFilterValue(runId)}`,
    );
    return models.some((model) => model.tags[VERSIONS_OF_MODEL] !== undefined) ? null : models;
  }

  async function deleteIfEmpty(runId: string): Promise<boolean> {
    const run = await unlessGone(client.runs.load(runId));
    if (!run || run.isDeleted) return false;
    const leftovers = run.isRunning ? null : await listLeftovers(run.experimentId, runId);
    if (leftovers === null) {
      await unlessGone(client.runs.deleteTag(runId, TAG.pruning));
      return false;
    }
    await allEnded(leftovers.map((model) => deleteModel(client, model)));
    await client.artifacts.deleteOf(runId, run.artifactUri);
    await client.runs.delete(runId);
    return true;
  }

  async function deleteEmptyRuns(runIds: readonly string[]): Promise<number> {
    let deleted = 0;
    for (const runId of new Set(runIds)) if (await deleteIfEmpty(runId)) deleted += 1;
    return deleted;
  }

  async function hasVersion(model: LoggedModel): Promise<boolean> {
    const registrations = readRegistrations(model);
    if (registrations === null) return true;
    for (const { name, version } of registrations) {
      if (await unlessGone(client.modelVersions.load(name, version))) return true;
    }
    return false;
  }

  /** Deletes a model without a version; else its mark goes, for its version is to be judged anew. */
  async function finish(model: LoggedModel): Promise<boolean> {
    if (!(await hasVersion(model))) {
      await deleteModel(client, model);
      return true;
    }
    await unlessGone(client.loggedModels.deleteTag(model.modelId, TAG.pruning));
    return false;
  }

  return {
    deleteEmptyRuns,

    deleteVersions: async (storeCode, versions, staleAliases, at) => {
      const name = getModelName(storeCode);
      const runIds = new Set(versions.map(({ runId }) => runId).filter((runId) => runId !== ""));
      // MLflow refuses tags on a run that somebody has deleted
      await allEnded(
        [...runIds].map((runId) =>
          unlessGone(client.runs.setTag(runId, TAG.pruning, at.toISOString()), "INVALID_PARAMETER_VALUE"),
        ),
      );
      for (const alias of staleAliases) await client.registeredModels.deleteAlias(name, alias);
      const all: DeletedVersions = { deleted: [], spared: [] };
      for (let from = 0; from < versions.length; from += VERSIONS_A_LOOK) {
        const some = await deleteSome(name, versions.slice(from, from + VERSIONS_A_LOOK), at);
        all.deleted.push(...some.deleted);
        all.spared.push(...some.spared);
      }
      return all;
    },

    resume: async () => {
      const experimentId = await loadExperimentId();
      const models = await client.loggedModels.search(experimentId, marked);
      const finished = await allEnded(models.map(finish));
      const runs = await client.runs.search(experimentId, marked, MARKED_RUNS);
      return {
        models: finished.filter(Boolean).length,
        runs: await deleteEmptyRuns(runs.map(({ runId }) => runId)),
      };
    },
  };
}

const MARKED_RUNS = 1_000;

/** Deletes a model that no version rests on, with its artifacts. */
export async function deleteModel(
  client: MlflowClient,
  { modelId, artifactUri }: LoggedModel,
): Promise<void> {
  await client.artifacts.deleteOf(modelId, artifactUri);
  await unlessGone(client.loggedModels.delete(modelId));
}

/** Null instead of the error that there is no such thing. */
async function unlessGone<T>(work: Promise<T>, ...further: string[]): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (!hasErrorCode(error, GONE, ...further)) throw error;
    return null;
  }
}

/** Empty for a model that was never registered, null for a list that cannot be read. */
function readRegistrations(model: LoggedModel) {
  const list = model.tags[VERSIONS_OF_MODEL];
  return list === undefined ? [] : (Registrations.safeParse(list).data ?? null);
}

function listOtherNames(model: LoggedModel | undefined, name: string): string[] {
  if (!model) return [];
  const registrations = readRegistrations(model);
  if (registrations === null) return ["somebody who cannot be read"];
  return registrations.flatMap((one) => (one.name === name ? [] : [one.name]));
}
