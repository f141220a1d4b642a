import { dayOf } from "./day.js";
import { makeInputError } from "./model-error.js";

/** Days between and around cutoffs; halves are allowed. */
export interface CutoffRule {
  horizon: number;
  period: number;
  initial: number;
}

/**
 * Prophet's cutoffs: the last lies `horizon` before the last day, the others `period` apart before it as long as `initial` days of
 * history are left; where nothing lies within the horizon, the next is `horizon` before the last day that does.
 *
 * @param days of the series, ascending, at least one
 * @returns days since 1970-01-01, ascending, halves among them if the rule has any
 * @throws ModelError INVALID_INPUT if no cutoff is left
 */
export function makeCutoffs(days: Int32Array, { horizon, period, initial }: CutoffRule): number[] {
  const first = days[0]!;
  const last = days.at(-1)!;
  let cutoff = last - horizon;
  if (cutoff < first) {
    throw makeInputError("horizon", horizon, `must not be longer than the series, ${last - first} days`);
  }
  const cutoffs = [cutoff];
  while (cutoff >= first + initial) {
    cutoff -= period;
    const end = cutoff + horizon;
    if (!days.some((day) => day > cutoff && day <= end) && cutoff > first) {
      cutoff = days.findLast((day) => day <= cutoff)! - horizon;
    }
    cutoffs.push(cutoff);
  }
  cutoffs.pop();
  if (cutoffs.length === 0) {
    throw makeInputError(
      "initial",
      initial,
      `must leave the horizon, ${horizon} days, behind it in a series of ${last - first} days`,
    );
  }
  return cutoffs.reverse();
}

/** Throws INVALID_INPUT unless the cutoffs asked for lie after the first day and a horizon before the last. */
export function checkCutoffs(cutoffs: readonly number[], days: Int32Array, horizon: number): void {
  if (cutoffs.length === 0) throw makeInputError("cutoffs", [], "must name at least one day");
  const first = days[0]!;
  const latest = days.at(-1)! - horizon;
  cutoffs.forEach((cutoff, i) => {
    if (!Number.isFinite(cutoff)) {
      throw makeInputError(`cutoffs[${i}]`, cutoff, "must be days since 1970-01-01");
    }
    if (cutoff <= first) {
      throw makeInputError(
        `cutoffs[${i}]`,
        dayOf(cutoff),
        `must lie after the first day of the series, ${dayOf(first)}`,
      );
    }
    if (cutoff > latest) {
      throw makeInputError(
        `cutoffs[${i}]`,
        dayOf(cutoff),
        `must lie the horizon, ${horizon} days, before the last day of the series, ${dayOf(days.at(-1)!)}`,
      );
    }
  });
}
