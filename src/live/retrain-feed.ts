import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Serving } from "../serving/types.js";
import type { StoreCatalogue } from "../stores/types.js";
import type { RetrainEvent, RetrainEvents, RetrainJob } from "../training/types.js";
import { makePace, type Reader } from "./pace.js";
import { isPast, positionOf, type JobPosition } from "./job-position.js";

const REFRESH_ATTEMPTS = 4;
const FIRST_RETRY_MS = 250;
/** Jobs whose last event is remembered, to know one that is told again: more than ever change in one lost connection. */
const REMEMBERED_JOBS = 10_000;
/** Events passed on before readers are given a turn. */
const EVENTS_A_TURN = 256;
/** Most events that wait for readers; past it they are passed on as they come, and readers that cannot keep up are dropped. */
const LONGEST_BACKLOG = 100_000;

interface RetrainFeedDeps {
  events: RetrainEvents;
  serving: Serving;
  catalogue: StoreCatalogue;
  logger: Logger;
}

/**
 * Events of all jobs in order, each once, passed on when this process serves what it tells of: after SUCCEEDED the next
 * forecast shows the new version. One for the process, whatever the number of subscribers. A burst is passed on at the pace of the
 * readers; one that does not keep up falls behind alone.
 */
export interface RetrainFeed {
  /**
   * Calls the listener for each event until the returned function is called. The listener must not throw.
   *
   * @param reader who reads what the listener is told, if that may take longer
   */
  subscribe(listener: (event: RetrainEvent) => void, reader?: Reader): () => void;
  /** Resolves when serving has read the champions of these stores anew, or could not in a few attempts. */
  refresh(storeCodes: readonly string[]): Promise<void>;
  close(): void;
}

export function createRetrainFeed({ events, serving, catalogue, logger }: RetrainFeedDeps): RetrainFeed {
  const listeners = new Map<(event: RetrainEvent) => void, Reader | undefined>();
  const closing = new AbortController();
  const last = new Map<string, JobPosition>();
  let pending: RetrainEvent[] = [];
  let isPumping = false;
  let sinceTurn = 0;
  const pace = makePace(
    () => [...listeners.values()].filter((reader) => reader !== undefined),
    closing.signal,
  );

  /** Whether the event says something new of its job; a listener that was cut off is told the present state again. */
  function isNews(job: RetrainJob): boolean {
    const position = positionOf(job);
    const known = last.get(job.id);
    if (known !== undefined && !isPast(position, known)) return false;
    last.delete(job.id);
    last.set(job.id, position);
    const [oldest] = last.size > REMEMBERED_JOBS ? last.keys() : [];
    if (oldest !== undefined) last.delete(oldest);
    return true;
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    for (let number = 1; !closing.signal.aborted; number++) {
      try {
        return await work();
      } catch (error) {
        if (closing.signal.aborted) return;
        if (number === REFRESH_ATTEMPTS) {
          logger.error({ err: error }, "champions could not be read anew");
          return;
        }
        logger.warn({ err: error, attempt: number }, "champions could not be read anew, trying again");
        await pause(FIRST_RETRY_MS * 2 ** (number - 1), closing.signal);
      }
    }
  }

  async function catchUp(batch: readonly RetrainEvent[]): Promise<void> {
    const storeIds = new Set(batch.flatMap(({ kind, job }) => (kind === "SUCCEEDED" ? [job.storeId] : [])));
    if (storeIds.size === 0) return;
    await attempt(async () => {
      const stores = await catalogue.loadStoresById([...storeIds]);
      await serving.refresh([...stores.values()].map((store) => store.code));
    });
  }

  async function passOn(event: RetrainEvent): Promise<void> {
    for (const listener of listeners.keys()) listener(event);
    if (++sinceTurn < EVENTS_A_TURN) return;
    sinceTurn = 0;
    if (pending.length < LONGEST_BACKLOG) await pace.giveWay();
    else await nextTurn();
  }

  async function pump(): Promise<void> {
    isPumping = true;
    while (pending.length > 0 && !closing.signal.aborted) {
      const batch = pending;
      pending = [];
      await catchUp(batch);
      for (const event of batch) await passOn(event);
    }
    isPumping = false;
  }

  const refresh = (storeCodes: readonly string[]) => attempt(() => serving.refresh([...storeCodes]));
  const unsubscribe = events.subscribe((event) => {
    if (!isNews(event.job)) return;
    pending.push(event);
    if (!isPumping) void pump();
  });
  const unwatch = events.onChampionsMoved(({ storeCodes }) => void refresh(storeCodes));

  return {
    subscribe(listener, reader) {
      listeners.set(listener, reader);
      return () => listeners.delete(listener);
    },
    refresh,
    close() {
      closing.abort();
      unsubscribe();
      unwatch();
      listeners.clear();
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
