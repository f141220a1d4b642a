import { allEnded } from "./all-ended.js";
import type { MlflowClient } from "./client.js";
import type { ModelVersion } from "./model-versions.js";
import { searchVersionsByName } from "./name-search.js";

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
  const found = await allEnded(
    [...namesOf].map(([number, names]) => searchVersionsByName(client, names, `version_number = ${number}`)),
  );
  return found.flat();
}
