import { INTERVAL_KINDS, LEVELS, METHODS, type IntervalKind, type Method } from "./types.js";

/** Sums over days of what an interval did at one level. */
export interface IntervalTally {
  inside: number;
  /** Units. */
  width: number;
  /** Interval (Winkler) scores, units. */
  score: number;
}

/** Sums over open days with sales, from which ratios are made. */
export interface Tally {
  days: number;
  /** Units sold. */
  sales: number;
  /** Absolute errors, units. */
  error: Record<Method, number>;
  /** One a level, in the order of LEVELS. */
  intervals: Record<IntervalKind, IntervalTally[]>;
}

/** What was said of one day, and what came. */
export interface ScoredDay {
  /** Units, above 0. */
  y: number;
  said: Record<Method, number>;
  /** One a level, in the order of LEVELS. */
  bounds: Record<IntervalKind, { lower: number; upper: number }[]>;
}

/** Of one level: how often the interval held, and what that cost. */
export interface IntervalScores {
  level: number;
  /** Share of days inside. */
  coverage: number;
  /** Mean width over mean sales. */
  width: number;
  /** Mean interval score over mean sales: the width, and for each day outside 2 / (1 - level) times how far. Lower is better. */
  score: number;
}

/** Ratios of a tally. */
export interface Scores {
  /** Store days: open ones with sales. */
  days: number;
  /** Units sold on them. */
  sales: number;
  /** Sum of absolute errors over sum of sales. */
  wmape: Record<Method, number>;
  intervals: Record<IntervalKind, IntervalScores[]>;
}

const makeRecord = <Key extends string, Value>(keys: readonly Key[], make: (key: Key) => Value) =>
  Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<Key, Value>;

export function makeTally(): Tally {
  return {
    days: 0,
    sales: 0,
    error: makeRecord(METHODS, () => 0),
    intervals: makeRecord(INTERVAL_KINDS, () => LEVELS.map(() => ({ inside: 0, width: 0, score: 0 }))),
  };
}

/** Adds a day to a tally. */
export function addDay(tally: Tally, { y, said, bounds }: ScoredDay): void {
  tally.days++;
  tally.sales += y;
  for (const method of METHODS) tally.error[method] += Math.abs(said[method] - y);
  for (const kind of INTERVAL_KINDS) {
    for (const [i, level] of LEVELS.entries()) {
      const sums = tally.intervals[kind][i]!;
      const { lower, upper } = bounds[kind][i]!;
      const outside = Math.max(0, lower - y, y - upper);
      sums.inside += outside === 0 ? 1 : 0;
      sums.width += upper - lower;
      sums.score += upper - lower + (2 / (1 - level)) * outside;
    }
  }
}

/** The tally of all days of all tallies. */
export function poolTallies(tallies: readonly Tally[]): Tally {
  const pooled = makeTally();
  for (const { days, sales, error, intervals } of tallies) {
    pooled.days += days;
    pooled.sales += sales;
    for (const method of METHODS) pooled.error[method] += error[method];
    for (const kind of INTERVAL_KINDS) {
      for (const [i, { inside, width, score }] of intervals[kind].entries()) {
        const sums = pooled.intervals[kind][i]!;
        sums.inside += inside;
        sums.width += width;
        sums.score += score;
      }
    }
  }
  return pooled;
}

/** @param tally of at least one day */
export function makeScores({ days, sales, error, intervals }: Tally): Scores {
  return {
    days,
    sales,
    wmape: makeRecord(METHODS, (method) => error[method] / sales),
    intervals: makeRecord(INTERVAL_KINDS, (kind) =>
      intervals[kind].map(({ inside, width, score }, i) => ({
        level: LEVELS[i]!,
        coverage: inside / days,
        width: width / sales,
        score: score / sales,
      })),
    ),
  };
}
