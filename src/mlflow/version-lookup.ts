import { InvalidInputError } from "../errors.js";
import type { MlflowClient } from "./client.js";
import type { ExternalVersions } from "./external-versions.js";
import { hasErrorCode } from "./mlflow-error.js";
import { ModelFaultError } from "./model-fault.js";
import type { ModelVersion } from "./model-versions.js";
import { getModelName } from "./names.js";
import type { RegisteredVersion } from "./types.js";
import { TAG, toOwnVersion } from "./version-tags.js";
import { quoteFilterValue } from "./wire.js";

/** The version that a job registered, if any. */
export async function findVersionOfJob(
  client: MlflowClient,
  storeCode: string,
  jobId: string,
): Promise<ModelVersion | null> {
  const name = quoteFilterValue(getModelName(storeCode));
  const filter = `name = ${name} AND tags.\`${TAG.jobId}\` = ${quoteFilterValue(jobId)}`;
  return (await client.modelVersions.search(filter)).at(0) ?? null;
}

/** A version that must be there and have a model that can be read, ours or not, else it throws InvalidInputError. */
export async function loadKnownVersion(
  client: MlflowClient,
  external: ExternalVersions,
  storeCode: string,
  version: number,
): Promise<RegisteredVersion> {
  const loaded = await loadVersion(client, storeCode, version);
  try {
    return toOwnVersion(loaded) ?? (await external.load(loaded));
  } catch (error) {
    if (!(error instanceof ModelFaultError)) throw error;
    throw new InvalidInputError(error.message, undefined, { cause: error });
  }
}

/** A version that must be there, else it throws InvalidInputError. */
export async function loadVersion(
  client: MlflowClient,
  storeCode: string,
  version: number,
): Promise<ModelVersion> {
  try {
    return await client.modelVersions.load(getModelName(storeCode), version);
  } catch (error) {
    if (!hasErrorCode(error, "RESOURCE_DOES_NOT_EXIST")) throw error;
    const message = `Store ${storeCode} has no model version ${version}.`;
    throw new InvalidInputError(message, undefined, { cause: error });
  }
}
