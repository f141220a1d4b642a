import type { ServerResponse } from "node:http";
import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";
import { LimitExceededError, toGraphQLError } from "../errors.js";
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

/** Answers a request that could not be read, such as broken JSON or a body too large; masks anything else. */
export function answerHttpError(error: unknown, response: ServerResponse, logger: Logger): void {
  if (error instanceof LimitExceededError) {
    const { message, extensions } = toGraphQLError(error, getRequestId(response));
    send(response, error.limit.name === "body" ? 413 : 400, message, extensions);
    return;
  }
  const fault = (typeof error === "object" && error !== null ? error : {}) as RequestFault;
  const status = typeof fault.status === "number" ? fault.status : 500;
  if (status < 500) {
    const why =
      fault.type === "entity.too.large"
        ? `its body has more than ${String(fault.limit)} bytes`
        : String(fault.message);
    send(response, status, `The request cannot be read: ${why}`, { code: "BAD_REQUEST" });
    return;
  }
  const requestId = getRequestId(response);
  logger.error({ err: error, requestId }, "internal error");
  const message = `Internal error. Quote request id ${requestId} when you report it.`;
  send(response, 500, message, { code: "INTERNAL_SERVER_ERROR" });
}

/** {@link answerHttpError} for the routes of Express. */
export function httpErrors(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, _request, response, _next) => answerHttpError(error, response, logger);
}
