import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import { hasErrorCode } from "./mlflow-error.js";
import type { ModelVersion } from "./model-versions.js";
import { MODEL_NAME_PREFIX } from "./names.js";
import type { RegisteredModel } from "./registered-models.js";
import { quoteFilterValue } from "./wire.js";

/** Names in one filter: more would not fit the URLs that proxies accept. */
export const NAMES_A_FILTER = 200;
/** So many names are asked for one by one before all stores' models are read instead. */
const SINGLE_NAMES = 8;

/** Clients whose server has said that it knows no lists of names: MLflow before 3.16. */
const withoutLists = new WeakSet<MlflowClient>();

/** Filters that together match these names and no other. */
function toListFilters(names: readonly string[]): string[] {
  const filters: string[] = [];
  for (let from = 0; from < names.length; from += NAMES_A_FILTER) {
    const quoted = names.slice(from, from + NAMES_A_FILTER).map(quoteFilterValue);
    filters.push(`name IN (${quoted.join(", ")})`);
  }
  return filters;
}

const toSingleFilters = (names: readonly string[]) => names.map((name) => `name = ${quoteFilterValue(name)}`);

/** Registered models by name, in one call for up to 200; an older server is asked name by name, or for all stores'. */
export async function searchModelsByName(
  client: MlflowClient,
  names: readonly string[],
): Promise<RegisteredModel[]> {
  const search = (filters: readonly string[]) =>
    allEnded(filters.map((filter) => client.registeredModels.search(filter)));
  const found = await unlessUnknown(client, () => search(toListFilters(names)));
  if (found) return found.flat();
  if (names.length <= SINGLE_NAMES) return (await search(toSingleFilters(names))).flat();
  const wanted = new Set(names);
  return (await search([`name LIKE '${MODEL_NAME_PREFIX}%'`])).flat().filter(({ name }) => wanted.has(name));
}

/**
 * Versions by the name of their model, in one call for up to 200 names; an older server is asked name by name.
 *
 * @param condition further part of MLflow's filter
 */
export async function searchVersionsByName(
  client: MlflowClient,
  names: readonly string[],
  condition?: string,
): Promise<ModelVersion[]> {
  const search = (filters: readonly string[]) =>
    allEnded(
      filters.map((filter) =>
        client.modelVersions.search(condition === undefined ? filter : `${filter} AND ${condition}`),
      ),
    );
  const found = await unlessUnknown(client, () => search(toListFilters(names)));
  return (found ?? (await search(toSingleFilters(names)))).flat();
}

/** Null where the server knows no lists of names, which it is asked once. */
async function unlessUnknown<T>(client: MlflowClient, search: () => Promise<T>): Promise<T | null> {
  if (withoutLists.has(client)) return null;
  try {
    return await search();
  } catch (error) {
    if (!hasErrorCode(error, "INVALID_PARAMETER_VALUE") || !/comparison with a list/.test(error.message)) {
      throw error;
    }
    withoutLists.add(client);
    return null;
  }
}
