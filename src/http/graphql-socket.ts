import type { Server } from "node:http";
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import type { SubscribePayload } from "graphql-ws";
import { type Extra, useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { credentialsOfSocket, type Authenticator, type Caller, type Session } from "../access/session.js";
import { AppError } from "../errors.js";
import type { HostGuard } from "./access/host-guard.js";
import type { CheckAccess } from "./access/operation-access.js";
import { createSocketSessions } from "./access/socket-sessions.js";
import { addressOf } from "./address.js";
import type { FormatErrors } from "./client-errors.js";
import type { ConnectionLimits } from "./connections/connection-limits.js";
import type { SocketDoor } from "./exposure/socket-door.js";
import { statusOf } from "./http-errors.js";
import { toRequestError } from "./request-error.js";
import { NESTS_TOO_DEEP, nestsTooDeep } from "./limits/document-nesting.js";
import { MAX_TOKENS, type RequestLimits } from "./limits/request-limits.js";
import type { SocketWatch } from "./operation-watch.js";
import type { OpenSockets } from "./request-metrics.js";

interface GraphqlSocketOptions {
  httpServer: Server;
  path: string;
  schema: GraphQLSchema;
  limits: RequestLimits;
  door: SocketDoor;
  connections: Pick<ConnectionLimits, "socketInitMs" | "socketPingMs">;
  authenticator: Authenticator;
  checkAccess: CheckAccess;
  hosts: HostGuard;
  /** Milliseconds between two looks at whether those on sockets may still be. */
  recheckMs?: number | undefined;
  makeRequestId: () => string;
  /** Makes the context of one operation. */
  createContext: (caller: Caller) => Promise<Caller>;
  formatErrors: FormatErrors;
  watch: SocketWatch;
  now: () => Date;
}

/** What is known of a connection since it has shown who it is. */
interface Connection extends Extra, Record<PropertyKey, unknown> {
  session?: Session;
}

/**
 * GraphQL over the graphql-ws protocol on one path of the server. Pages of other sites are refused, as their requests over
 * HTTP are: a browser lets any page open a socket.
 */
export function createGraphqlSocket(options: GraphqlSocketOptions): {
  close(graceMs: number): Promise<void>;
  countOpen(): OpenSockets;
} {
  const { schema, createContext, formatErrors, limits, door, checkAccess, hosts } = options;
  const sessions = createSocketSessions(options);
  const rules = [...specifiedRules, ...limits.validationRules];
  const sockets = new WebSocketServer({
    server: options.httpServer,
    path: options.path,
    maxPayload: options.limits.maxBodyBytes,
    verifyClient: (info: Parameters<SocketDoor["verify"]>[0], tell: Parameters<SocketDoor["verify"]>[1]) =>
      hosts.knows(info.req) ? door.verify(info, tell) : tell(false, 403),
  });
  sockets.on("connection", (socket, request) => {
    door.open(socket, request);
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // The socket is closed with 1009, which has no room for words.
      if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") limits.refuseBody(null);
    });
  });
  const requestIds = new WeakMap<SubscribePayload, string>();
  const format = (errors: readonly GraphQLError[], payload: SubscribePayload) =>
    formatErrors(errors, requestIds.get(payload) ?? "");

  /** What is to be executed, or why it must not be. */
  async function readOperation(
    payload: SubscribePayload,
    contextValue: Caller,
  ): Promise<ExecutionArgs | GraphQLError[]> {
    try {
      if (nestsTooDeep(payload.query)) return [new GraphQLError(`Syntax Error: ${NESTS_TOO_DEEP}.`)];
      const document = parse(payload.query, { maxTokens: MAX_TOKENS });
      const errors = validate(schema, document, rules);
      if (errors.length > 0) return [...errors];
      const request = { document, ...payload };
      const refusal = (await checkAccess(request, contextValue)) ?? limits.checkOperation(request);
      if (refusal) return [refusal];
      return {
        schema,
        document,
        contextValue,
        variableValues: payload.variables ?? {},
        ...(payload.operationName == null ? {} : { operationName: payload.operationName }),
      };
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  const graphql = useServer<Record<string, unknown>, Connection>(
    {
      ...options.watch.hooks,
      connectionInitWaitTimeout: options.connections.socketInitMs,
      onConnect: async (connection) => {
        const { connectionParams, extra } = connection;
        const shown = credentialsOfSocket(connectionParams, extra.request.headers);
        const address = addressOf(extra.request);
        const session = await sessions.open(extra.socket, { ...shown, address }, ({ principal }) =>
          door.join(connection, extra.socket, principal),
        );
        if (!session) return false;
        extra.session = session;
        return true;
      },
      onSubscribe: async (connection, id, payload) => {
        const { extra } = connection;
        if (!extra.session) throw new Error("An operation came before its connection was acknowledged.");
        const { session, request, socket } = extra;
        // Who was told to go may not do so for half a minute.
        if (socket.readyState !== socket.OPEN) return [new GraphQLError("The connection is closing.")];
        const requestId = options.makeRequestId();
        requestIds.set(payload, requestId);
        const address = addressOf(request);
        try {
          await door.admit(connection, id, session.principal, address);
        } catch (error) {
          if (error instanceof AppError) return [toRequestError(error, statusOf(error))];
          throw error;
        }
        const contextValue = await createContext({ requestId, session, address });
        return readOperation(payload, contextValue);
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
    options.connections.socketPingMs,
  );

  return {
    countOpen: () => ({ sockets: sockets.clients.size, operations: options.watch.countOperations() }),
    async close(graceMs) {
      sessions.close();
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
