import type { IncomingMessage } from "node:http";
import type { Request, RequestHandler, Response } from "express";
import Negotiator from "negotiator";
import type { Logger } from "pino";
import { z } from "zod";
import { mayDo } from "../access/principal.js";
import type { RefuseRole, RoleNeed } from "../access/role-refusal.js";
import { credentialsOf, type Authenticator, type Caller } from "../access/session.js";
import type { Context } from "../context.js";
import { addressOf } from "../http/address.js";
import { Answer } from "../http/answer.js";
import type { RequestLimits } from "../http/limits/request-limits.js";
import { parseBody, type ReadBody } from "../http/request-body.js";
import { noteFacts } from "../http/request-facts.js";
import { getRequestId } from "../http/request-id.js";
import { sendAnswer } from "../http/send-answer.js";
import { findAccessRule } from "../schema/access-rules.js";
import { writeCsv } from "./csv.js";
import { readInput } from "./input.js";
import { logPartFaults } from "./problem.js";
import { RefusedError } from "./refusal.js";
import { ROOT } from "./root.js";
import type { OpenRoute, Route, ScopedRoute } from "./route.js";

export const JSON_TYPE = "application/json";
export const CSV_TYPE = "text/csv";

/** What answering a route takes. */
export interface RouteServices {
  authenticator: Authenticator;
  refuseRole: RefuseRole;
  /** Makes the context of one request. */
  createContext: (caller: Caller) => Promise<Context>;
  limits: Pick<RequestLimits, "checkAnswer">;
  readBody: ReadBody;
  logger: Logger;
}

const NOTHING = z.strictObject({});

/** What a route can answer with, what it likes best first. */
export function typesOf({ csv }: Pick<Route, "csv">): string[] {
  return csv ? [JSON_TYPE, CSV_TYPE] : [JSON_TYPE];
}

/**
 * Answers requests to one route. Who asks is known before anything of the request is read, and may do it before anything is looked up; what is wrong is
 * left to {@link problems}.
 *
 * @throws Error for a route whose field has no rule of access
 */
export function serveRoute(route: Route, services: RouteServices): RequestHandler {
  return route.access === "everybody" ? serveOpen(route) : serveScoped(route, services);
}

function serveOpen(route: OpenRoute): RequestHandler {
  return async (request, response) => {
    const type = chooseType(request, route);
    readInput(NOTHING, request.query, "query");
    const answer = await route.handle();
    const { otherStatus } = route;
    const status = otherStatus?.applies(answer) ? otherStatus.status : (route.status ?? 200);
    await send(request, response, { route, type, answer, status, headers: {} });
  };
}

function serveScoped(route: ScopedRoute, services: RouteServices): RequestHandler {
  const { authenticator, refuseRole, createContext, limits, logger } = services;
  const need = needOf(route);

  return async (request, response) => {
    const address = addressOf(request);
    const session = await authenticator.authenticate({ address, ...credentialsOf(request.headers) });
    noteFacts(response, { principal: session.principal.name, address });
    const requestId = getRequestId(response);
    const caller = { requestId, session, address };
    if (!mayDo(session.principal.role, need.role)) throw await refuseRole(need, caller);
    const type = chooseType(request, route);
    const input = {
      params: readInput(route.params ?? NOTHING, request.params, "path"),
      query: readInput(route.query ?? NOTHING, request.query, "query"),
      body: route.method === "post" ? await readJson(route, request, response, services) : undefined,
    };
    const excess = route.measure ? limits.checkAnswer(route.measure(input)) : null;
    if (excess) throw excess;
    const context = await createContext(caller);
    const answer = await route.handle(input, context, (errors) => logPartFaults(errors, requestId, logger));
    const headers = route.makeHeaders?.(answer, input) ?? {};
    await send(request, response, { route, type, answer, status: route.status ?? 200, headers });
  };
}

function needOf({ method, path, access: { type, field } }: ScopedRoute): RoleNeed {
  const name = `${method.toUpperCase()} ${ROOT}${path}`;
  const role = findAccessRule(type, field);
  if (role === undefined) {
    throw new Error(`${name} has the rule of access of ${type}.${field}, which has none.`);
  }
  return { name, type, field, role };
}

function chooseType({ headers }: IncomingMessage, route: Route): string {
  const offered = typesOf(route);
  const [type] = new Negotiator({ headers }).mediaTypes(offered);
  if (type !== undefined) return type;
  const message = `accept is ${headers.accept}; this is to be had as ${offered.join(" or ")}.`;
  throw new RefusedError(406, "NOT_ACCEPTABLE", message);
}

/** A body in JSON: no page of another host can send that without asking first. */
async function readJson(
  { body: schema = NOTHING }: ScopedRoute,
  request: Request,
  response: Response,
  { readBody }: RouteServices,
): Promise<unknown> {
  const contentType = request.headers["content-type"];
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? "")) {
    const message = `content-type is ${contentType ?? "missing"}; it must be ${JSON_TYPE}.`;
    throw new RefusedError(415, "UNSUPPORTED_MEDIA_TYPE", message);
  }
  const body = await readBody(request, response);
  return readInput(schema, body === null ? {} : parseBody(body, contentType), "body");
}

interface Sending {
  route: Route;
  type: string;
  answer: unknown;
  status: number;
  headers: Record<string, string>;
}

async function send(
  request: Request,
  response: Response,
  { route, type, answer, status, headers }: Sending,
): Promise<void> {
  const isCsv = type === CSV_TYPE && route.csv !== undefined;
  const text = isCsv ? writeCsv(route.csv!, answer) : JSON.stringify(answer);
  const contentType = isCsv ? `${CSV_TYPE}; charset=utf-8; header=present` : `${JSON_TYPE}; charset=utf-8`;
  await sendAnswer(request, response, new Answer(contentType, Buffer.from(text)), {
    status,
    headers,
    cacheControl: "no-store",
    vary: "accept",
  });
}
