import type { ErrorRequestHandler, RequestHandler } from "express";
import type { Logger } from "pino";
import { getRequestId } from "./request-id.js";

function body(message: string, code: string, requestId: string) {
  return { errors: [{ message, extensions: { code, requestId } }] };
}

/** Answers what no route took. */
export const notFound: RequestHandler = (request, response) => {
  const message = `There is nothing at ${request.method} ${request.path}; GraphQL is at /graphql.`;
  response.status(404).json(body(message, "NOT_FOUND", getRequestId(response)));
};

/** Answers requests that could not be read, such as broken JSON or a body too large; masks anything else. */
export function httpErrors(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: { status?: unknown; message?: unknown }, _request, response, _next) => {
    const requestId = getRequestId(response);
    const status = typeof error.status === "number" ? error.status : 500;
    if (status < 500) {
      const message = `The request cannot be read: ${String(error.message)}`;
      response.status(status).json(body(message, "BAD_REQUEST", requestId));
      return;
    }
    logger.error({ err: error, requestId }, "internal error");
    const message = `Internal error. Quote request id ${requestId} when you report it.`;
    response.status(500).json(body(message, "INTERNAL_SERVER_ERROR", requestId));
  };
}
