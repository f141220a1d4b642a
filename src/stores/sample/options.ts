import { InvalidInputError } from "../../errors.js";
import { addDays, epochDay, isDay, type Day } from "../../model/day.js";

/** What a generated chain is asked to look like. */
export interface SampleOptions {
  /** Number of stores, 1 to 10,000. Store k is the same in every chain of the same seed and days. */
  stores: number;
  /** Last observed day. */
  end: Day;
  /** First observed day; 941 days before `end` by default, at most 3,652. */
  start?: Day;
  /** Whole number, 0 to 4,294,967,295. The same seed gives the same bytes. */
  seed: number;
  /** Days after `end` whose opening, promo and holidays are planned, 0 to 366; 42 by default. */
  plannedDays?: number;
}

/** Days of a chain as days since 1970-01-01, the observed ones first, then the planned ones. */
export interface SampleSpan {
  /** First observed day. */
  start: number;
  /** Last observed day. */
  end: number;
  /** Last planned day. */
  plannedThrough: number;
}

const DEFAULT_DAYS_BEFORE_END = 941;
const MAX_DAYS_BEFORE_END = 3_652;
const DEFAULT_PLANNED_DAYS = 42;

/**
 * The days that the options speak of.
 *
 * @throws InvalidInputError naming the option, its value and the rule
 */
export function getSampleSpan(options: SampleOptions): SampleSpan {
  requireWhole("stores", options.stores, 1, 10_000);
  requireWhole("seed", options.seed, 0, 0xffff_ffff);
  requireDay("end", options.end);
  const start = options.start ?? addDays(options.end, -DEFAULT_DAYS_BEFORE_END);
  requireDay("start", start);
  const plannedDays = options.plannedDays ?? DEFAULT_PLANNED_DAYS;
  requireWhole("plannedDays", plannedDays, 0, 366);
  const span = {
    start: epochDay(start),
    end: epochDay(options.end),
    plannedThrough: epochDay(options.end) + plannedDays,
  };
  if (span.start > span.end || span.end - span.start > MAX_DAYS_BEFORE_END) {
    throw new InvalidInputError(
      `start ${start} must lie 0 to ${MAX_DAYS_BEFORE_END} days before end ${options.end}.`,
      "start",
    );
  }
  return span;
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new InvalidInputError(`${name} ${value} must be a whole number from ${least} to ${most}.`, name);
  }
}

function requireDay(name: string, value: Day): void {
  const problem = `${name} "${value}" must be a calendar day, YYYY-MM-DD.`;
  if (!isDay(value)) throw new InvalidInputError(problem, name);
}
