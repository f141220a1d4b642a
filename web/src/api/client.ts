import { cacheExchange, Client, fetchExchange, subscriptionExchange } from "@urql/core";
import type { Client as Socket } from "graphql-ws";
import { catchUpExchange } from "./catch-up.js";
import type { SocketStore } from "./socket-status.js";

/**
 * The page's client of the API: answers are kept by document until a mutation touches a type in them.
 *
 * @param url of GraphQL over HTTP, such as `/graphql`
 * @param fetch shows the API who asks
 */
export function createApiClient(
  url: string,
  fetch: typeof window.fetch,
  socket: Socket,
  store: SocketStore,
): Client {
  return new Client({
    ...{ url, fetch },
    preferGetMethod: false,
    requestPolicy: "cache-and-network",
    exchanges: [
      catchUpExchange((catchUp) => void store.onReconnected(catchUp)),
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { ...request, query: request.query ?? "" },
              {
                next: ({ data = null, errors }) => sink.next({ data, ...(errors && { errors }) }),
                error: (error) => sink.error(error),
                complete: () => sink.complete(),
              },
            ),
          }),
        }),
      }),
    ],
  });
}
