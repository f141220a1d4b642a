import { STATUS_CODES, type ServerResponse } from "node:http";
import type { ErrorRequestHandler } from "express";
import type { Logger } from "pino";
import { AppError, ServiceUnavailableError } from "../errors.js";
import { logHttpFault, tellHttpError } from "../http/http-errors.js";
import { getRequestId } from "../http/request-id.js";
import { MalformedInputError } from "./input.js";
import { RefusedError } from "./refusal.js";
import type { Problem } from "./schemas/problem.js";

export const PROBLEM_TYPE = "application/problem+json";

/** A problem, and how it is sent. */
interface ToldProblem {
  problem: Problem;
  headers: Readonly<Record<string, string>>;
}

/** What a client is told of an error that its request ends with; anything that is not ours is masked. */
export function toProblem(error: unknown, requestId: string): ToldProblem {
  if (error instanceof RefusedError) {
    const { status, code, message, faults, headers } = error;
    const details = faults.length > 0 ? { errors: [...faults] } : {};
    return {
      problem: makeProblem(status, message, { ...{ code, isRetryable: false }, ...details }, requestId),
      headers,
    };
  }
  const { status, message, extensions, headers } = tellHttpError(error, requestId);
  const details = error instanceof MalformedInputError ? { errors: [...error.faults] } : {};
  return { problem: makeProblem(status, message, { ...extensions, ...details }, requestId), headers };
}

function makeProblem(
  status: number,
  detail: string,
  extensions: Record<string, unknown>,
  requestId: string,
): Problem {
  const title = STATUS_CODES[status] ?? "Error";
  return { type: "about:blank", title, status, detail, ...extensions, requestId } as Problem;
}

function sendProblem(response: ServerResponse, { problem, headers }: ToldProblem): void {
  const isLost = response.headersSent;
  if (isLost) {
    // Half an answer must not pass for a whole one.
    response.destroy();
    return;
  }
  response
    .writeHead(problem.status, {
      ...headers,
      "content-type": `${PROBLEM_TYPE}; charset=utf-8`,
      "cache-control": "no-store",
    })
    .end(JSON.stringify(problem));
}

/** Answers as {@link toProblem} says; logs what is not the client's fault. */
export function answerProblem(error: unknown, response: ServerResponse, logger: Logger): void {
  const requestId = getRequestId(response);
  const told = toProblem(error, requestId);
  logHttpFault(error, told.problem.status, requestId, logger);
  sendProblem(response, told);
}

/** {@link answerProblem} for the routes of Express. */
export function problems(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, _request, response, _next) => answerProblem(error, response, logger);
}

/** Logs what is not the client's fault among errors of parts of an answer, one line a cause: a service that is down can fail a thousand of them. */
export function logPartFaults(errors: readonly Error[], requestId: string, logger: Logger): void {
  const causes = new Map<string, { err: Error; parts: number }>();
  for (const err of errors) {
    const isService = err instanceof ServiceUnavailableError;
    if (err instanceof AppError && !isService) continue;
    const cause = isService ? err.service : String(err);
    const known = causes.get(cause);
    if (known) known.parts++;
    else causes.set(cause, { err, parts: 1 });
  }
  for (const fault of causes.values()) {
    if (fault.err instanceof AppError) logger.warn({ ...fault, requestId }, "a dependency did not answer");
    else logger.error({ ...fault, requestId }, "internal error");
  }
}
