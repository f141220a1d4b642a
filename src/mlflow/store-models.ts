import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import type { ModelVersion } from "./model-versions.js";
import { getModelName, getStoreCode, MODEL_NAME_PREFIX } from "./names.js";
import type { RegisteredModel } from "./registered-models.js";
import type { RegisteredVersion, StoreModels } from "./types.js";
import { toRegisteredVersion } from "./version-tags.js";
import { quoteFilterValue } from "./wire.js";

/** Alias of the version that is served. */
export const CHAMPION = "champion";
/** Alias of the newest version that was not promoted, while it is newer than the champion. */
export const CHALLENGER = "challenger";
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
 * if anybody's champion is not the newest version.
 *
 * A version without our tags is nobody's newest. A champion without them cannot be vouched for (what it was trained on,
 * whether its file is whole), so that the latest of ours that was champion and not rolled back goes on serving;
 * `onAlien` is told.
 */
export async function loadStoreModels(
  client: MlflowClient,
  storeCodes: readonly string[] | undefined,
  onAlien: (sentence: string) => void,
): Promise<Map<string, StoreModels>> {
  const models = await searchModels(client, storeCodes);
  const incomplete = models.filter(needsAllVersions);
  const versions = await searchVersions(
    client,
    incomplete.map((model) => model.name),
  );
  const byName = groupBy(versions, (version) => version.name);

  const found = new Map<string, StoreModels>();
  for (const model of models) {
    const all = byName.get(model.name) ?? (model.newest ? [model.newest] : []);
    const state = toStoreModels(model, all, onAlien);
    if (state.newest) found.set(state.storeCode, state);
  }
  return found;
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
  const champion = aliases[CHAMPION];
  return (champion !== undefined && champion !== newest.version) || toRegisteredVersion(newest) === null;
}

function toStoreModels(
  model: RegisteredModel,
  versions: readonly ModelVersion[],
  onAlien: (sentence: string) => void,
): StoreModels {
  const ours = toOurVersions(versions);
  const alias = model.aliases[CHAMPION];
  let champion = ours.find((version) => version.version === alias) ?? null;
  if (alias !== undefined && champion === null) {
    champion = ours.find((version) => version.promotedAt !== null && version.rolledBackAt === null) ?? null;
    const instead = champion ? `version ${champion.version} goes on serving` : "the store has no champion";
    onAlien(`Champion ${alias} of ${model.name} was not made by this product; ${instead}.`);
  }
  return {
    storeCode: getStoreCode(model.name)!,
    champion,
    newest: ours[0] ?? null,
    challenger: model.aliases[CHALLENGER] ?? null,
  };
}

/** Versions with our tags, newest first. */
function toOurVersions(versions: readonly ModelVersion[]): RegisteredVersion[] {
  return versions
    .map(toRegisteredVersion)
    .filter((version) => version !== null)
    .sort((a, b) => b.version - a.version);
}

/** All versions of the stores asked for, newest first, in one call for up to 200 stores. */
export async function loadVersions(
  client: MlflowClient,
  storeCodes: readonly string[],
): Promise<Map<string, RegisteredVersion[]>> {
  const versions = await searchVersions(client, [...new Set(storeCodes)].map(getModelName));
  return groupBy(toOurVersions(versions), (version) => version.storeCode);
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
