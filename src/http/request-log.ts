import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { getRequestId } from "./request-id.js";

/** One log line a request, when it has been answered; health probes at debug. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const startedMs = performance.now();
    const { method, path } = request;
    response.once("close", () => {
      const ms = Math.round(performance.now() - startedMs);
      const level = path.startsWith("/health/") ? "debug" : "info";
      logger[level](
        { requestId: getRequestId(response), method, path, status: response.statusCode, ms },
        "request",
      );
    });
    next();
  };
}
