import type { IncomingMessage } from "node:http";
import { Registry } from "prom-client";
import type { Logger } from "pino";
import { createRoleRefusal } from "./access/role-refusal.js";
import { openDoor, type Caller } from "./access/session.js";
import { createContext, type Context } from "./context.js";
import { createHostGuard } from "./http/access/host-guard.js";
import { createAccessCheck } from "./http/access/operation-access.js";
import { countRefusedSignIns } from "./http/access/sign-in-count.js";
import type { SignIn } from "./http/access/sign-in-route.js";
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
import type { ReadinessCheck } from "./http/health.js";
import { DEFAULT_LIMITS, type Limits } from "./http/limits/limits.js";
import { createRequestLimits } from "./http/limits/request-limits.js";
import { listen, type Place } from "./http/listen.js";
import { createMetrics } from "./http/metrics.js";
import { countErrors, traceExecution, watchOperations, watchSocket } from "./http/operation-watch.js";
import { createQueryExecutor } from "./http/query-executor.js";
import { loadPage } from "./http/page.js";
import { setRequestId } from "./http/request-id.js";
import { createRequestLog } from "./http/request-log.js";
import { createRequestMetrics } from "./http/request-metrics.js";
import { traceRequest } from "./http/request-trace.js";
import type { AnswerState } from "./live/answer-state.js";
import { createRetrainFeed } from "./live/retrain-feed.js";
import { traceServices } from "./observability/traced-services.js";
import { noTracing, type Tracing } from "./observability/tracing.js";
import { createExecutableSchema } from "./resolvers/executable-schema.js";
import { refuseInForm } from "./rest/refused-requests.js";
import { GRAPHQL_PATH, makeRoutes } from "./routes.js";
import { createServices, type ServiceDeps } from "./services.js";

const CLOSE_GRACE_MS = 3_000;

/** What the API is made of. */
export interface AppDeps extends ServiceDeps {
  /** Address to listen on, such as `127.0.0.1`. */
  host: string;
  /** Port to listen on; 0 takes a free one. */
  port: number;
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

/** A running API; GraphQL is at `/graphql` below its URL. */
export interface App extends Place {
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
  const refuse = refuseInForm(logger);
  const door = createFrontDoor({
    ...{ exposure, logger, refuse, onRefused: countRefusal, getElapsedMs: () => performance.now() },
    authenticator: countRefusedSignIns(deps.authenticator ?? openDoor, figures),
    connectTo: originsOf(deps.signIn),
  });
  const { httpServer, authenticator, rates } = door;
  const hosts = createHostGuard(deps.allowedHosts ?? null, refuse);
  const feed = createRetrainFeed(deps);
  const services = traceServices(createServices(deps, feed, { exposure, onRefused: countRefusal }), tracing);
  const schema = await createExecutableSchema();
  const { hasIntrospection } = exposure;
  const formatAll = countErrors(createFormatErrors(logger), requests);
  const formatErrors = hasIntrospection ? formatAll : hideSuggestions(formatAll);
  const contextOf = async (caller: Caller, onMomentary?: () => void) => {
    await deps.ready;
    return createContext(services, caller, onMomentary);
  };
  const refuseRole = createRoleRefusal(deps.audit);
  const checkAccess = createAccessCheck(schema, refuseRole);
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

  const routes = makeRoutes({
    ...{ authenticator, refuseRole, createContext: contextOf, limits, checks, graphql, metrics, logger },
    ...{ policies: door.policies, hasPage: deps.hasRestPage ?? true, hasQueryPage: hasIntrospection },
    signIn: deps.signIn ?? null,
    pageFiles: deps.pageFolder === undefined ? null : await loadPage(deps.pageFolder),
    webhook: { secret: deps.webhookSecret ?? null, events: deps.events, now: deps.now },
  });
  const logWhenAnswered = createRequestLog(logger, requests);
  httpServer.on("request", (request, response) => {
    setRequestId(request, response, makeRequestId);
    logWhenAnswered(request, response);
    drain.note(response);
    door.enter(request, response, () => {
      if (!hosts.admit(request, response)) return;
      // Finding a route costs Express more than an answer of before costs us.
      const answer = () => {
        if (isOperation(request)) void graphql(request, response);
        else routes(request, response);
      };
      if (tracing.isOn) traceRequest(tracing, request, response, answer);
      else answer();
    });
  });
  if (deps.getFreshness) addFreshnessMetrics(metrics.registry, deps.getFreshness);

  let place: Place;
  try {
    place = await listen(httpServer, deps.host, deps.port);
  } catch (error) {
    feed.close();
    await apollo.stop();
    throw error;
  }
  const socket = createGraphqlSocket({
    httpServer,
    path: GRAPHQL_PATH,
    watch: watchSocket(requests, tracing, logger),
    ...{ schema, limits, authenticator, checkAccess, hosts, makeRequestId, formatErrors },
    ...{ door: door.sockets, connections: exposure.connections, recheckMs: deps.recheckMs },
    createContext: contextOf,
    now: deps.now,
  });
  open.count = () => socket.countOpen();
  let closing: Promise<unknown> | undefined;
  return {
    ...place,
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
  if (method === "POST") return url === GRAPHQL_PATH;
  return (
    method === "GET" && url?.startsWith(`${GRAPHQL_PATH}?`) === true && !headers.accept?.includes("text/html")
  );
}

/** Where the page signs people in, beside the API. */
function originsOf(signIn: SignIn | null | undefined): string[] {
  return signIn ? [new URL(signIn.issuer).origin] : [];
}
