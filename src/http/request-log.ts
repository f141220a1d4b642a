import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { getRequestId } from "./request-id.js";

/** One log line for the request, when it has been answered; health probes at debug. */
export function logWhenAnswered(request: IncomingMessage, response: ServerResponse, logger: Logger): void {
  const startedMs = performance.now();
  const { method } = request;
  const [path = ""] = (request.url ?? "").split("?", 1);
  response.once("close", () => {
    const ms = Math.round(performance.now() - startedMs);
    const level = path.startsWith("/health/") ? "debug" : "info";
    const requestId = getRequestId(response);
    logger[level]({ requestId, method, path, status: response.statusCode, ms }, "request");
  });
}
