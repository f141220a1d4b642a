import type { IncomingMessage, ServerResponse } from "node:http";
import type { Tracing } from "../observability/tracing.js";
import { getRequestId } from "./request-id.js";
import { routeOf } from "./request-metrics.js";

/** Answers a request in a span that goes on from the caller's, and ends with the answer. */
export function traceRequest(
  tracing: Tracing,
  request: IncomingMessage,
  response: ServerResponse,
  answer: () => void,
): void {
  const { method = "GET", url = "", headers } = request;
  const route = routeOf(url.split("?", 1)[0] ?? "");
  const parent = headers["traceparent"];
  const options = {
    kind: "server" as const,
    parent: typeof parent === "string" ? parent : null,
    attributes: {
      "http.request.method": method,
      "http.route": route,
      "storecast.request": getRequestId(response),
    },
  };
  void tracing.span(`${method} ${route}`, options, async (span) => {
    const ended = new Promise<void>((resolve) => response.once("close", resolve));
    answer();
    await ended;
    span.set({ "http.response.status_code": response.statusCode });
    if (response.statusCode >= 500) span.fail(new Error(String(response.statusCode)));
  });
}
