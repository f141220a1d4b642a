import type { SampleSpan } from "./options.js";
import type { Random } from "./random.js";

/** Days on which a store is closed for works, as days since 1970-01-01, both ends included. */
export interface Closure {
  first: number;
  last: number;
}

const LONG_CLOSURE_STORES = 83;
const TWICE_CLOSED_STORES = 3;
const SHORT_CLOSURE_STORES = 196;
const LONGEST_DAYS = 153;
/** Every store trades in the weeks before the end, where demos and tests look. */
const LATEST_DAYS_BEFORE_END = 42;
const EARLIEST_DAYS_BEFORE_END = 935;

/**
 * Closures for works: by its slot of 1,115 a store is among the 83 closed for six working days or more (3
 * of them twice), among the 196 closed for less, or is never closed.
 */
export function makeClosures(slot: number, span: SampleSpan, random: Random): Closure[] {
  if (slot < LONG_CLOSURE_STORES) {
    const count = slot < TWICE_CLOSED_STORES ? 2 : 1;
    return Array.from({ length: count }, () => makeClosure(drawLongDays(random), span, random));
  }
  if (slot < LONG_CLOSURE_STORES + SHORT_CLOSURE_STORES) {
    return [makeClosure(1 + random.below(5), span, random)];
  }
  return [];
}

function makeClosure(days: number, span: SampleSpan, random: Random): Closure {
  const latest = LATEST_DAYS_BEFORE_END + days;
  const daysBeforeEnd = latest + random.below(EARLIEST_DAYS_BEFORE_END - latest);
  const first = span.end - daysBeforeEnd;
  return { first, last: first + days - 1 };
}

/** A week and a half in the median, sometimes months. */
function drawLongDays(random: Random): number {
  return Math.min(LONGEST_DAYS, Math.round(7 + Math.exp(2.3 + 1.2 * random.normal())));
}
