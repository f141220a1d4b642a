import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import type { ModelVersion } from "./model-versions.js";
import { quoteFilterValue } from "./wire.js";

/** Names in one filter: more would not fit the URLs that proxies accept. */
export const NAMES_A_FILTER = 200;
/** Filters that together match these models' names and no other. */
export function toNameFilters(names: readonly string[]): string[] {
  const filters: string[] = [];
  for (let from = 0; from < names.length; from += NAMES_A_FILTER) {
    const quoted = names.slice(from, from + NAMES_A_FILTER).map(quoteFilterValue);
    filters.push(`name IN (${quoted.join(", ")})`);
  }
  return filters;
}

/** All versions of models, in one call for up to 200 of them. */
export async function loadAllVersions(
  client: MlflowClient,
  names: readonly string[],
): Promise<ModelVersion[]> {
  return search(client, toNameFilters(names));
}

/**
 * One version of each model, in a call for each distinct number and up to 200 models: never all versions of a model, of which there may be
 * fifty. After a fleet's retrain most champions that stayed have the same number. What is not there is not found.
 *
 * @param numbers of versions by model name
 */
export async function loadNamedVersions(
  client: MlflowClient,
  numbers: ReadonlyMap<string, number>,
): Promise<ModelVersion[]> {
  const namesOf = new Map<number, string[]>();
  for (const [name, number] of numbers) {
    const names = namesOf.get(number);
    if (names) names.push(name);
    else namesOf.set(number, [name]);
  }
  const filters = [...namesOf].flatMap(([number, names]) =>
    toNameFilters(names).map((filter) => `${filter} AND version_number = ${number}`),
  );
  return search(client, filters);
}

async function search(client: MlflowClient, filters: readonly string[]): Promise<ModelVersion[]> {
  return (await allEnded(filters.map((filter) => client.modelVersions.search(filter)))).flat();
}
