import express, { type Express, type RequestHandler } from "express";
import type { Logger } from "pino";
import { requireRole } from "./http/access/require-role.js";
import { signInRoute, type SignIn } from "./http/access/sign-in-route.js";
import type { ContentPolicies } from "./http/exposure/security-headers.js";
import { healthRoutes } from "./http/health.js";
import { httpErrors, notFound } from "./http/http-errors.js";
import type { Metrics } from "./http/metrics.js";
import type { RequestLimits } from "./http/limits/request-limits.js";
import { mlflowHook } from "./http/mlflow-hook.js";
import { page, type PageFiles } from "./http/page.js";
import { queryPage } from "./http/query-page.js";
import { createBodyReader } from "./http/request-body.js";
import { makeWebhookDeliveries } from "./mlflow/webhook-deliveries.js";
import { restApi, type RestApiOptions } from "./rest/rest-api.js";
import { createRestMetrics } from "./rest/rest-metrics.js";
import type { RetrainEvents } from "./training/types.js";
import { VERSION } from "./version.js";

/** Where GraphQL is. */
export const GRAPHQL_PATH = "/graphql";

/** What the routes lead to. */
export interface RouteOptions extends Pick<
  RestApiOptions,
  "authenticator" | "refuseRole" | "createContext" | "checks" | "hasPage"
> {
  limits: RequestLimits;
  graphql: RequestHandler;
  metrics: Metrics;
  /** What a page signs people in with; null where it cannot. */
  signIn: SignIn | null;
  webhook: WebhookOptions;
  /** The planner's page as it was built; null where it was not. */
  pageFiles: PageFiles | null;
  policies: ContentPolicies;
  hasQueryPage: boolean;
  logger: Logger;
}

/** How MLflow tells of changes. */
interface WebhookOptions {
  /** What it signs with; without one there is no place for its deliveries. */
  secret: string | null;
  events: Pick<RetrainEvents, "announceChampionsMoved">;
  now: () => Date;
}

/** All that the API answers over HTTP, by path. */
export function makeRoutes(options: RouteOptions): Express {
  const { authenticator, metrics, policies, limits, logger } = options;
  const web = express().disable("x-powered-by").disable("etag");
  web.use(healthRoutes(options.checks), signInRoute(authenticator.isOpen, options.signIn));
  web.use("/metrics", requireRole(authenticator, "operator")).use(metrics.route);
  if (options.webhook.secret) web.use(webhookRoute(options.webhook, options.webhook.secret, metrics, logger));
  web.use(
    restApi({
      ...{ authenticator, refuseRole: options.refuseRole, limits, logger, version: VERSION },
      ...{ createContext: options.createContext, checks: options.checks, hasPage: options.hasPage },
      readBody: createBodyReader(limits),
      metrics: createRestMetrics(metrics.registry),
    }),
  );
  web.use(page(options.pageFiles, policies.page), queryPage(options.hasQueryPage ? policies.tool : null));
  web.use(GRAPHQL_PATH, options.graphql).use(notFound, httpErrors(logger));
  return web;
}

function webhookRoute(
  { events, now }: WebhookOptions,
  secret: string,
  metrics: Metrics,
  logger: Logger,
): RequestHandler {
  const deliveries = makeWebhookDeliveries({
    ...{ secret, now, logger },
    announce: (storeCodes) => events.announceChampionsMoved(storeCodes),
  });
  return mlflowHook({
    receive: (headers, body) => deliveries.receive(headers, body),
    onOutcome: (outcome) => metrics.countDelivery(outcome),
  });
}
