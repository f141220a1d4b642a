import { createClient, type Client } from "graphql-ws";
import { backOffMs } from "./back-off.js";
import type { SocketStore } from "./socket-status.js";

/** A server that does not answer a ping within this is gone, however open its socket looks. */
const PONG_MS = 5_000;
const PING_MS = 12_000;

/**
 * The socket for subscriptions. It is opened at once, stays open, and comes back by itself for as long as the page lives;
 * subscriptions go on after that, each beginning with the current state.
 *
 * @param url such as `ws://host/graphql`
 * @param admit what to show the API each time; waits until there is something to show, null shows nothing
 */
export function createSocket(url: string, store: SocketStore, admit: () => Promise<string | null>): Client {
  let authorization: string | null = null;
  let pong: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: async () => {
      authorization = await admit();
      return url;
    },
    connectionParams: () => (authorization === null ? undefined : { authorization }),
    lazy: false,
    keepAlive: PING_MS,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, backOffMs(retries + 1))),
    // the store says it, in words for people
    onNonLazyError: () => undefined,
    on: {
      connecting: () => store.report("connecting"),
      connected: () => store.report("connected"),
      closed: () => {
        clearTimeout(pong);
        store.report("closed");
      },
      ping: (isReceived) => {
        if (!isReceived) pong = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(pong);
      },
    },
  });
  return client;
}
