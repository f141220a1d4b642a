import type { AppError } from "../errors.js";
import { ServiceUnavailableError } from "../errors.js";
import type { ChampionIssue, ModelFault } from "./types.js";

/** A model that cannot serve until somebody mends it or names another champion: trying again changes nothing. */
export class ModelFaultError extends ServiceUnavailableError {
  constructor(
    readonly fault: ModelFault,
    message: string,
    options?: { cause?: unknown },
  ) {
    super("mlflow", message, { ...options, isRetryable: false });
  }
}

/** Why a champion whose model did not load does not serve. */
export function toChampionIssue(error: AppError, version: number): ChampionIssue {
  const code = error instanceof ModelFaultError ? error.fault : "UNAVAILABLE";
  return { code, message: error.message, version };
}
