import { ServiceUnavailableError } from "../errors.js";
import { toStateEvent } from "../training/events.js";
import type { RetrainEvent, RetrainJob } from "../training/types.js";
import type { Reader } from "./pace.js";
import { isPast, positionOf, type JobPosition } from "./job-position.js";

/** Events that may wait for one reader beside the current state: enough for a fleet of 2,000 stores to go through all stages. */
const CAPACITY = 10_000;

/** A reader for which more events wait than are passed on in a turn is behind. */
const FEW = 256;

type Waiting = (result: IteratorResult<RetrainEvent | Error, undefined>) => void;

/**
 * The events one subscriber reads: the state of active jobs first, then what happens, without gap or duplicate.
 *
 * Holds the jobs that were active at its start until they are read, and at most `capacity` events. Of a job's progress within an attempt only the latest waits; a reader that still falls
 * behind gets an Error as last item, and the stream ends.
 */
export class RetrainStream implements AsyncIterableIterator<RetrainEvent | Error>, Reader {
  private readonly queue = new Map<string, RetrainEvent | Error>();
  private readonly shown = new Map<string, JobPosition>();
  private waiting: Waiting[] = [];
  private catchingUp: { done: Promise<void>; resolve: () => void } | null = null;
  /** The current state that is still to be read, last first. */
  private state: RetrainJob[] = [];
  private isStarted = false;
  private isEnded = false;

  constructor(
    private readonly isWanted: (job: RetrainJob) => boolean,
    private readonly onEnd: () => void,
    private readonly capacity = CAPACITY,
  ) {}

  /** Takes a live event. Before {@link start} it waits for the current state. */
  push(event: RetrainEvent): void {
    if (this.isEnded || !this.isWanted(event.job)) return;
    if (this.isStarted && this.isShown(event.job)) return;
    this.enqueue(event);
  }

  /** Puts the current state of the active jobs before the events that came meanwhile, dropping those it has already. */
  start(active: readonly RetrainJob[]): void {
    const early = [...this.queue.values()];
    this.queue.clear();
    this.isStarted = true;
    for (const job of active) this.shown.set(job.id, positionOf(job));
    if (!this.isEnded) this.state = active.toReversed();
    for (const reader of this.waiting.splice(0, this.state.length)) {
      void this.next().then(reader);
    }
    for (const event of early) {
      if (event instanceof Error) this.fail(event);
      else this.push(event);
    }
  }

  next(): Promise<IteratorResult<RetrainEvent | Error, undefined>> {
    const active = this.state.pop();
    if (active) return Promise.resolve({ done: false, value: toStateEvent(active) });
    const first = this.isStarted ? this.queue.entries().next() : { done: true as const };
    if (!first.done) {
      const [key, value] = first.value;
      this.queue.delete(key);
      if (this.queue.size <= FEW) this.tellCaughtUp();
      return Promise.resolve({ done: false, value });
    }
    if (this.isEnded) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  return(): Promise<IteratorResult<RetrainEvent | Error, undefined>> {
    this.state = [];
    this.queue.clear();
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  whenCaughtUp(): Promise<void> | null {
    if (this.isEnded || this.queue.size <= FEW) return null;
    if (!this.catchingUp) {
      let resolve: () => void = () => undefined;
      const done = new Promise<void>((settle) => (resolve = settle));
      this.catchingUp = { done, resolve };
    }
    return this.catchingUp.done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private isShown(job: RetrainJob): boolean {
    const shown = this.shown.get(job.id);
    if (shown === undefined) return false;
    if (!isPast(positionOf(job), shown)) return true;
    this.shown.delete(job.id);
    return false;
  }

  private enqueue(event: RetrainEvent): void {
    const reader = this.isStarted ? this.waiting.shift() : undefined;
    if (reader) {
      reader({ done: false, value: event });
      return;
    }
    this.queue.set(`${event.job.id} ${event.job.attempts} ${event.kind}`, event);
    if (this.queue.size > this.capacity) {
      this.fail(
        new ServiceUnavailableError(
          "queue",
          `More than ${this.capacity} events waited for this subscriber; subscribe again for the current state.`,
        ),
      );
    }
  }

  private fail(error: Error): void {
    this.state = [];
    this.queue.clear();
    this.queue.set("", error);
    this.end();
  }

  private tellCaughtUp(): void {
    this.catchingUp?.resolve();
    this.catchingUp = null;
  }

  private end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.tellCaughtUp();
    this.onEnd();
    for (const resolve of this.waiting) resolve({ done: true, value: undefined });
    this.waiting = [];
  }
}
