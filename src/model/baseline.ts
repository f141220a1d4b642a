import { makeHalfWidth } from "./interval.js";
import { ModelError } from "./model-error.js";
import { checkAscending, checkSeries } from "./series.js";
import type { Forecast, FutureDays, Series } from "./types.js";

/** Days in a season. */
const SEASON = 7;

/**
 * The seasonal-naive baseline: each day sells what the store's last trading day of the same weekday sold. A weekday it has never traded
 * on gets the mean of the weekdays it has. The interval is normal, from the errors the rule made within the series, wider by the square
 * root of the weeks since the day it repeats; from the spread of sales while there are no errors yet; from one sale, as wide as that sale.
 *
 * @param future regressors are not read
 * @param level nominal coverage, in (0, 1)
 * @returns units, with one component, `baseline`
 * @throws ModelError NOT_ENOUGH_DATA for a series without a day; INVALID_INPUT as `predict` and `fit`
 */
export function seasonalNaive(series: Series, future: Pick<FutureDays, "days">, level: number): Forecast {
  const halfWidth = makeHalfWidth(level);
  checkSeries(series);
  checkAscending("future.days", future.days);
  const lastDay = series.days.at(-1);
  if (lastDay === undefined) {
    throw new ModelError("NOT_ENOUGH_DATA", "The series has no days: the baseline needs at least one.");
  }
  const latest = findLatest(series);
  const usual = mean([...latest.values()].map(({ y }) => y));
  const spread = measureSpread(series);

  const days = future.days.slice();
  const yhat = new Float64Array(days.length);
  const lower = new Float64Array(days.length);
  const upper = new Float64Array(days.length);
  days.forEach((day, i) => {
    const repeated = latest.get(placeInSeason(day));
    const value = repeated?.y ?? usual;
    const weeks = Math.max(1, Math.ceil((day - (repeated?.day ?? lastDay)) / SEASON));
    const reach = halfWidth * spread * Math.sqrt(weeks);
    yhat[i] = value;
    lower[i] = value - reach;
    upper[i] = value + reach;
  });
  return { days, yhat, lower, upper, components: [{ name: "baseline", values: yhat.slice() }] };
}

/** Mean absolute error the rule made within the series, units: the scale of MASE. Null while no weekday has come twice. */
export function seasonalNaiveMae(series: Series): number | null {
  const errors = makeErrors(series);
  return errors.length === 0 ? null : mean(errors.map(Math.abs));
}

function makeErrors({ days, y }: Series): number[] {
  const latest = new Float64Array(SEASON).fill(NaN);
  const errors: number[] = [];
  for (let i = 0; i < days.length; i++) {
    const place = placeInSeason(days[i]!);
    const before = latest[place]!;
    if (!Number.isNaN(before)) errors.push(y[i]! - before);
    latest[place] = y[i]!;
  }
  return errors;
}

/** The last trading day of each weekday that has one. */
function findLatest({ days, y }: Series): Map<number, { day: number; y: number }> {
  const latest = new Map<number, { day: number; y: number }>();
  for (let i = days.length - 1; i >= 0 && latest.size < SEASON; i--) {
    const place = placeInSeason(days[i]!);
    if (!latest.has(place)) latest.set(place, { day: days[i]!, y: y[i]! });
  }
  return latest;
}

function measureSpread(series: Series): number {
  const errors = makeErrors(series);
  if (errors.length > 0) return Math.sqrt(mean(errors.map((error) => error * error)));
  const { y } = series;
  if (y.length === 1) return Math.abs(y[0]!);
  const centre = mean([...y]);
  return Math.sqrt(y.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / (y.length - 1));
}

function placeInSeason(day: number): number {
  return ((day % SEASON) + SEASON) % SEASON;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
