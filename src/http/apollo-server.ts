import type { Server } from "node:http";
import { ApolloServer, type ApolloServerPlugin, type ApolloServerOptionsWithGateway } from "@apollo/server";
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
  return new ApolloServer<C>({
    gateway: makeGateway(options),
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

/** Apollo takes an executor of one's own from what it calls a gateway. */
function makeGateway({ schema, execute }: Pick<ApolloOptions, "schema" | "execute">): Gateway {
  return {
    onSchemaLoadOrUpdate(callback) {
      queueMicrotask(() => callback({ apiSchema: schema, coreSupergraphSdl: "" }));
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: ({ source, queryHash, document, operation, request, context }) =>
          execute({
            ...{ source, hash: queryHash, document, context },
            node: operation,
            name: request.operationName,
            variables: request.variables ?? {},
          }),
      }),
    stop: () => Promise.resolve(),
  };
}
