import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { describeOperation } from "./operation-label.js";
import { getFacts } from "./request-facts.js";
import { getRequestId } from "./request-id.js";
import type { RequestMetrics } from "./request-metrics.js";

/** Operations of a batch that its line names. */
const MOST_OPERATIONS = 10;

/** Writes one log line for a request, when it has been answered, and counts it; health probes at debug. */
export type LogWhenAnswered = (request: IncomingMessage, response: ServerResponse) => void;

export function createRequestLog(
  logger: Logger,
  metrics: Pick<RequestMetrics, "countRequest">,
): LogWhenAnswered {
  // To look for names of credentials among the few that lines have here took a tenth of what a small answer costs.
  const lines = logger.child({}, { redact: [] });
  return (request, response) => {
    const startedMs = performance.now();
    const { method } = request;
    const [path = ""] = (request.url ?? "").split("?", 1);
    response.once("close", () => {
      const elapsedMs = performance.now() - startedMs;
      const status = response.statusCode;
      metrics.countRequest({ path, status: response.writableFinished ? status : null, ms: elapsedMs });
      const level = path.startsWith("/health/") ? "debug" : "info";
      if (!lines.isLevelEnabled(level)) return;
      const { principal, address, operations } = getFacts(response);
      lines[level](
        {
          requestId: getRequestId(response),
          method,
          path,
          status,
          ms: Math.round(elapsedMs),
          ...(operations ? { operation: operations.slice(0, MOST_OPERATIONS).map(describeOperation) } : {}),
          ...(principal === undefined ? {} : { principal }),
          address: address ?? request.socket.remoteAddress ?? "",
        },
        "request",
      );
    });
  };
}
