import { setTimeout as delay } from "node:timers/promises";

import pg from "pg";
import type { Logger } from "pino";

import { toDatabaseError } from "./database-error.js";

const FIRST_RECONNECT_MS = 200;
const LONGEST_RECONNECT_MS = 5_000;

export interface ListenerOptions {
  /** `postgresql://...`; one connection of its own listens. */
  url: string;
  channel: string;
  /** What the connection is for, in the log and as the suffix of its application name: `events`. */
  purpose: string;
  /** Must not throw. */
  onMessage: (payload: string) => void;
  /**
   * Called when the connection is back. A failure is tried again with a new connection.
   *
   * @param silentMs time since the last message before: what was said in it may have been missed
   */
  onBack: (silentMs: number) => Promise<void> | void;
  logger: Pick<Logger, "warn" | "info">;
}

/** A connection that hears what is notified on a channel. */
export interface Listener {
  close(): Promise<void>;
}

/**
 * Listens to a channel, with a connection that is made anew whenever it is lost.
 *
 * @throws ServiceUnavailableError("database") if the first connection fails
 */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { url, channel, purpose, logger } = options;
  const closing = new AbortController();
  let reconnecting: Promise<void> = Promise.resolve();
  let lastMessageAt = performance.now();

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: `storecast-${purpose}`,
    });
    let isLost = false;
    const onLost = (error?: Error) => {
      if (isLost) return;
      isLost = true;
      if (next !== client || closing.signal.aborted) return;
      client = undefined;
      reconnecting = reconnect(error);
    };
    next.on("error", onLost);
    next.on("end", () => onLost());
    next.on("notification", ({ payload }) => {
      lastMessageAt = performance.now();
      options.onMessage(payload ?? "");
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${channel}`);
    } catch (error) {
      await next.end();
      throw toDatabaseError(error);
    }
    return next;
  }

  async function reconnect(reason: Error | undefined): Promise<void> {
    logger.warn({ err: reason }, `the connection for ${purpose} was lost`);
    let waitMs = FIRST_RECONNECT_MS;
    while (!closing.signal.aborted) {
      let next: pg.Client | undefined;
      try {
        await delay(waitMs, undefined, { signal: closing.signal });
        const silentSince = lastMessageAt;
        next = await connect();
        client = next;
        await options.onBack(performance.now() - silentSince);
        logger.info(`the connection for ${purpose} is back`);
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        // Lost again meanwhile: whoever noticed makes the next one.
        if (next && next !== client) return;
        client = undefined;
        await next?.end();
        waitMs = Math.min(2 * waitMs, LONGEST_RECONNECT_MS);
        logger.warn({ err: error, waitMs }, `the connection for ${purpose} is still lost`);
      }
    }
  }

  let client: pg.Client | undefined;
  client = await connect();
  return {
    close: async () => {
      closing.abort();
      await reconnecting;
      await client?.end();
    },
  };
}
