import type { ApolloServerPlugin } from "@apollo/server";
import {
  execute,
  getOperationAST,
  subscribe,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLFormattedError,
} from "graphql";
import type { Context as SocketContext, ServerOptions } from "graphql-ws";
import type { Logger } from "pino";
import type { Tracing } from "../observability/tracing.js";
import type { FormatErrors } from "./client-errors.js";
import { describeOperation, labelOf, type OperationLabel } from "./operation-label.js";
import type { Execute } from "./query-executor.js";
import type { RequestMetrics } from "./request-metrics.js";

/** What is asked of a context: where operations are noted for the request that they came with. */
interface WatchedContext {
  operations?: OperationLabel[];
}

/** Watches operations over HTTP for figures, and notes what they are with their request. */
export function watchOperations<C extends object>(metrics: RequestMetrics): ApolloServerPlugin<C> {
  return {
    requestDidStart: () => {
      const beganMs = performance.now();
      return Promise.resolve({
        willSendResponse: ({ operation, errors, contextValue }) => {
          const label = labelOf(operation);
          (contextValue as WatchedContext).operations?.push(label);
          metrics.countOperation(label, errors ? "failed" : "ok", performance.now() - beganMs);
          return Promise.resolve();
        },
      });
    },
  };
}

/** The same errors, counted. */
export function countErrors(format: FormatErrors, metrics: RequestMetrics): FormatErrors {
  return (errors, requestId) => {
    const formatted = format(errors, requestId);
    metrics.countErrors(formatted.map(codeOf));
    return formatted;
  };
}

function codeOf({ extensions }: GraphQLFormattedError): string {
  return typeof extensions?.["code"] === "string" ? extensions["code"] : "none";
}

/** The same execution, each operation in a span of its own. */
export function traceExecution(run: Execute, tracing: Tracing): Execute {
  if (!tracing.isOn) return run;
  return (operation) => traceOperation(labelOf(operation.node), tracing, () => run(operation));
}

async function traceOperation<T extends ExecutionResult | AsyncIterable<unknown>>(
  label: OperationLabel,
  tracing: Tracing,
  run: () => Promise<T>,
): Promise<T> {
  const attributes = { "graphql.operation.type": label.type, "graphql.operation.name": label.name };
  return tracing.span(`GraphQL ${describeOperation(label)}`, { attributes }, async (span) => {
    const result = await run();
    const errors = "errors" in result ? result.errors : undefined;
    if (errors) span.fail(new Error("answer with errors"));
    return result;
  });
}

type Hooks = Pick<ServerOptions, "execute" | "subscribe" | "onOperation" | "onClose">;

/** Watches operations over sockets: {@link SocketWatch.hooks} go into the server of graphql-ws. */
export interface SocketWatch {
  hooks: Hooks;
  /** Operations that are under way. */
  countOperations(): number;
}

/** What the log says of an operation over a socket. */
interface SocketCaller {
  requestId: string;
  principal: { name: string };
  address: string;
}

export function watchSocket(metrics: RequestMetrics, tracing: Tracing, logger: Logger): SocketWatch {
  const connections = new Set<SocketContext>();

  const run = (start: (args: ExecutionArgs) => unknown) => async (args: ExecutionArgs) => {
    const label = labelOf(getOperationAST(args.document, args.operationName));
    const beganMs = performance.now();
    const call = async () => (await start(args)) as ExecutionResult | AsyncGenerator<ExecutionResult>;
    const result = await traceOperation(label, tracing, call);
    const ms = performance.now() - beganMs;
    const hasFailed = "errors" in result && result.errors !== undefined;
    metrics.countOperation(label, hasFailed ? "failed" : "ok", ms);
    const { requestId, principal, address } = args.contextValue as SocketCaller;
    logger.info(
      {
        requestId,
        operation: [describeOperation(label)],
        principal: principal.name,
        address,
        ms: Math.round(ms),
      },
      "socket operation",
    );
    return result;
  };

  return {
    hooks: {
      execute: run(execute),
      subscribe: run(subscribe),
      onOperation: (context) => {
        connections.add(context);
      },
      onClose: (context) => {
        connections.delete(context);
      },
    },
    countOperations: () => {
      let count = 0;
      for (const { subscriptions } of connections) count += Object.keys(subscriptions).length;
      return count;
    },
  };
}
