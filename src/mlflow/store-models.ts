import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import type { ModelVersion } from "./model-versions.js";
import { loadNamedVersions } from "./named-versions.js";
import { NAMES_A_FILTER, searchModelsByName, searchVersionsByName } from "./name-search.js";
import { getModelName, getStoreCode, MODEL_NAME_PREFIX } from "./names.js";
import type { ReadOwnVersion } from "./own-versions.js";
import type { RegisteredModel } from "./registered-models.js";
import { AppError } from "../errors.js";
import { listEarlierChampions } from "./earlier-champions.js";
import { loadUnlessFaulty, type ExternalVersions } from "./external-versions.js";
import { toChampionIssue } from "./model-fault.js";
import type { ChampionIssue, OwnVersion, RegisteredVersion, StoreModels } from "./types.js";
import { toOwnVersion } from "./version-tags.js";

/** Alias of the version that is served. */
export const CHAMPION = "champion";
/** Alias of the newest version that was not promoted, while it is newer than the champion. */
export const CHALLENGER = "challenger";

/** Models whose state is worked out before others get their turn: 1 ms, or 10 where none was known. */
const MODELS_AT_ONCE = 100;

/** Until a second look at stores that were read in the middle of a promotion, ms. */
const PROMOTION_MS = 500;

/** How versions are read: ours, and those that others registered. */
export interface VersionReaders {
  readOwn: ReadOwnVersion;
  external: ExternalVersions;
}

/**
 * State of the stores asked for, or of all: a call for each 100 stores, and one more
 * for each number that champions have which are not the newest version. A version that others registered is read once.
 *
 * Where the registry's champion cannot serve, or was deleted, the latest earlier champion of ours takes its place, and
 * `championIssue` says why.
 *
 * @param isDoubtful which stores are to be looked at once more, half a second later
 */
export async function loadStoreModels(
  client: MlflowClient,
  readers: VersionReaders,
  isDoubtful: (models: StoreModels) => boolean,
  storeCodes: readonly string[] | undefined,
): Promise<Map<string, StoreModels>> {
  const states = await loadStates(client, readers, storeCodes);
  const doubtful = [...states.values()].filter(isDoubtful).map(({ storeCode }) => storeCode);
  if (doubtful.length === 0) return states;
  await delay(PROMOTION_MS);
  const later = await loadStates(client, readers, doubtful);
  for (const code of doubtful) states.delete(code);
  return new Map([...states, ...later]);
}

async function loadStates(
  client: MlflowClient,
  readers: VersionReaders,
  storeCodes: readonly string[] | undefined,
): Promise<Map<string, StoreModels>> {
  const models = await searchModels(client, storeCodes);
  const byName = await loadOtherVersions(client, models, readers.readOwn);
  const states: StoreModels[] = [];
  for (let from = 0; from < models.length; from += MODELS_AT_ONCE) {
    if (from > 0) await nextTurn();
    const load = (model: RegisteredModel) =>
      loadState(model, byName.get(model.name) ?? (model.newest ? [model.newest] : []), readers);
    states.push(...(await allEnded(models.slice(from, from + MODELS_AT_ONCE).map(load))));
  }
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
  const models =
    storeCodes === undefined || storeCodes.length > NAMES_A_FILTER
      ? await client.registeredModels.search(`name LIKE '${MODEL_NAME_PREFIX}%'`)
      : await searchModelsByName(client, storeCodes.map(getModelName));
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
  readOwn: ReadOwnVersion,
): Promise<Map<string, ModelVersion[]>> {
  const isOurs = (version: ModelVersion | null | undefined) => version != null && readOwn(version) !== null;
  const searched = models.filter(({ newest, aliases }) => {
    const champion = aliases[CHAMPION];
    return newest !== null && (!isOurs(newest) || champion !== newest.version);
  });
  const single = searched.filter(({ newest, aliases }) => isOurs(newest) && aliases[CHAMPION] !== undefined);
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
  const all = groupBy(await searchVersionsByName(client, rest), (version) => version.name);
  return new Map([...complete, ...all]);
}

async function loadState(
  model: RegisteredModel,
  versions: readonly ModelVersion[],
  readers: VersionReaders,
): Promise<StoreModels> {
  const own = readOwnVersions(versions, readers);
  const { champion, issue } = await loadChampion(model, versions, readers);
  return {
    storeCode: getStoreCode(model.name)!,
    champion: champion ?? listEarlierChampions(own, [issue?.version ?? null])[0] ?? null,
    championIssue: issue,
    newest: await loadNewest(versions, own, readers.external),
    challenger: model.aliases[CHALLENGER] ?? null,
  };
}

async function loadChampion(
  { name, aliases }: RegisteredModel,
  versions: readonly ModelVersion[],
  readers: VersionReaders,
): Promise<{ champion: RegisteredVersion | null; issue: ChampionIssue | null }> {
  const version = aliases[CHAMPION];
  const named = versions.find((one) => one.version === version);
  if (version === undefined || !named) {
    const wasThereOne = listEarlierChampions(readOwnVersions(versions, readers), []).length > 0;
    const message = `${name} has no version with the alias ${CHAMPION}: the alias or its version was deleted.`;
    return { champion: null, issue: wasThereOne ? { code: "NO_CHAMPION", message, version: null } : null };
  }
  try {
    return { champion: readers.readOwn(named) ?? (await readers.external.load(named)), issue: null };
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
function readOwnVersions(versions: readonly ModelVersion[], { readOwn }: VersionReaders): OwnVersion[] {
  return versions
    .map(readOwn)
    .filter((version) => version !== null)
    .sort((a, b) => b.version - a.version);
}

/** All versions that can be read of the stores asked for, newest first, in one call for up to 200 stores. */
export async function loadVersions(
  client: MlflowClient,
  external: ExternalVersions,
  storeCodes: readonly string[],
): Promise<Map<string, RegisteredVersion[]>> {
  const versions = await searchVersionsByName(client, [...new Set(storeCodes)].map(getModelName));
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
