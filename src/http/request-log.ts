import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { describeOperation } from "./operation-label.js";
import { getFacts } from "./request-facts.js";
import { getRequestId } from "./request-id.js";
import type { RequestMetrics } from "./request-metrics.js";

/** Operations of a batch that its line names. */
const MOST_OPERATIONS = 10;

/** One log line for the request, when it has been answered, and its figures; health probes at debug. */
export function logWhenAnswered(
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
  metrics: Pick<RequestMetrics, "countRequest">,
): void {
  const startedMs = performance.now();
  const { method } = request;
  const [path = ""] = (request.url ?? "").split("?", 1);
  response.once("close", () => {
    const elapsedMs = performance.now() - startedMs;
    const status = response.statusCode;
    metrics.countRequest({ path, status: response.writableFinished ? status : null, ms: elapsedMs });
    const level = path.startsWith("/health/") ? "debug" : "info";
    if (!logger.isLevelEnabled(level)) return;
    const { principal, address, operations } = getFacts(response);
    logger[level](
      {
        ...{ requestId: getRequestId(response), method, path, status, ms: Math.round(elapsedMs) },
        ...(operations ? { operation: operations.slice(0, MOST_OPERATIONS).map(describeOperation) } : {}),
        ...(principal === undefined ? {} : { principal }),
        address: address ?? request.socket.remoteAddress ?? "",
      },
      "request",
    );
  });
}
