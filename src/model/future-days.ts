import { makeInputError } from "./model-error.js";
import type { FittedModel, FutureDays } from "./types.js";

/**
 * Prophet's `make_future_dataframe` for daily data: the days after the last training day, by default behind those of the history. Columns
 * that the model needs, regressors, conditions, cap and floor, are the caller's to add.
 *
 * @param periods days after the history, >= 0
 * @throws ModelError INVALID_INPUT for periods that are no count
 */
export function makeFutureDays(
  model: FittedModel,
  periods: number,
  { includeHistory = true }: { includeHistory?: boolean } = {},
): FutureDays {
  if (!(Number.isInteger(periods) && periods >= 0)) {
    throw makeInputError("periods", periods, "must be a whole number from 0 on");
  }
  const known = includeHistory ? model.history.days : new Int32Array(0);
  // A model read back may have no history left, but it knows the day on which its time is 1.
  const last = model.start + model.tScale;
  const days = new Int32Array(known.length + periods);
  days.set(known);
  for (let ahead = 1; ahead <= periods; ahead++) days[known.length + ahead - 1] = last + ahead;
  return { days, regressors: {} };
}
