import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import type { ModelVersion } from "./model-versions.js";
import { getModelName, getStoreCode, MODEL_NAME_PREFIX } from "./names.js";
import type { RegisteredModel } from "./registered-models.js";
import { AppError } from "../errors.js";
import { listEarlierChampions } from "./earlier-champions.js";
import { loadUnlessFaulty, type ExternalVersions } from "./external-versions.js";
import { toChampionIssue } from "./model-fault.js";
import type { ChampionIssue, OwnVersion, RegisteredVersion, StoreModels } from "./types.js";
import { TAG, toOwnVersion } from "./version-tags.js";
import { quoteFilterValue } from "./wire.js";

/** Alias of the version that is served. */
export const CHAMPION = "champion";
/** Names in one filter: more would not fit the URLs that proxies accept. */
const NAMES_A_FILTER = 200;

/** Filters that together match these models' names and no other. */
function toNameFilters(names: readonly string[]): string[] {
  const filters: string[] = [];
  for (let from = 0; from < names.length; from += NAMES_A_FILTER) {
    const quoted = names.slice(from, from + NAMES_A_FILTER).map(quoteFilterValue);
    filters.push(`name IN (${quoted.join(", ")})`);
  }
  return filters;
}

async function searchVersions(client: MlflowClient, names: readonly string[]): Promise<ModelVersion[]> {
  const filters = toNameFilters(names);
  return (await allEnded(filters.map((filter) => client.modelVersions.search(filter)))).flat();
}

/**
 * State of the stores asked for, or of all: one call for up to 200 stores, one for each 1,000 of a fleet, and one more
 * if anybody's champion is not the newest version. A version that others registered is read once.
 *
 * Where the registry's champion cannot serve, or was deleted, the latest earlier champion of ours takes its place, and
 * `championIssue` says why.
 */
export async function loadStoreModels(
  client: MlflowClient,
  external: ExternalVersions,
  storeCodes: readonly string[] | undefined,
): Promise<Map<string, StoreModels>> {
  const models = await searchModels(client, storeCodes);
  const incomplete = models.filter(needsAllVersions);
  const versions = await searchVersions(
    client,
    incomplete.map((model) => model.name),
  );
  const byName = groupBy(versions, (version) => version.name);
  const states = await allEnded(
    models.map((model) =>
      loadState(model, byName.get(model.name) ?? (model.newest ? [model.newest] : []), external),
    ),
  );
  return new Map(
    states
      .filter(({ newest, championIssue }) => newest !== null || championIssue !== null)
      .map((state) => [state.storeCode, state]),
  );
}

/** Models by store code, of stores only. */
async function searchModels(
  client: MlflowClient,
  storeCodes: readonly string[] | undefined,
): Promise<RegisteredModel[]> {
  const filters =
    storeCodes === undefined || storeCodes.length > NAMES_A_FILTER
      ? [`name LIKE '${MODEL_NAME_PREFIX}%'`]
      : toNameFilters(storeCodes.map(getModelName));
  const models = (await allEnded(filters.map((filter) => client.registeredModels.search(filter)))).flat();
  const wanted = storeCodes && new Set(storeCodes);
  return models.filter((model) => {
    const code = getStoreCode(model.name);
    return code !== null && (wanted?.has(code) ?? true);
  });
}

function needsAllVersions({ newest, aliases }: RegisteredModel): boolean {
  if (newest === null) return false;
  return aliases[CHAMPION] !== newest.version || toOwnVersion(newest) === null;
}

async function loadState(
  model: RegisteredModel,
  versions: readonly ModelVersion[],
  external: ExternalVersions,
): Promise<StoreModels> {
  const own = toOwnVersions(versions);
  const { champion, issue } = await loadChampion(model, versions, external);
  return {
    storeCode: getStoreCode(model.name)!,
    champion: champion ?? listEarlierChampions(own, [issue?.version ?? null])[0] ?? null,
    championIssue: issue,
    newest: await loadNewest(versions, own, external),
    isPinned: Boolean(model.tags[TAG.pinned]),
  };
}

async function loadChampion(
  { name, aliases }: RegisteredModel,
  versions: readonly ModelVersion[],
  external: ExternalVersions,
): Promise<{ champion: RegisteredVersion | null; issue: ChampionIssue | null }> {
  const version = aliases[CHAMPION];
  const named = versions.find((one) => one.version === version);
  if (version === undefined || !named) {
    const wasThereOne = listEarlierChampions(toOwnVersions(versions), []).length > 0;
    const message = `${name} has no version with the alias ${CHAMPION}: the alias or its version was deleted.`;
    return { champion: null, issue: wasThereOne ? { code: "NO_CHAMPION", message, version: null } : null };
  }
  try {
    return { champion: toOwnVersion(named) ?? (await external.load(named)), issue: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { champion: null, issue: toChampionIssue(error, version) };
  }
}

/** A version of others that cannot be read, now or ever, is nobody's newest. */
async function loadNewest(
  versions: readonly ModelVersion[],
  own: readonly OwnVersion[],
  external: ExternalVersions,
): Promise<RegisteredVersion | null> {
  const newer = versions
    .filter(({ version }) => version > (own[0]?.version ?? 0))
    .sort((a, b) => b.version - a.version);
  for (const version of newer) {
    try {
      return await external.load(version);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return own[0] ?? null;
}

/** Versions with our tags, newest first. */
function toOwnVersions(versions: readonly ModelVersion[]): OwnVersion[] {
  return versions
    .map(toOwnVersion)
    .filter((version) => version !== null)
    .sort((a, b) => b.version - a.version);
}

/** All versions that can be read of the stores asked for, newest first, in one call for up to 200 stores. */
export async function loadVersions(
  client: MlflowClient,
  external: ExternalVersions,
  storeCodes: readonly string[],
): Promise<Map<string, RegisteredVersion[]>> {
  const versions = await searchVersions(client, [...new Set(storeCodes)].map(getModelName));
  const readable = await allEnded(
    versions.map(async (version) => toOwnVersion(version) ?? (await loadUnlessFaulty(external, version))),
  );
  const newestFirst = readable.filter((version) => version !== null).sort((a, b) => b.version - a.version);
  return groupBy(newestFirst, (version) => version.storeCode);
}

function groupBy<T>(items: readonly T[], getKey: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(getKey(item));
    if (group) group.push(item);
    else groups.set(getKey(item), [item]);
  }
  return groups;
}
