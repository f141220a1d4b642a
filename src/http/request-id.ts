import type { IncomingMessage, ServerResponse } from "node:http";

const HEADER = "x-request-id";
const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/** The caller's request id if it is one that a log line can carry, else a new one. */
export function chooseRequestId(given: unknown, makeRequestId: () => string): string {
  return typeof given === "string" && ACCEPTABLE.test(given) ? given : makeRequestId();
}

/** Gives the request an id, told in the header `x-request-id` of its answer. */
export function setRequestId(
  request: IncomingMessage,
  response: ServerResponse,
  makeRequestId: () => string,
): void {
  response.setHeader(HEADER, chooseRequestId(request.headers[HEADER], makeRequestId));
}

/** The id that {@link setRequestId} gave the request of this answer. */
export function getRequestId(response: ServerResponse): string {
  return response.getHeader(HEADER) as string;
}
