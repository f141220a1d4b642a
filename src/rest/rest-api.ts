import { Router, type RequestHandler } from "express";
import { problems } from "./problem.js";
import { RefusedError } from "./refusal.js";
import { docsPage } from "./docs-page.js";
import { Answer } from "../http/answer.js";
import { sendAnswer } from "../http/send-answer.js";
import type { RestMetrics } from "./rest-metrics.js";
import { makeOpenApi } from "./openapi.js";
import type { Route } from "./route.js";
import { createRoutes, type RouteTableSources } from "./route-table.js";
import { ROOT } from "./root.js";
import { serveRoute, type RouteServices } from "./serve-route.js";

export interface RestApiOptions extends RouteServices, RouteTableSources {
  /** Of the product, for the document. */
  version: string;
  metrics: RestMetrics;
  /** Whether there is a page to try it. */
  hasPage: boolean;
}

/** REST below `/api/v1`, its OpenAPI document and the page to try it. Nothing but problems comes back where something is wrong. */
export function restApi(options: RestApiOptions): Router {
  const routes = createRoutes(options);
  const router = Router();
  const onlyGet = refuseMethod(["get"]);
  router.route("/openapi.json").get(serveDocument(routes, options.version)).all(onlyGet);
  if (options.hasPage) router.use(docsPage(onlyGet));
  for (const [path, those] of groupByPath(routes)) {
    const place = router.route(path.replace(/\{(\w+)\}/g, ":$1"));
    for (const route of those) place[route.method](options.metrics.watch(route), serveRoute(route, options));
    place.all(refuseMethod(those.map(({ method }) => method)));
  }
  router.use(refusePath, problems(options.logger));
  return Router().use(ROOT, router);
}

function groupByPath(routes: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) groups.set(route.path, [...(groups.get(route.path) ?? []), route]);
  return groups;
}

function refuseMethod(methods: readonly Route["method"][]): RequestHandler {
  const allow = methods.flatMap((method) => (method === "get" ? ["GET", "HEAD"] : ["POST"])).join(", ");
  return ({ method, originalUrl }, response) => {
    if (method === "OPTIONS") {
      response.writeHead(204, { allow }).end();
      return;
    }
    const message = `${pathOf(originalUrl)} takes ${allow}, not ${method}.`;
    throw new RefusedError(405, "METHOD_NOT_ALLOWED", message, [], { allow });
  };
}

const refusePath: RequestHandler = ({ method, originalUrl }) => {
  const message = `There is nothing at ${method} ${pathOf(originalUrl)}; ${ROOT}/openapi.json says what there is.`;
  throw new RefusedError(404, "NOT_FOUND", message);
};

const pathOf = (url: string) => url.split("?", 1)[0];

/** Written at its first use. */
function serveDocument(routes: readonly Route[], version: string): RequestHandler {
  let document: Answer | undefined;
  return async (request, response) => {
    document ??= new Answer(
      "application/json; charset=utf-8",
      Buffer.from(JSON.stringify(makeOpenApi(routes, version))),
    );
    await sendAnswer(request, response, document, { cacheControl: "no-cache" });
  };
}
