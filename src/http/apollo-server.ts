import type { Server } from "node:http";
import {
  ApolloServer,
  type ApolloServerPlugin,
  type ApolloServerOptionsWithGateway,
  HeaderMap,
} from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginDrainHttpServer } from "@apollo/server/plugin/drainHttpServer";
import { type FormattedExecutionResult, type GraphQLSchema, OperationTypeNode } from "graphql";
import type { Logger } from "pino";
import type { Caller } from "../access/session.js";
import type { CheckAccess } from "./access/operation-access.js";
import type { FormatErrors } from "./client-errors.js";
import { MAX_TOKENS, type RequestLimits } from "./limits/request-limits.js";
import type { Execute } from "./query-executor.js";
import { tellWhenToRetry } from "./rates/retry-after.js";
import { WrittenData } from "./writing/written-query.js";

interface ApolloOptions {
  schema: GraphQLSchema;
  execute: Execute;
  httpServer: Server;
  logger: Logger;
  formatErrors: FormatErrors;
  checkAccess: CheckAccess;
  limits: RequestLimits;
  /** Watches operations. */
  watch: ApolloServerPlugin;
  /** Requests still open after this long are cut. */
  graceMs: number;
}

/** What Apollo's plugin needs of a context. */
interface OperationContext extends Caller {
  /** Says that the answer is good for this asking alone. */
  markMomentary(): void;
}

/** Apollo Server for the schema: nothing is sent home, no page of its own, no cost per field for cache hints. */
export function createApolloServer<C extends OperationContext>(options: ApolloOptions): ApolloServer<C> {
  const answering: ApolloServerPlugin<C> = {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ operation, document, request, contextValue }) => {
          if (operation?.operation !== OperationTypeNode.QUERY) contextValue.markMomentary();
          const refused = options.checkAccess({ document, ...request }, contextValue);
          return refused ? refused.then((refusal) => Promise.reject(refusal)) : Promise.resolve();
        },
        willSendResponse: ({ errors, response, contextValue }) => {
          if (errors && response.body.kind === "single") {
            contextValue.markMomentary();
            const { singleResult } = response.body;
            singleResult.errors = options.formatErrors(errors, contextValue.requestId);
            tellWhenToRetry(response.http, singleResult);
          }
          return Promise.resolve();
        },
      }),
  };
  const execution = makeExecution<C>(options);
  return new ApolloServer<C>({
    gateway: execution.gateway,
    introspection: true,
    allowBatchedHttpRequests: true,
    includeStacktraceInErrorResponses: false,
    stringifyResult,
    stopOnTerminationSignals: false,
    logger: options.logger,
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [...options.limits.validationRules],
    plugins: [
      // Who may not ask is not told what asking would cost.
      answering,
      options.limits.apolloPlugin(),
      execution.plugin,
      options.watch,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginDrainHttpServer({
        httpServer: options.httpServer,
        stopGracePeriodMillis: options.graceMs,
      }),
    ],
  });
}

/** The answer as JSON. One that is written already goes on in its bytes, through what Apollo takes for a string and never looks into. */
function stringifyResult(result: FormattedExecutionResult): string {
  const { data, errors, extensions } = result;
  if (data instanceof WrittenData && !errors && !extensions) return data.answer as unknown as string;
  return `${JSON.stringify(result)}\n`;
}

type Gateway = NonNullable<ApolloServerOptionsWithGateway<object>["gateway"]>;

/**
 * Execution as our executor does it. Apollo asks plugins for an answer first, and takes one without errors from there. It has a way for executors of
 * one's own too, which it calls a gateway; but what it makes for that, an object whose accessors know the whole request, outlives the request until old
 * memory is collected, and has all that it knows copied again and again by the collector of young memory. What has errors goes that way, for Apollo to tell of them.
 */
function makeExecution<C extends object>({
  schema,
  execute,
}: Pick<ApolloOptions, "schema" | "execute">): {
  plugin: ApolloServerPlugin<C>;
  gateway: Gateway;
} {
  const failed = new WeakMap<object, ReturnType<Execute>>();
  return {
    plugin: {
      requestDidStart: () =>
        Promise.resolve({
          responseForOperation: async ({ source, queryHash, document, operation, request, contextValue }) => {
            const execution = execute({
              source,
              hash: queryHash ?? source,
              document,
              context: contextValue,
              node: operation,
              name: request.operationName,
              variables: request.variables ?? {},
            });
            // Apollo is given the same promise then, and tells what it rejects with.
            const result = await execution.catch(() => null);
            if (result === null || result.errors) {
              failed.set(contextValue, execution);
              return null;
            }
            const singleResult = result as FormattedExecutionResult;
            return { http: { headers: new HeaderMap() }, body: { kind: "single", singleResult } };
          },
        }),
    },
    gateway: {
      onSchemaLoadOrUpdate(callback) {
        queueMicrotask(() => callback({ apiSchema: schema, coreSupergraphSdl: "" }));
        return () => undefined;
      },
      load: () => Promise.resolve({ executor: ({ context }) => failed.get(context)! }),
      stop: () => Promise.resolve(),
    },
  };
}
