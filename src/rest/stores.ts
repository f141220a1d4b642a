import type { Context, StoreRecord } from "../context.js";
import { decodeIdOrCode } from "../schema/ids.js";
import { makeNotFound } from "./refusal.js";

/**
 * The store that a path names.
 *
 * @throws RefusedError if there is none, or none that is seen
 * @throws InvalidInputError for the id of something else
 */
export async function requireStore(id: string, { loaders }: Context): Promise<StoreRecord> {
  const store = await loaders.storeByCode.load(decodeIdOrCode("Store", id, "storeId"));
  if (!store) throw makeNotFound("store", id);
  return store;
}
