import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import type { ModelVersion } from "./model-versions.js";
import { loadAllVersions, loadNamedVersions, NAMES_A_FILTER, toNameFilters } from "./named-versions.js";
import { getModelName, getStoreCode, MODEL_NAME_PREFIX } from "./names.js";
import type { RegisteredModel } from "./registered-models.js";
import type { RegisteredVersion, StoreModels } from "./types.js";
import { TAG, toRegisteredVersion } from "./version-tags.js";

/** Alias of the version that is served. */
export const CHAMPION = "champion";
/** Alias of the newest version that was not promoted, while it is newer than the champion. */
export const CHALLENGER = "challenger";

/**
 * State of the stores asked for, or of all: one call for up to 200 stores, one for each 1,000 of a fleet, and one more
 * for each number that champions have which are not the newest version.
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
  const byName = await loadOtherVersions(client, models);
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

/**
 * What a search of models does not tell: champions that are not the newest. Of a model whose newest version or champion is not ours, or whose
 * champion was deleted, all versions, for then an earlier one serves.
 */
async function loadOtherVersions(
  client: MlflowClient,
  models: readonly RegisteredModel[],
): Promise<Map<string, ModelVersion[]>> {
  const isOurs = (version: ModelVersion | null | undefined) =>
    version != null && toRegisteredVersion(version) !== null;
  const searched = models.filter(({ newest, aliases }) => {
    const champion = aliases[CHAMPION];
    return newest !== null && (!isOurs(newest) || (champion !== undefined && champion !== newest.version));
  });
  const single = searched.filter(({ newest }) => isOurs(newest));
  const champions = await loadNamedVersions(
    client,
    new Map(single.map(({ name, aliases }) => [name, aliases[CHAMPION]!])),
  );
  const championOf = new Map(champions.map((version) => [version.name, version]));
  const complete = new Map(
    single.flatMap(({ name, newest }): [string, ModelVersion[]][] => {
      const champion = championOf.get(name);
      return champion && isOurs(champion) ? [[name, [newest!, champion]]] : [];
    }),
  );
  const rest = searched.map(({ name }) => name).filter((name) => !complete.has(name));
  const all = groupBy(await loadAllVersions(client, rest), (version) => version.name);
  return new Map([...complete, ...all]);
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
  const versions = await loadAllVersions(client, [...new Set(storeCodes)].map(getModelName));
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
