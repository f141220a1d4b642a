import { ConfigurationError, ServiceUnavailableError } from "../errors.js";

/** The `code` of a system or PostgreSQL error (`ENOENT`, `23505`); undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  // Not instanceof: an error of Node's own is none of Error's where code runs in a context of its own, as tests do.
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

const NETWORK_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EPIPE"]);
/** Classes and codes of PostgreSQL that say "not now": connection exceptions, resources, shutdown. */
const UNAVAILABLE = /^(08...|53...|57P0[123])$/;
const DISK_FULL = "53100";
const REFUSED_USER = /^28...$/;
/** What pg throws without a code when a connection is lost or none becomes free. */
const LOST_CONNECTION = /Connection terminated|timeout exceeded when trying to connect|timeout expired/;

/**
 * Says which fault a database error is: a server that is away or full becomes ServiceUnavailableError, a refused
 * sign-in ConfigurationError; anything else stays what it is.
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) {
    const errors: unknown[] = error.errors;
    return toDatabaseError(errors[0]);
  }
  const code = errorCode(error) ?? "";
  const text = error instanceof Error ? error.message : String(error);
  if (code === DISK_FULL) {
    const message = `The disk of the database is full (${text}): make room for it.`;
    return new ServiceUnavailableError("database", message, { cause: error });
  }
  if (NETWORK_CODES.has(code) || UNAVAILABLE.test(code) || LOST_CONNECTION.test(text)) {
    return new ServiceUnavailableError("database", `The database does not answer (${text}).`, {
      cause: error,
    });
  }
  if (REFUSED_USER.test(code)) {
    return new ConfigurationError(`The database refuses the user of its URL (${text}).`, { cause: error });
  }
  return error;
}
