import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Registry } from "prom-client";
import type { Logger } from "pino";
import { limitRetrain } from "./access/limited-retrain.js";
import { openDoor, type Authenticator, type Caller } from "./access/session.js";
import type { AuditLog } from "./audit/types.js";
import { createContext, type Context, type Services } from "./context.js";
import { ConfigurationError } from "./errors.js";
import { createHostGuard } from "./http/access/host-guard.js";
import { createAccessCheck } from "./http/access/operation-access.js";
import { requireRole } from "./http/access/require-role.js";
import { countRefusedSignIns } from "./http/access/sign-in-count.js";
import { signInRoute, type SignIn } from "./http/access/sign-in-route.js";
import { createAnswerCache } from "./http/answer-cache.js";
import { createApolloServer } from "./http/apollo-server.js";
import { createFormatErrors } from "./http/client-errors.js";
import { DEFAULT_EXPOSURE, type Exposure } from "./http/exposure/exposure.js";
import { createFrontDoor } from "./http/exposure/front-door.js";
import { hideSuggestions, noIntrospection } from "./http/exposure/no-introspection.js";
import { createGraphqlEndpoint } from "./http/graphql-endpoint.js";
import { makeDrain } from "./http/drain.js";
import { createGraphqlSocket } from "./http/graphql-socket.js";
import { addFreshnessMetrics, type FreshnessCounts } from "./http/freshness-metrics.js";
import { healthRoutes, type ReadinessCheck } from "./http/health.js";
import { httpErrors, notFound } from "./http/http-errors.js";
import { createMetrics } from "./http/metrics.js";
import { DEFAULT_LIMITS, type Limits } from "./http/limits/limits.js";
import { createRequestLimits } from "./http/limits/request-limits.js";
import { mlflowHook } from "./http/mlflow-hook.js";
import { countErrors, traceExecution, watchOperations, watchSocket } from "./http/operation-watch.js";
import { createQueryExecutor } from "./http/query-executor.js";
import { loadPage, page } from "./http/page.js";
import { queryPage } from "./http/query-page.js";
import { RATES } from "./http/rates/rates.js";
import { createBodyReader } from "./http/request-body.js";
import { setRequestId } from "./http/request-id.js";
import { logWhenAnswered } from "./http/request-log.js";
import { createRequestMetrics } from "./http/request-metrics.js";
import { traceRequest } from "./http/request-trace.js";
import type { AnswerState } from "./live/answer-state.js";
import { createRetrainFeed } from "./live/retrain-feed.js";
import { createRetrainWatch } from "./live/retrain-watch.js";
import type { ModelRegistry } from "./mlflow/types.js";
import { makeWebhookDeliveries } from "./mlflow/webhook-deliveries.js";
import { traceServices } from "./observability/traced-services.js";
import { noTracing, type Tracing } from "./observability/tracing.js";
import { createExecutableSchema } from "./resolvers/executable-schema.js";
import { restApi } from "./rest/rest-api.js";
import { createRestMetrics } from "./rest/rest-metrics.js";
import type { Serving } from "./serving/types.js";
import type { SalesHistory, StoreCatalogue } from "./stores/types.js";
import { createChampionMoves } from "./training/champion-moves.js";
import type { RetrainEvents, RetrainService } from "./training/types.js";
import { VERSION } from "./version.js";

const PATH = "/graphql";
const CLOSE_GRACE_MS = 3_000;

export interface AppDeps {
  /** Address to listen on, such as `127.0.0.1`. */
  host: string;
  /** Port to listen on; 0 takes a free one. */
  port: number;
  catalogue: StoreCatalogue;
  history: SalesHistory;
  serving: Serving;
  retrain: RetrainService;
  events: RetrainEvents;
  registry: ModelRegistry;
  audit: AuditLog;
  /** When the registry last said which versions serve; null if it never did. */
  getRegistrySeenAt: () => Date | null;
  /** What answers are kept by. */
  answerState: AnswerState;
  /** Most bytes of answers that are kept; 0 keeps none. */
  answerCacheBytes: number;
  /** What `/health/ready` asks, by part: resolve when ready, reject with what is missing. */
  checks: Readonly<Record<string, ReadinessCheck>>;
  /** Most that one request may ask; the defaults of the settings if absent. */
  limits?: Limits;
  /** How it meets whoever reaches it; as on a laptop if absent. */
  exposure?: Exposure;
  /** Operations wait for it: what they tell rests on it. Must not reject; absent where nothing is to be waited for. */
  ready?: Promise<void>;
  /** Tells who asks; lets everybody in if absent. */
  authenticator?: Authenticator;
  /** What a page signs people in with; absent where it cannot. */
  signIn?: SignIn | null;
  /** Names that requests must be sent to, beside those of this machine; any if absent. */
  allowedHosts?: readonly string[] | null;
  /** Milliseconds between two looks at whether those on sockets may still be; 5 s if absent. */
  recheckMs?: number;
  logger: Logger;
  /** Where the built page is; browsers are told to build it where it is not. */
  pageFolder?: string;
  /** Whether there is a page to try REST; there is one if absent. */
  hasRestPage?: boolean;
  /** What MLflow signs the deliveries of its webhook with; without one there is no place for them. */
  webhookSecret?: string | null;
  /** The true clock, for the stamps of promotions. */
  now: () => Date;
  makeRequestId: () => string;
  /** What was done so that no answer is out of date; unknown where nothing is remembered. */
  getFreshness?: () => FreshnessCounts;
  /** Figures of the process, which get those of the API; only the API's if absent. */
  figures?: Registry;
  /** Spans of requests; none if absent. */
  tracing?: Tracing;
  /** How long it goes on serving after it was told to close, saying that it is not ready, ms; 0 if absent. */
  drainMs?: number;
}

