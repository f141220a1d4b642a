import { ServiceUnavailableError } from "../errors.js";

/** What was wrong with an answer, or that there was none. */
export interface MlflowErrorDetails {
  /** MLflow's code such as `RESOURCE_DOES_NOT_EXIST`; `HTTP_<status>`, `NO_ANSWER` or `WRONG_ANSWER` where it gave none. */
  errorCode: string;
  /** HTTP status; null if there was no answer. */
  status: number | null;
  isRetryable: boolean;
  /** Pause that the server asks for before the next attempt, ms. */
  retryAfterMs?: number;
  /** All that it gave as its reason; the message has the first line. */
  reason?: string;
}

/** A call that MLflow refused, or did not answer as it must. Callers in this room branch on `errorCode`. */
export class MlflowError extends ServiceUnavailableError {
  readonly errorCode: string;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  readonly reason: string;

  constructor(message: string, details: MlflowErrorDetails, options?: { cause?: unknown }) {
    super("mlflow", message, { ...options, isRetryable: details.isRetryable });
    this.errorCode = details.errorCode;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.reason = details.reason ?? message;
  }
}

/** Whether an error is MLflow's with one of these codes. */
export function hasErrorCode(error: unknown, ...codes: string[]): error is MlflowError {
  return error instanceof MlflowError && codes.includes(error.errorCode);
}
