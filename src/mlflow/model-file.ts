import { createHash } from "node:crypto";
import { fromStoreModelJson, ModelError, type StoreModel } from "../model/index.js";
import { decodeModel, MODEL_FILE } from "./artifact-folder.js";
import type { MlflowClient } from "./client.js";
import { hasErrorCode, MlflowError } from "./mlflow-error.js";
import { ModelFaultError } from "./model-fault.js";
import type { ModelFault } from "./types.js";

/** Which version, for messages, and where its folder is. */
interface Named {
  storeCode: string;
  version: number;
  source: string;
}

/** Prophet's fields of which no other tool's JSON has all. */
const PROPHET_FIELDS = ["growth", "history", "params", "changepoints_t"] as const;

/** SHA-256 of a file, hex. */
export function getSha256(body: string | Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}

/**
 * The file that holds a version's model.
 *
 * @throws ModelFaultError ARTIFACT_MISSING, or NOT_PROPHET where the folder holds another kind of model
 */
export async function loadModelFile(client: MlflowClient, named: Named): Promise<Buffer> {
  const what = `Version ${named.version} of store ${named.storeCode}'s model`;
  try {
    const folder = await toArtifactUri(client, named.source);
    try {
      return await client.artifacts.load(folder, MODEL_FILE);
    } catch (error) {
      if (!isAbsent(error) || !(await holdsModel(client, folder))) throw error;
      throw new ModelFaultError("NOT_PROPHET", `${what} is no Prophet: its folder has no ${MODEL_FILE}.`);
    }
  } catch (error) {
    if (error instanceof ModelFaultError) throw error;
    if (isAbsent(error)) {
      throw new ModelFaultError("ARTIFACT_MISSING", `${what} has no file at ${named.source}.`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** Sources that MLflow's own clients write name the model instead of its folder. */
async function toArtifactUri(client: MlflowClient, source: string): Promise<string> {
  const modelId = /^models:\/(m-[0-9a-f]+)$/.exec(source)?.[1];
  return modelId === undefined ? source : (await client.loggedModels.load(modelId)).artifactUri;
}

function isAbsent(error: unknown): boolean {
  return hasErrorCode(error, "RESOURCE_DOES_NOT_EXIST");
}

async function holdsModel(client: MlflowClient, folder: string): Promise<boolean> {
  try {
    return (await client.artifacts.list(folder)).includes("MLmodel");
  } catch (error) {
    if (error instanceof MlflowError && !error.isRetryable) return false;
    throw error;
  }
}

/**
 * Prophet's JSON out of a model's file.
 *
 * @throws ModelFaultError NOT_PROPHET
 */
export function readModelText(body: Buffer, { storeCode, version }: Omit<Named, "source">): string {
  try {
    return decodeModel(body);
  } catch (cause) {
    throw makeReadError("NOT_PROPHET", { storeCode, version }, cause);
  }
}

/**
 * The model out of its text.
 *
 * @throws ModelFaultError NOT_PROPHET, UNSUPPORTED_MODEL, or NOT_DAILY for one whose history has times of day
 */
export function readStoreModel(text: string, named: Omit<Named, "source">): StoreModel {
  try {
    return fromStoreModelJson(text);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw makeReadError(getFault(text, cause), named, cause);
  }
}

function getFault(text: string, { message }: ModelError): ModelFault {
  // The message begins with the field at fault.
  if (/^(start|changepoints\[\d+\]|history\[\d+\]\.ds) .*midnight/.test(message)) return "NOT_DAILY";
  return PROPHET_FIELDS.every((field) => text.includes(`"${field}"`)) ? "UNSUPPORTED_MODEL" : "NOT_PROPHET";
}

function makeReadError(fault: ModelFault, named: Omit<Named, "source">, cause: unknown): ModelFaultError {
  const reason = cause instanceof ModelError ? cause.message : `${MODEL_FILE} is not a JSON text.`;
  const message = `Version ${named.version} of store ${named.storeCode}'s model cannot be read: ${reason}`;
  return new ModelFaultError(fault, message, { cause });
}
