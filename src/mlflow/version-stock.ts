import type { MlflowClient } from "./client.js";
import { searchModelsByName, searchVersionsByName } from "./name-search.js";
import { getModelName, getStoreCode, MODEL_NAME_PREFIX } from "./names.js";
import type { ModelVersion } from "./model-versions.js";
import { readInstant, TAG } from "./version-tags.js";

/** A version with all that may hold it in the registry. */
export interface StockedVersion {
  version: number;
  /** False for one that others registered. */
  isOwn: boolean;
  /** LoggedModel that its artifacts belong to; null for a source that names none. */
  modelId: string | null;
  /** Empty for a version without a run. */
  runId: string;
  /** When it was last made champion, RFC 3339; null if it never was. */
  promotedAt: string | null;
  rolledBackAt: string | null;
  /** When it was last pinned, which a rollback to it does too; null if it never was. */
  pinnedAt: string | null;
  isPinned: boolean;
}

/** All versions of one store, newest first, and what points to them. */
export interface VersionStock {
  storeCode: string;
  /** Versions by alias. */
  aliases: Readonly<Record<string, number>>;
  versions: readonly StockedVersion[];
}

/** Codes of all stores that have a registered model. */
export async function listStockedStores(client: MlflowClient): Promise<string[]> {
  const models = await client.registeredModels.search(`name LIKE '${MODEL_NAME_PREFIX}%'`);
  return models.map(({ name }) => getStoreCode(name)).filter((code) => code !== null);
}

/** What some stores have, in two calls for as many as fit a filter. Stores without a registered model are absent. */
export async function loadStocks(
  client: MlflowClient,
  storeCodes: readonly string[],
): Promise<VersionStock[]> {
  const names = storeCodes.map(getModelName);
  const models = await searchModelsByName(client, names);
  const versions = await searchVersionsByName(client, names);
  return storeCodes.flatMap((storeCode) => {
    const name = getModelName(storeCode);
    const model = models.find((one) => one.name === name);
    if (!model) return [];
    const own = versions.filter((one) => one.name === name).map((one) => toStocked(storeCode, one));
    own.sort((a, b) => b.version - a.version);
    return [{ storeCode, aliases: model.aliases, versions: own }];
  });
}

function toStocked(storeCode: string, { version, source, runId, tags }: ModelVersion): StockedVersion {
  return {
    version,
    isOwn: tags[TAG.jobId] !== undefined && tags[TAG.store] === storeCode,
    modelId: /\bm-[0-9a-f]{32}\b/.exec(source)?.[0] ?? null,
    runId,
    promotedAt: readInstant(tags[TAG.promotedAt]),
    rolledBackAt: readInstant(tags[TAG.rolledBackAt]),
    pinnedAt: readInstant(tags[TAG.pinnedAt]),
    isPinned: Boolean(tags[TAG.pin]),
  };
}
