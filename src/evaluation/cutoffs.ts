import { InvalidInputError } from "../errors.js";
import { addDays, epochDay, type Day } from "../model/day.js";
import type { EvaluationOptions, EvaluationStore } from "./types.js";

/**
 * Rolling origins: the last one leaves a whole horizon before the last observed day.
 *
 * @param lastDay last observed day
 * @param asked how many cutoffs, days between two of them, and days forecast after each
 * @returns ascending
 */
export function makeCutoffs(lastDay: Day, asked: { folds: number; step: number; horizon: number }): Day[] {
  const { folds, step, horizon } = asked;
  return Array.from({ length: folds }, (_, back) => addDays(lastDay, -horizon - back * step)).reverse();
}

/**
 * Refuses cutoffs at which there is nothing to train on or nothing to score.
 *
 * @throws InvalidInputError naming the first one
 */
export function checkCutoffs(
  stores: readonly Pick<EvaluationStore, "series">[],
  { cutoffs, horizon }: Pick<EvaluationOptions, "cutoffs" | "horizon">,
): void {
  const empty = cutoffs.find((cutoff) => !stores.some(({ series }) => hasBothSides(series, cutoff, horizon)));
  if (empty === undefined) return;
  throw new InvalidInputError(
    `Cutoff ${empty} has no data: a store must have been open on or before it and sold on one of the ${horizon} days after it.`,
    "cutoffs",
  );
}

function hasBothSides({ days, y }: EvaluationStore["series"], cutoff: Day, horizon: number): boolean {
  const last = epochDay(cutoff);
  if (days.length === 0 || days[0]! > last) return false;
  return days.some((day, row) => day > last && day <= last + horizon && y[row]! > 0);
}
