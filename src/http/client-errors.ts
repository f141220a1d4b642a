import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { AppError, ServiceUnavailableError, toGraphQLError } from "../errors.js";

/** Most of a message that clients are told. */
const MOST_CHARACTERS = 2_000;

/** Turns the errors of one answer into what its client may see. */
export type FormatErrors = (errors: readonly GraphQLError[], requestId: string) => GraphQLFormattedError[];

/** What went wrong at the bottom: resolvers' errors come wrapped with their path. */
function rootOf(error: GraphQLError): unknown {
  let root: unknown = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

/** Code of an error that GraphQL itself raised before anything ran. */
function codeOf(error: GraphQLError): string {
  const given = error.extensions.code;
  if (typeof given === "string" && given !== "INTERNAL_SERVER_ERROR") return given;
  if (error.message.startsWith("Syntax Error")) return "GRAPHQL_PARSE_FAILED";
  return error.message.startsWith("Variable ") ? "BAD_USER_INPUT" : "GRAPHQL_VALIDATION_FAILED";
}

/** Whether GraphQL itself refused the request before anything ran. */
function isOfRequest(error: GraphQLError): boolean {
  const isRefusal = rootOf(error) instanceof GraphQLError || error.message.startsWith("Variable ");
  return isRefusal && error.path === undefined;
}

/** A value that is quoted can be as long as a request, and stand in an error of each of its aliases. */
function shorten(message: string): string {
  return message.length > MOST_CHARACTERS ? `${message.slice(0, MOST_CHARACTERS)}…` : message;
}

/** Errors of ours and GraphQL's own about the request come as they are; anything else is masked with the request id. */
function toClientError(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const shown = isOfRequest(error)
    ? { message: error.message, extensions: { code: codeOf(error), isRetryable: false } }
    : toGraphQLError(rootOf(error), requestId);
  return {
    message: shorten(shown.message),
    // Errors of compiled queries know where they stand, and no nodes to tell it from.
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: shown.extensions,
  };
}

/** What is not the client's fault, one line a cause: a service that is down can fail a thousand fields. */
function logFaults(errors: readonly GraphQLError[], requestId: string, logger: Logger): void {
  const faults = new Map<string, { err: unknown; path: GraphQLError["path"]; fields: number }>();
  for (const error of errors) {
    const err = rootOf(error);
    const isService = err instanceof ServiceUnavailableError;
    if (isOfRequest(error) || (err instanceof AppError && !isService)) continue;
    const cause = isService ? err.service : String(err);
    const known = faults.get(cause);
    if (known) known.fields++;
    else faults.set(cause, { err, path: error.path, fields: 1 });
  }
  for (const fault of faults.values()) {
    if (fault.err instanceof AppError) logger.warn({ ...fault, requestId }, "a dependency did not answer");
    else logger.error({ ...fault, requestId }, "internal error");
  }
}

/** What a client may see of the errors of one answer; logs those that are not the client's fault. */
export function createFormatErrors(logger: Logger): FormatErrors {
  return (errors, requestId) => {
    logFaults(errors, requestId, logger);
    return errors.map((error) => toClientError(error, requestId));
  };
}