export interface App {
  /** Such as `http://127.0.0.1:4000`; GraphQL is at `/graphql` below it. */
  url: string;
  port: number;
  /** What readiness is made of, for others who tell it too. */
  checks: Readonly<Record<string, ReadinessCheck>>;
  /** Says that it is not ready and serves on for the time to drain, lets open requests end, closes sockets, and listens no more; takes at most a few seconds. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts the API: GraphQL over HTTP and WebSocket, REST, the page, GraphiQL and health, on one port.
 *
 * @throws ConfigurationError if the address cannot be listened on
 */
export async function createApp(deps: AppDeps): Promise<App> {
  const { logger, makeRequestId, tracing = noTracing, exposure = DEFAULT_EXPOSURE } = deps;
  const figures = deps.figures ?? new Registry();
  const open = { count: () => ({ sockets: 0, operations: 0 }) };
  const requests = createRequestMetrics(figures, () => open.count());
  const drain = makeDrain(deps.drainMs ?? 0);
  const checks = { ...deps.checks, serving: drain.check };
  const countRefusal = (limit: string) => metrics.countRefusal(limit);
  const door = createFrontDoor({
    ...{ exposure, logger, onRefused: countRefusal, getElapsedMs: () => performance.now() },
    authenticator: countRefusedSignIns(deps.authenticator ?? openDoor, figures),
    connectTo: originsOf(deps.signIn),
  });
  const { httpServer, authenticator, rates } = door;
  const hosts = createHostGuard(deps.allowedHosts ?? null, logger);
  const feed = createRetrainFeed(deps);
  const limited = { ...deps, retrain: limitRetrainsOf(deps, exposure, countRefusal) };
  const services = traceServices(createServices(limited, feed), tracing);
  const schema = await createExecutableSchema();
  const { hasIntrospection } = exposure;
  const formatAll = countErrors(createFormatErrors(logger), requests);
  const formatErrors = hasIntrospection ? formatAll : hideSuggestions(formatAll);
  const contextOf = async (caller: Caller, onMomentary?: () => void) => {
    await deps.ready;
    return createContext(services, caller, onMomentary);
  };
  const checkAccess = createAccessCheck(schema);
  const requestLimits = createRequestLimits(schema, deps.limits ?? DEFAULT_LIMITS, countRefusal);
  const extraRules = hasIntrospection ? [] : [noIntrospection];
  const limits = {
    ...requestLimits,
    validationRules: [...requestLimits.validationRules, ...extraRules],
  };

  const apollo = createApolloServer<Context>({
    ...{ schema, execute: traceExecution(createQueryExecutor(schema), tracing) },
    watch: watchOperations(requests),
    httpServer,
    logger,
    formatErrors,
    checkAccess,
    limits,
    graceMs: CLOSE_GRACE_MS,
  });
  await apollo.start();

  const answers = createAnswerCache({
    maxBytes: deps.answerCacheBytes,
    getStateName: () => deps.answerState.getName(),
    onOutcome: (outcome) => metrics.countAnswer(outcome),
    logger,
  });
  const metrics = createMetrics({
    getFollowing: () => deps.serving.getFollowing(),
    getAnswerBytes: () => answers.bytes,
    registry: figures,
  });
  const graphql = createGraphqlEndpoint({
    ...{ apollo, answers, authenticator, createContext: contextOf, limits, rates, logger },
    metrics: requests,
  });

  const pageFiles = deps.pageFolder === undefined ? null : await loadPage(deps.pageFolder);
  const web = express().disable("x-powered-by").disable("etag");
  web.use(healthRoutes(checks), signInRoute(authenticator.isOpen, deps.signIn ?? null));
  web.use("/metrics", requireRole(authenticator, "operator")).use(metrics.route);
  if (deps.webhookSecret) {
    const deliveries = makeWebhookDeliveries({
      ...{ secret: deps.webhookSecret, now: deps.now, logger },
      announce: (storeCodes) => deps.events.announceChampionsMoved(storeCodes),
    });
    web.use(
      mlflowHook({
        receive: (headers, body) => deliveries.receive(headers, body),
        onOutcome: (outcome) => metrics.countDelivery(outcome),
      }),
    );
  }
  const { policies } = door;
  web.use(
    restApi({
      ...{ authenticator, createContext: contextOf, limits, logger, checks, version: VERSION },
      readBody: createBodyReader(limits),
      metrics: createRestMetrics(metrics.registry),
      hasPage: deps.hasRestPage ?? true,
    }),
  );
  web.use(page(pageFiles, policies.page), queryPage(hasIntrospection ? policies.tool : null));
  web.use(PATH, graphql).use(notFound, httpErrors(logger));
  httpServer.on("request", (request, response) => {
    setRequestId(request, response, makeRequestId);
    logWhenAnswered(request, response, logger, requests);
    drain.note(response);
    door.enter(request, response, () => {
      if (!hosts.admit(request, response)) return;
      // Finding a route costs Express more than an answer of before costs us.
      const answer = () => {
        if (isOperation(request)) void graphql(request, response);
        else web(request, response);
      };
      if (tracing.isOn) traceRequest(tracing, request, response, answer);
      else answer();
    });
  });
  if (deps.getFreshness) addFreshnessMetrics(metrics.registry, deps.getFreshness);

  try {
    await listen(httpServer, deps.host, deps.port);
  } catch (error) {
    feed.close();
    await apollo.stop();
    throw error;
  }
  const socket = createGraphqlSocket({
    httpServer,
    path: PATH,
    watch: watchSocket(requests, tracing, logger),
    ...{ schema, limits, authenticator, checkAccess, hosts, makeRequestId, formatErrors },
    ...{ door: door.sockets, connections: exposure.connections, recheckMs: deps.recheckMs },
    createContext: contextOf,
    now: deps.now,
  });
  open.count = () => socket.countOpen();
  const { port } = httpServer.address() as AddressInfo;
  let closing: Promise<unknown> | undefined;
  return {
    url: `http://${urlHost(deps.host)}:${port}`,
    port,
    checks,
    async close() {
      await (closing ??= drain.begin().then(() => {
        feed.close();
        return Promise.all([socket.close(CLOSE_GRACE_MS), apollo.stop()]);
      }));
    },
  };
}

/** Whether a request is for GraphQL beyond doubt; a GET that takes HTML may be for the page. */
function isOperation({ method, url, headers }: IncomingMessage): boolean {
  if (method === "POST") return url === PATH;
  return method === "GET" && url?.startsWith(`${PATH}?`) === true && !headers.accept?.includes("text/html");
}

/** Within what each person may ask for; where nobody is told apart, as they come. */
function limitRetrainsOf(
  { retrain, authenticator = openDoor }: Pick<AppDeps, "retrain" | "authenticator">,
  { rates }: Exposure,
  onRefused: (label: string) => void,
): RetrainService {
  if (authenticator.isOpen) return retrain;
  const allowance = { requestsPerMinute: rates.retrainRequests, storesPerHour: rates.retrainStores };
  return limitRetrain(retrain, allowance, () => onRefused(RATES.retrainRequests.label));
}

/** Where the page signs people in, beside the API. */
function originsOf(signIn: SignIn | null | undefined): string[] {
  return signIn ? [new URL(signIn.issuer).origin] : [];
}

function createServices(deps: AppDeps, feed: ReturnType<typeof createRetrainFeed>): Services {
  const championMoves = createChampionMoves({
    registry: deps.registry,
    now: deps.now,
    announce: async (storeCodes) => {
      await deps.events.announceChampionsMoved(storeCodes);
      await feed.refresh(storeCodes);
    },
  });
  const { catalogue, history, serving, registry, retrain, audit, getRegistrySeenAt } = deps;
  return {
    ...{ catalogue, history, serving, registry, retrain, audit, getRegistrySeenAt, championMoves },
    watchRetrains: createRetrainWatch({ ...deps, feed }),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "the port is taken" : cause.message;
      reject(new ConfigurationError(`The API cannot listen on ${host}:${port}: ${why}.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

/** How a client on this machine writes the host. */
function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
