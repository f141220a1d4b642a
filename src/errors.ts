import { GraphQLError } from "graphql";

/** Codes that clients see in `extensions.code`. */
export type AppErrorCode =
  | "BAD_USER_INPUT"
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "LIMIT_EXCEEDED"
  | "RATE_LIMITED"
  | "SERVICE_UNAVAILABLE"
  | "CONFIGURATION"
  | "INTERNAL_SERVER_ERROR";

/** A servant of the product that can be down: named in SERVICE_UNAVAILABLE errors. */
export type ServiceName = "database" | "mlflow" | "queue" | "identity";

/** Every error this product throws on purpose. Anything else is a bug and is masked from clients. */
export abstract class AppError extends Error {
  abstract readonly code: AppErrorCode;
  /** Whether the same call, unchanged, can succeed later. */
  readonly isRetryable: boolean = false;

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The caller's fault. The message names the value and the rule it breaks. */
export class InvalidInputError extends AppError {
  override readonly code = "BAD_USER_INPUT";

  constructor(
    message: string,
    /** Name or path of the argument or field at fault. */
    readonly field?: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The caller asks for more than this server is set to give. */
export class LimitExceededError extends AppError {
  override readonly code = "LIMIT_EXCEEDED";

  constructor(
    message: string,
    /** What was exceeded; `value` is null where only that it is above `most` is known. */
    readonly limit: { name: string; value: number | null; most: number; setting: string },
  ) {
    super(message);
  }
}

/** The caller does not say who it is, or what it shows for it does not hold. The message never repeats what was shown. */
export class UnauthenticatedError extends AppError {
  override readonly code = "UNAUTHENTICATED";
}

/** The caller may not do this. The message names what it needs. */
export class ForbiddenError extends AppError {
  override readonly code = "FORBIDDEN";
}

/** The caller asks too often. */
export class RateLimitedError extends AppError {
  override readonly code = "RATE_LIMITED";
  override readonly isRetryable = true;

  constructor(
    message: string,
    /** From when on it may ask again, whole seconds from now, 1 or more. */
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

/** A dependency did not answer, or answered what it must not. */
export class ServiceUnavailableError extends AppError {
  override readonly code = "SERVICE_UNAVAILABLE";
  override readonly isRetryable: boolean;

  constructor(
    readonly service: ServiceName,
    message: string,
    options?: { cause?: unknown; isRetryable?: boolean },
  ) {
    super(message, options);
    this.isRetryable = options?.isRetryable ?? true;
  }
}

/** The operator's fault: a setting, a port, a missing program. One sentence that says what and what to do. */
export class ConfigurationError extends AppError {
  override readonly code = "CONFIGURATION";
}

/**
 * What a client may see of an error: ours as they are, anything else masked with the request id that the log has too.
 *
 * @param error what a resolver threw
 * @param requestId id of the HTTP request or socket operation
 */
export function toGraphQLError(error: unknown, requestId: string): GraphQLError {
  if (error instanceof AppError) {
    return new GraphQLError(error.message, {
      originalError: error,
      extensions: {
        code: error.code,
        isRetryable: error.isRetryable,
        ...(error instanceof ServiceUnavailableError ? { service: error.service } : {}),
        ...(error instanceof LimitExceededError ? { limit: error.limit } : {}),
        ...(error instanceof RateLimitedError ? { retryAfterSeconds: error.retryAfterSeconds } : {}),
        ...(error instanceof InvalidInputError && error.field ? { field: error.field } : {}),
      },
    });
  }
  return new GraphQLError(`Internal error. Quote request id ${requestId} when you report it.`, {
    extensions: { code: "INTERNAL_SERVER_ERROR", isRetryable: false, requestId },
  });
}
