import type { Context, VersionRecord } from "../context.js";
import type { ModelRole } from "../schema/model-version.js";

/** What a version is for now. */
export async function getModelRole(
  { storeCode, version }: Pick<VersionRecord, "storeCode" | "version">,
  { services }: Context,
): Promise<keyof typeof ModelRole> {
  await services.serving.settle([storeCode]);
  const models = services.serving.getStoreModels(storeCode);
  if (models?.champion?.version === version) return "CHAMPION";
  return models?.challenger === version ? "CHALLENGER" : "RETIRED";
}
