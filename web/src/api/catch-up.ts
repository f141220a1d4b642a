import type { Exchange, Operation } from "@urql/core";
import { pipe, tap } from "wonka";

/**
 * Asks the open queries again when the socket is back, because what happened meanwhile has not been told.
 *
 * @param onReconnected takes what is to be called each time the socket is back
 */
export function catchUpExchange(onReconnected: (catchUp: () => void) => void): Exchange {
  return ({ client, forward }) => {
    const open = new Map<number, Operation>();
    onReconnected(() => {
      for (const operation of open.values()) {
        client.reexecuteOperation(
          client.createRequestOperation("query", operation, { requestPolicy: "network-only" }),
        );
      }
    });
    return (operations) =>
      pipe(
        operations,
        tap((operation) => {
          if (operation.kind === "query") open.set(operation.key, operation);
          if (operation.kind === "teardown") open.delete(operation.key);
        }),
        forward,
      );
  };
}
