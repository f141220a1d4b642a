import type { Server } from "node:http";
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { CloseCode, type SubscribePayload } from "graphql-ws";
import { type Extra, useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { Principal } from "../access/principal.js";
import { credentialsOf, type Authenticator, type Caller, type Session } from "../access/session.js";
import { AppError } from "../errors.js";
import type { CheckAccess } from "./access/operation-access.js";
import { addressOf } from "./address.js";
import type { FormatErrors } from "./client-errors.js";
import type { ConnectionLimits } from "./connections/connection-limits.js";
import type { SocketDoor } from "./exposure/socket-door.js";
import { statusOf } from "./http-errors.js";
import { toRequestError } from "./request-error.js";
import { MAX_TOKENS, type RequestLimits } from "./limits/request-limits.js";

interface GraphqlSocketOptions {
  httpServer: Server;
  path: string;
  schema: GraphQLSchema;
  limits: RequestLimits;
  door: SocketDoor;
  connections: Pick<ConnectionLimits, "socketInitMs" | "socketPingMs">;
  authenticator: Authenticator;
  checkAccess: CheckAccess;
  makeRequestId: () => string;
  /** Makes the context of one operation. */
  createContext: (caller: Caller) => Promise<OperationContext>;
  formatErrors: FormatErrors;
  now: () => Date;
}

interface OperationContext {
  principal: Principal;
}

/** What is known of a connection since it has shown who it is. */
interface Connection extends Extra, Record<PropertyKey, unknown> {
  session?: Session;
}

/** Longest reason that a socket can be closed with, bytes. */
const MAX_REASON = 123;

/** Longest that a timer of Node can wait, ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * GraphQL over the graphql-ws protocol on one path of the server. Pages of other sites are refused, as their requests over
 * HTTP are: a browser lets any page open a socket.
 */
export function createGraphqlSocket(options: GraphqlSocketOptions): {
  close(graceMs: number): Promise<void>;
} {
  const { schema, createContext, formatErrors, limits, door, authenticator, checkAccess } = options;
  const rules = [...specifiedRules, ...limits.validationRules];
  const sockets = new WebSocketServer({
    server: options.httpServer,
    path: options.path,
    maxPayload: options.limits.maxBodyBytes,
    verifyClient: door.verify,
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
  function readOperation(
    payload: SubscribePayload,
    contextValue: OperationContext,
  ): ExecutionArgs | GraphQLError[] {
    try {
      const document = parse(payload.query, { maxTokens: MAX_TOKENS });
      const errors = validate(schema, document, rules);
      if (errors.length > 0) return [...errors];
      const request = { document, ...payload };
      const refusal = checkAccess(request, contextValue.principal) ?? limits.checkOperation(request);
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

  /** The client may come back with what holds longer. */
  function closeWhenExpired({ socket }: Extra, { expiresAt }: Session): void {
    if (!expiresAt) return;
    const ms = expiresAt.getTime() - options.now().getTime();
    if (ms > LONGEST_TIMER_MS) return;
    const timer = setTimeout(() => socket.close(CloseCode.Forbidden, "UNAUTHENTICATED: expired"), ms);
    socket.once("close", () => clearTimeout(timer));
  }

  const graphql = useServer<Record<string, unknown>, Connection>(
    {
      connectionInitWaitTimeout: options.connections.socketInitMs,
      onConnect: async (connection) => {
        const { connectionParams, extra } = connection;
        try {
          extra.session = await authenticator.authenticate({
            ...(typeof connectionParams?.authorization === "string"
              ? { authorization: connectionParams.authorization }
              : credentialsOf(extra.request.headers)),
            address: addressOf(extra.request),
          });
          door.join(connection, extra.socket, extra.session.principal);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          const code = error.code === "UNAUTHENTICATED" ? CloseCode.Unauthorized : CloseCode.Forbidden;
          extra.socket.close(code, `${error.code}: ${error.message}`.slice(0, MAX_REASON));
          return false;
        }
        closeWhenExpired(extra, extra.session);
        return true;
      },
      onSubscribe: async (connection, id, payload) => {
        const { extra } = connection;
        if (!extra.session) throw new Error("An operation came before its connection was acknowledged.");
        const { session, request } = extra;
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
