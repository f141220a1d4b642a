import type { RequestHandler, Response } from "express";

const HEADER = "x-request-id";
const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/** The caller's request id if it is one that a log line can carry, else a new one. */
export function chooseRequestId(given: unknown, makeRequestId: () => string): string {
  return typeof given === "string" && ACCEPTABLE.test(given) ? given : makeRequestId();
}

/** Gives every request an id, told in the header `x-request-id` of its answer. */
export function requestIds(makeRequestId: () => string): RequestHandler {
  return (request, response, next) => {
    const requestId = chooseRequestId(request.headers[HEADER], makeRequestId);
    response.locals.requestId = requestId;
    response.setHeader(HEADER, requestId);
    next();
  };
}

/** The id that {@link requestIds} gave the request of this answer. */
export function getRequestId(response: Response): string {
  return response.locals.requestId as string;
}
