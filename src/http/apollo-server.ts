import type { Server } from "node:http";
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginDrainHttpServer } from "@apollo/server/plugin/drainHttpServer";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { FormatErrors } from "./client-errors.js";

interface ApolloOptions {
  schema: GraphQLSchema;
  httpServer: Server;
  logger: Logger;
  formatErrors: FormatErrors;
  /** Requests still open after this long are cut. */
  graceMs: number;
}

/** Apollo Server for the schema: nothing is sent home, no page of its own, no cost per field for cache hints. */
export function createApolloServer<C extends { requestId: string }>(options: ApolloOptions): ApolloServer<C> {
  const errorFormatting: ApolloServerPlugin<C> = {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ errors, response, contextValue }) => {
          if (errors && response.body.kind === "single") {
            response.body.singleResult.errors = options.formatErrors(errors, contextValue.requestId);
          }
          return Promise.resolve();
        },
      }),
  };
  return new ApolloServer<C>({
    schema: options.schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: options.logger,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginDrainHttpServer({
        httpServer: options.httpServer,
        stopGracePeriodMillis: options.graceMs,
      }),
      errorFormatting,
    ],
  });
}
