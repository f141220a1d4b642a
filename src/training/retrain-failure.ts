import { ServiceUnavailableError } from "../errors.js";
import { ModelError } from "../model/index.js";
import type { RetrainFailure, RetrainFailureCode } from "./types.js";

/** A training that failed in a way that has a name. */
export class TrainingError extends Error {
  override readonly name = "TrainingError";

  constructor(
    readonly code: RetrainFailureCode,
    /** Sentence for a person. */
    message: string,
    /** Whether trying again unchanged can help. */
    readonly isRetryable: boolean,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The attempt has lost its job to a later one: whatever it was about to do is no longer its business. */
export class AttemptLostError extends Error {
  override readonly name = "AttemptLostError";
}

/** The worker stops: another one takes the job, which has not failed. */
export class HandedBackError extends Error {
  override readonly name = "HandedBackError";
}

/** What a job's row says of the error that ended an attempt. Errors without a name are the log's: their text may hold anything. */
export function toRetrainFailure(error: unknown): RetrainFailure {
  if (error instanceof TrainingError) {
    return { code: error.code, message: error.message, isRetryable: error.isRetryable };
  }
  // Such as a recipe in the database that this version of the product cannot read.
  if (error instanceof ModelError) {
    return { code: "FIT_FAILED", message: error.message, isRetryable: false };
  }
  if (error instanceof ServiceUnavailableError && error.service === "mlflow") {
    return { code: "REGISTRY_UNAVAILABLE", message: error.message, isRetryable: error.isRetryable };
  }
  return {
    code: "WORKER_CRASHED",
    message: "The worker failed unexpectedly; its log says why.",
    isRetryable: true,
  };
}
