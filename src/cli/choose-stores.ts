import { InvalidInputError } from "../errors.js";
import type { Store, StoreCatalogue } from "../stores/types.js";

/** Stores as a person names them on the command line. */
export interface StoreChoice {
  all?: boolean;
  region?: string[];
}

/** Whether codes or regions were named. */
export function isNamed(codes: readonly string[], { region }: StoreChoice): boolean {
  return codes.length > 0 || (region?.length ?? 0) > 0;
}

/**
 * Finds the stores of these codes and regions, or all where neither was named.
 *
 * @throws InvalidInputError for an unknown code, or where no store matches
 */
export async function findStores(
  catalogue: Pick<StoreCatalogue, "listStores">,
  codes: string[],
  { region }: StoreChoice,
): Promise<Store[]> {
  const stores = await catalogue.listStores({
    ...(codes.length > 0 ? { storeCodes: codes } : {}),
    ...(region ? { regionCodes: region } : {}),
  });
  if (region === undefined) checkCodes(codes, stores, "storecast status lists what there is");
  if (stores.length === 0) throw new InvalidInputError("No store matches.");
  return stores;
}

/** @throws InvalidInputError for codes that none of the stores has */
export function checkCodes(
  codes: readonly string[],
  stores: readonly { code: string }[],
  advice: string,
): void {
  const found = new Set(stores.map(({ code }) => code));
  const unknown = codes.filter((code) => !found.has(code));
  if (unknown.length > 0) throw new InvalidInputError(`Unknown store ${unknown.join(", ")}: ${advice}.`);
}
