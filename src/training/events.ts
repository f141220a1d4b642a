import type pg from "pg";
import type { Logger } from "pino";

import { openListener } from "../database/listener.js";
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
    try {
      const message = parseMessage(payload);
      if (message.kind === "CHAMPIONS_MOVED") tell(championListeners, { storeCodes: message.storeCodes });
      else tell(listeners, message);
    } catch (error) {
      logger.error({ err: error }, "a notification could not be read");
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

  const listener = await openListener({
    ...{ url, channel: CHANNEL, purpose: "events", logger, onMessage: deliver },
    onBack: (silentMs) => replay(silentMs / 1_000 + OVERLAP_SECONDS),
  });

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
    close: () => listener.close(),
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
