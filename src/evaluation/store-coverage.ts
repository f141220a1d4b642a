import { INTERVAL_KINDS, LEVELS, type IntervalKind } from "./types.js";
import type { Tally } from "./tally.js";

/** How far a store's own coverage may be from the level to count as kept. */
export const TOLERANCE = 0.08;
/** Shares are counts over counts, and the tolerance is no power of two. */
const ROUNDING = 1e-9;

/** Of one level: the share of stores whose own coverage is near it. */
export interface StoreCoverage {
  level: number;
  share: Record<IntervalKind, number>;
  /** What the same share would be on average if every day were inside by chance alone, with the level's probability. */
  ideal: number;
}

/**
 * How many stores have the coverage they were promised, to 8 points.
 *
 * @param stores a tally each, of at least one day; at least one store
 */
export function measureStoreCoverage(stores: readonly Tally[]): StoreCoverage[] {
  const mean = (measure: (store: Tally) => number) =>
    stores.reduce((sum, store) => sum + measure(store), 0) / stores.length;
  return LEVELS.map((level, i) => ({
    level,
    share: Object.fromEntries(
      INTERVAL_KINDS.map((kind) => [
        kind,
        mean(({ days, intervals }) => (isNear(intervals[kind][i]!.inside, days, level) ? 1 : 0)),
      ]),
    ) as Record<IntervalKind, number>,
    ideal: mean(({ days }) => getIdealShare(days, level)),
  }));
}

/** Probability that so many independent days, each inside with probability `level`, show a coverage within 8 points of it. */
export function getIdealShare(days: number, level: number): number {
  // Logarithms of binomial probabilities, each from the one before.
  let logProbability = days * Math.log(1 - level);
  let share = 0;
  for (let inside = 0; inside <= days; inside++) {
    if (isNear(inside, days, level)) share += Math.exp(logProbability);
    logProbability += Math.log(((days - inside) / (inside + 1)) * (level / (1 - level)));
  }
  return share;
}

function isNear(inside: number, days: number, level: number): boolean {
  return Math.abs(inside / days - level) <= TOLERANCE + ROUNDING;
}
