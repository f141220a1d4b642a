import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";
import {
  AppError,
  ForbiddenError,
  LimitExceededError,
  RateLimitedError,
  ServiceUnavailableError,
  toGraphQLError,
  UnauthenticatedError,
} from "../errors.js";
import { getRequestId } from "./request-id.js";

/** A request that cannot be understood; the message goes on from "The request cannot be read: ". */
export class UnreadableRequest extends Error {
  constructor(
    /** HTTP status, 400 to 499. */
    readonly status: number,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

type Extensions = Record<string, unknown>;

function send(response: ServerResponse, status: number, message: string, extensions: Extensions): void {
  const requestId = getRequestId(response);
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify({ errors: [{ message, extensions: { ...extensions, requestId } }] }));
}

/** Answers what no route took. */
export const notFound: RequestHandler = (request, response) => {
  const message = `There is nothing at ${request.method} ${request.path}; GraphQL is at /graphql.`;
  send(response, 404, message, { code: "NOT_FOUND" });
};

/** What Express's readers of bodies throw, and {@link UnreadableRequest}. */
interface RequestFault {
  status?: unknown;
  message?: unknown;
  type?: unknown;
  limit?: unknown;
}

/** HTTP status of an error that a request as a whole ends with. */
export function statusOf(error: AppError): number {
  if (error instanceof LimitExceededError) return error.limit.name === "body" ? 413 : 400;
  if (error instanceof UnauthenticatedError) return 401;
  if (error instanceof ForbiddenError) return 403;
  if (error instanceof RateLimitedError) return 429;
  if (error instanceof ServiceUnavailableError) return 503;
  return error.code === "BAD_USER_INPUT" ? 400 : 500;
}

/** What clients of HTTP do about an error without reading it. */
export function headersOf(error: AppError): Record<string, string> {
  if (error instanceof UnauthenticatedError) return { "www-authenticate": 'Bearer realm="storecast"' };
  if (error instanceof RateLimitedError) return { "retry-after": String(error.retryAfterSeconds) };
  return {};
}

/** What a client is told of an error that its request ends with. */
export interface ToldError {
  status: number;
  message: string;
  extensions: Extensions;
  headers: Readonly<Record<string, string>>;
}

/** Tells a request that was refused, or could not be read, such as broken JSON or a body too large; masks anything else. */
export function tellHttpError(error: unknown, requestId: string): ToldError {
  if (error instanceof AppError) {
    const { message, extensions } = toGraphQLError(error, requestId);
    return { status: statusOf(error), message, extensions, headers: headersOf(error) };
  }
  const fault = (typeof error === "object" && error !== null ? error : {}) as RequestFault;
  const status = typeof fault.status === "number" ? fault.status : 500;
  if (status < 500) {
    const why =
      fault.type === "entity.too.large"
        ? `its body has more than ${String(fault.limit)} bytes`
        : String(fault.message);
    const message = `The request cannot be read: ${why}`;
    return { status, message, extensions: { code: "BAD_REQUEST" }, headers: {} };
  }
  const message = `Internal error. Quote request id ${requestId} when you report it.`;
  return { status: 500, message, extensions: { code: "INTERNAL_SERVER_ERROR" }, headers: {} };
}

/** Logs an error that a request ends with, if it is not the client's fault. */
export function logHttpFault(error: unknown, status: number, requestId: string, logger: Logger): void {
  if (status < 500) return;
  if (error instanceof AppError) logger.warn({ err: error, requestId }, "request failed");
  else logger.error({ err: error, requestId }, "internal error");
}

/** Answers a request with the error that it ends with. */
export type RefuseRequest = (error: unknown, request: IncomingMessage, response: ServerResponse) => void;

/** Answers as {@link tellHttpError} says. */
export function answerHttpError(error: unknown, response: ServerResponse, logger: Logger): void {
  const requestId = getRequestId(response);
  const { status, message, extensions, headers } = tellHttpError(error, requestId);
  logHttpFault(error, status, requestId, logger);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  send(response, status, message, extensions);
}

/** {@link answerHttpError} for the routes of Express. */
export function httpErrors(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, _request, response, _next) => answerHttpError(error, response, logger);
}
