import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { Answer } from "./answer.js";

/** How an answer came about, for figures. */
export type AnswerOutcome = "hit" | "miss" | "shared" | "uncacheable";

/** An answer as it was computed. */
export interface ComputedAnswer {
  answer: Answer;
  /** Whether it may be given to whoever asks the same while the state keeps its name. */
  isLasting: boolean;
}

/** Computes an answer; calls `onMomentary` as soon as it knows that it will not be a lasting one. */
export type Compute<A extends ComputedAnswer> = (onMomentary: () => void) => Promise<A>;

interface AnswerCacheOptions {
  /** Most bytes kept, of keys and of answers in all their codings; 0 keeps and shares nothing. */
  maxBytes: number;
  /** Names the state that answers rest on; null while there is no telling. */
  getStateName: () => Promise<string | null>;
  /** Is told of every answer. */
  onOutcome: (outcome: AnswerOutcome) => void;
  logger: Logger;
}

export interface AnswerCache {
  /**
   * The answer to a question: one of before if the state still has its name, that of an equal question which is being computed, or a new one.
   *
   * @param key equal for questions whose answers are equal in one state; null for those that must be computed
   */
  answer<A extends ComputedAnswer>(key: string | null, compute: Compute<A>): Promise<Answer | A>;
  /** Bytes kept. */
  readonly bytes: number;
}

/** Keeps lasting answers while the state that they were computed in keeps its name; least recently asked for, first forgotten. */
export function createAnswerCache(options: AnswerCacheOptions): AnswerCache {
  const { maxBytes, onOutcome, logger } = options;
  const kept = maxBytes > 0 ? new KeptAnswers(maxBytes) : null;
  /** Answers that are being computed, by state and key; null when they turn out to be good for one asking. */
  const underWay = new Map<string, Promise<Answer | null>>();

  async function getStateName(): Promise<string | null> {
    try {
      return await options.getStateName();
    } catch (error) {
      logger.warn({ err: error }, "the state of answers has no name, so that all are computed");
      return null;
    }
  }

  async function computeAndKeep<A extends ComputedAnswer>(
    place: { state: string; key: string } | null,
    compute: Compute<A>,
    onMomentary: () => void = () => undefined,
  ): Promise<A> {
    const computed = await compute(onMomentary);
    const isKept = place !== null && computed.isLasting;
    onOutcome(isKept ? "miss" : "uncacheable");
    // The state may have changed under the computation, and some of the answer with it.
    if (isKept && (await getStateName()) === place.state) kept?.keep(place.state, place.key, computed.answer);
    return computed;
  }

  async function lead<A extends ComputedAnswer>(
    place: { state: string; key: string },
    compute: Compute<A>,
  ): Promise<A> {
    const name = `${place.state}\n${place.key}`;
    const { promise, resolve } = defer<Answer | null>();
    underWay.set(name, promise);
    try {
      const computed = await computeAndKeep(place, compute, () => resolve(null));
      resolve(computed.isLasting ? computed.answer : null);
      return computed;
    } finally {
      resolve(null);
      underWay.delete(name);
    }
  }

  return {
    get bytes() {
      return kept?.bytes ?? 0;
    },
    async answer(key, compute) {
      const state = key === null || kept === null ? null : await getStateName();
      if (key === null || kept === null || state === null) return computeAndKeep(null, compute);
      const found = kept.find(state, key);
      if (found) {
        onOutcome("hit");
        return found;
      }
      const place = { state, key };
      const other = underWay.get(`${state}\n${key}`);
      if (!other) return lead(place, compute);
      const shared = await other;
      if (shared === null) return computeAndKeep(place, compute);
      onOutcome("shared");
      return shared;
    },
  };
}

/** Answers of one state: those of an older one go when the first of another comes. */
class KeptAnswers {
  readonly #answers: LRUCache<string, Answer>;
  #state: string | null = null;

  constructor(maxBytes: number) {
    this.#answers = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: maxBytes,
      sizeCalculation: (answer, key) => answer.bytes + key.length,
    });
  }

  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  find(state: string, key: string): Answer | undefined {
    this.#enter(state);
    return this.#answers.get(key);
  }

  keep(state: string, key: string, answer: Answer): void {
    this.#enter(state);
    this.#answers.set(key, answer);
    answer.onGrowth = () => {
      if (this.#answers.peek(key) !== answer) return;
      // Only what comes anew is weighed.
      this.#answers.delete(key);
      this.#answers.set(key, answer);
    };
  }

  #enter(state: string): void {
    if (state === this.#state) return;
    this.#answers.clear();
    this.#state = state;
  }
}

function defer<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
