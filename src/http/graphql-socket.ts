import type { IncomingMessage, Server } from "node:http";
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import type { SubscribePayload } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { FormatErrors } from "./client-errors.js";
import { MAX_TOKENS, type RequestLimits } from "./limits/request-limits.js";

interface GraphqlSocketOptions {
  httpServer: Server;
  path: string;
  schema: GraphQLSchema;
  limits: RequestLimits;
  /** Makes the context of one operation; errors of the operation carry its request id. */
  createContext: () => Promise<{ requestId: string }>;
  formatErrors: FormatErrors;
}

/**
 * GraphQL over the graphql-ws protocol on one path of the server. Pages of other hosts are refused, as their requests over
 * HTTP are: a browser lets any page open a socket.
 */
export function createGraphqlSocket(options: GraphqlSocketOptions): {
  close(graceMs: number): Promise<void>;
} {
  const { schema, createContext, formatErrors, limits } = options;
  const rules = [...specifiedRules, ...limits.validationRules];
  const sockets = new WebSocketServer({
    server: options.httpServer,
    path: options.path,
    maxPayload: options.limits.maxBodyBytes,
    verifyClient: ({ req }: { req: IncomingMessage }) => isSameOrigin(req.headers.origin, req.headers.host),
  });
  sockets.on("connection", (socket) => {
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // The socket is closed with 1009, which has no room for words.
      if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") limits.refuseBody(null);
    });
  });
  const requestIds = new WeakMap<SubscribePayload, string>();
  const format = (errors: readonly GraphQLError[], payload: SubscribePayload) =>
    formatErrors(errors, requestIds.get(payload) ?? "");

  /** What is to be executed, or why it cannot be. */
  function readOperation(payload: SubscribePayload): ExecutionArgs | GraphQLError[] {
    try {
      const document = parse(payload.query, { maxTokens: MAX_TOKENS });
      const errors = validate(schema, document, rules);
      if (errors.length > 0) return [...errors];
      const refusal = limits.checkOperation({ document, ...payload });
      if (refusal) return [refusal];
      return {
        schema,
        document,
        variableValues: payload.variables ?? {},
        ...(payload.operationName == null ? {} : { operationName: payload.operationName }),
      };
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  const graphql = useServer(
    {
      onSubscribe: async (_socket, _id, payload) => {
        const contextValue = await createContext();
        requestIds.set(payload, contextValue.requestId);
        const args = readOperation(payload);
        return Array.isArray(args) ? args : { ...args, contextValue };
      },
      onNext: (_socket, _id, payload, _args, { errors, data, extensions }) => ({
        ...(data === undefined ? {} : { data }),
        ...(errors === undefined ? {} : { errors: format(errors, payload) }),
        ...(extensions === undefined ? {} : { extensions }),
      }),
      onError: (_socket, _id, payload, errors) => format(errors, payload),
      // Close reasons then say nothing of what is inside.
      isProd: true,
    },
    sockets,
  );

  return {
    async close(graceMs) {
      const force = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, graceMs);
      try {
        await graphql.dispose();
      } finally {
        clearTimeout(force);
      }
    },
  };
}

/** Whether the socket was opened by a page of this very host, or not by a page at all. */
function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
