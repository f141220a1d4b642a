import { setTimeout as delay } from "node:timers/promises";

import pg from "pg";
import type { Logger } from "pino";

import { toDatabaseError } from "../database/database-error.js";
import { runQuery } from "../database/pool.js";
import { CHANNEL, notifyChampionsMoved, parseMessage } from "./event-messages.js";
import { JOB_COLUMNS, toJob, type JobRow } from "./job-rows.js";
import type { ChampionsMoved, RetrainEvent, RetrainEvents, RetrainJob } from "./types.js";

/** What the events work with. */
export interface RetrainEventsOptions {
  /** `postgresql://...`; one connection of its own listens. */
  url: string;
  /** Tells of moved champions and reads what a lost connection has missed. */
  pool: pg.Pool;
  logger: Pick<Logger, "warn" | "info" | "error">;
}

const FIRST_RECONNECT_MS = 200;
const LONGEST_RECONNECT_MS = 5_000;
/** Changes this much older than the last message are read again after a reconnect: commits do not come in the order of clocks. */
const OVERLAP_SECONDS = 5;

/**
 * Opens the live events: PostgreSQL's LISTEN and NOTIFY. A lost connection is made anew, and what happened in between is told
 * as the present state of the jobs it happened to; listeners may see such a state twice.
 *
 * @throws ServiceUnavailableError("database") if the first connection fails
 */
export async function createRetrainEvents(
  options: RetrainEventsOptions,
): Promise<RetrainEvents & { close(): Promise<void> }> {
  const { url, pool, logger } = options;
  const listeners = new Set<(event: RetrainEvent) => void>();
  const championListeners = new Set<(moved: ChampionsMoved) => void>();
  const closing = new AbortController();
  let lastMessageAt = performance.now();
  let reconnecting: Promise<void> = Promise.resolve();

  function tell<T>(those: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of those) {
      try {
        listener(value);
      } catch (error) {
        logger.error({ err: error }, "a listener of retrain events threw");
      }
    }
  }

  function deliver(payload: string): void {
    lastMessageAt = performance.now();
    try {
      const message = parseMessage(payload);
      if (message.kind === "CHAMPIONS_MOVED") tell(championListeners, { storeCodes: message.storeCodes });
      else tell(listeners, message);
    } catch (error) {
      logger.error({ err: error }, "a notification could not be read");
    }
  }

  async function connect(): Promise<pg.Client> {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: "storecast-events",
    });
    let isLost = false;
    const onLost = (error?: Error) => {
      if (isLost) return;
      isLost = true;
      if (next === client && !closing.signal.aborted) reconnecting = reconnect(error);
    };
    next.on("error", onLost);
    next.on("end", () => onLost());
    next.on("notification", ({ payload }) => deliver(payload ?? ""));
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await next.end();
      throw toDatabaseError(error);
    }
    return next;
  }

  async function reconnect(reason: Error | undefined): Promise<void> {
    logger.warn({ err: reason }, "the connection for retrain events was lost");
    let waitMs = FIRST_RECONNECT_MS;
    while (!closing.signal.aborted) {
      try {
        await delay(waitMs, undefined, { signal: closing.signal });
        const missedSince = lastMessageAt;
        client = await connect();
        await replay((performance.now() - missedSince) / 1_000 + OVERLAP_SECONDS);
        logger.info("the connection for retrain events is back");
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        waitMs = Math.min(2 * waitMs, LONGEST_RECONNECT_MS);
        logger.warn({ err: error, waitMs }, "the connection for retrain events is still lost");
      }
    }
  }

  async function replay(seconds: number): Promise<void> {
    const rows = await runQuery<JobRow>(
      pool,
      `SELECT ${JOB_COLUMNS} FROM retrain_job job
       WHERE job.changed_at >= clock_timestamp() - make_interval(secs => $1) ORDER BY job.changed_at`,
      [seconds],
    );
    for (const row of rows) tell(listeners, toStateEvent(toJob(row)));
  }

  let client: pg.Client | undefined;
  client = await connect();

  return {
    subscribe: (listener) => {
      // The same function may listen twice; each subscription ends for itself.
      const own = (event: RetrainEvent) => listener(event);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    onChampionsMoved: (listener) => {
      const own = (moved: ChampionsMoved) => listener(moved);
      championListeners.add(own);
      return () => void championListeners.delete(own);
    },
    announceChampionsMoved: (storeCodes) => notifyChampionsMoved(pool, storeCodes),
    close: async () => {
      closing.abort();
      await reconnecting;
      await client?.end();
    },
  };
}

/** The event that tells a job's present state, as if it had just come about. */
export function toStateEvent(job: RetrainJob): RetrainEvent {
  switch (job.status) {
    case "QUEUED":
      return job.failure
        ? { kind: "FAILED", job, at: job.startedAt ?? job.queuedAt, willRetry: true }
        : { kind: "QUEUED", job, at: job.queuedAt };
    case "RUNNING":
      return { kind: "RUNNING", job, at: job.startedAt ?? job.queuedAt };
    case "SUCCEEDED":
      return { kind: "SUCCEEDED", job, at: job.finishedAt ?? job.queuedAt };
    case "FAILED":
      return { kind: "FAILED", job, at: job.finishedAt ?? job.queuedAt, willRetry: false };
    case "CANCELLED":
      return { kind: "CANCELLED", job, at: job.finishedAt ?? job.queuedAt };
  }
}
