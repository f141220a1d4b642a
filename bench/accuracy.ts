/**
 * Accuracy of the default recipe on the Rossmann set, all stores, 7 days ahead:
 *
 *     ROSSMANN_DIR=/path/to/rossmann npx tsx bench/accuracy.ts
 *
 * WMAPE = sum |y - yhat| / sum y over open days with sales, trained on the open days with sales up to each cutoff. The cutoffs took no part
 * in any choice of the recipe. Further arguments are other cutoffs: `npx tsx bench/accuracy.ts 2014-10-10`.
 *
 * Last result (2-core Xeon 2.8 GHz shared with other work, Node 20.20), recipe default@1, 1,115 stores:
 *
 * | cutoff     | model | last week | two weeks ago | last year | median 56 d | 80 % covers |
 * | ---------- | ----- | --------- | ------------- | --------- | ----------- | ----------- |
 * | 2015-03-13 | .0718 | .2366     | .0800         | .0993     | .0641       | .883        |
 * | 2015-04-10 | .0724 | .2174     | .2358         | .1905     | .0667       | .866        |
 * | 2015-06-12 | .0868 | .2471     | .1265         | .1295     | .0747       | .783        |
 * | pooled     | .0771 | .2337     | .1478         | .1400     | .0686       | .844        |
 *
 * The median of 56 days by weekday and promo wins on these calm weeks. On seven others, holidays and month turns among them (2014-10-10,
 * 12-12, 12-19, 2015-01-30, 03-27, 05-08, 05-29), the model has .1419 and the median .1794; the week before Christmas is its worst, .2325.
 */
import { addDays, epochDay, isoWeekday } from "../src/model/day.js";
import type { Day } from "../src/model/day.js";
import {
  DEFAULT_RECIPE,
  fit,
  floorAtZero,
  makeRecipeOptions,
  predict,
  seasonalNaive,
} from "../src/model/index.js";
import type { Series } from "../src/model/index.js";
import { sliceSeries } from "../src/model/series.js";
import { listPublicHolidays } from "../src/stores/calendar.js";
import { loadRossmann } from "./rossmann.js";
import type { RossmannStore } from "./rossmann.js";

const CUTOFFS = ["2015-03-13", "2015-04-10", "2015-06-12"];
const HORIZON = 7;
const LEVEL = 0.8;

/** Sums over days, from which ratios are made. */
interface Tally {
  days: number;
  actual: number;
  error: Record<Method, number>;
  inside: number;
  fitMs: number[];
}

const METHODS = ["model", "last week", "two weeks ago", "last year", "median 56 d"] as const;
type Method = (typeof METHODS)[number];

function makeTally(): Tally {
  const error = Object.fromEntries(METHODS.map((method) => [method, 0])) as Record<Method, number>;
  return { days: 0, actual: 0, error, inside: 0, fitMs: [] };
}

function scoreStore({ series, holidayCalendar }: RossmannStore, cutoff: Day, tally: Tally): void {
  const last = epochDay(cutoff);
  const known = sliceSeries(series, 0, series.days.filter((day) => day <= last).length);
  const until = series.days.filter((day) => day <= last + HORIZON).length;
  const heldOut = sliceSeries(series, known.days.length, until);
  if (heldOut.days.length === 0) return;

  const holidays = listPublicHolidays(holidayCalendar, "2012-01-01", addDays(cutoff, 730));
  const options = makeRecipeOptions(DEFAULT_RECIPE, Object.keys(series.regressors), holidays);
  const startedAt = performance.now();
  const model = fit(known, options);
  tally.fitMs.push(performance.now() - startedAt);

  const { yhat, lower, upper } = floorAtZero(predict(model, heldOut, LEVEL));
  const naive = seasonalNaive(known, heldOut, LEVEL).yhat;
  heldOut.days.forEach((day, i) => {
    const y = heldOut.y[i]!;
    const said: Record<Method, number> = {
      model: yhat[i]!,
      "last week": naive[i]!,
      "two weeks ago": findSales(known, [day - 14, day - 21, day - 28]) ?? naive[i]!,
      "last year": findSales(known, [day - 364, day - 357, day - 371]) ?? naive[i]!,
      "median 56 d": findMedian(known, day, heldOut.regressors.promo![i]!) ?? naive[i]!,
    };
    for (const method of METHODS) tally.error[method] += Math.abs(said[method] - y);
    tally.days++;
    tally.actual += y;
    if (y >= lower[i]! && y <= upper[i]!) tally.inside++;
  });
}

/** Sales on the first of these days that the store traded on. */
function findSales({ days, y }: Series, wanted: number[]): number | null {
  const found = wanted.map((day) => days.indexOf(day)).find((row) => row >= 0);
  return found === undefined ? null : y[found]!;
}

/** Median of the last 56 days with the same weekday and promo. */
function findMedian({ days, y, regressors }: Series, day: number, promo: number): number | null {
  const alike = [...days.keys()].filter(
    (row) =>
      days[row]! >= days.at(-1)! - 55 &&
      isoWeekday(days[row]!) === isoWeekday(day) &&
      regressors.promo![row] === promo,
  );
  if (alike.length === 0) return null;
  const sales = alike.map((row) => y[row]!).sort((a, b) => a - b);
  return (sales[Math.floor((sales.length - 1) / 2)]! + sales[Math.ceil((sales.length - 1) / 2)]!) / 2;
}

function makeRow(
  label: string,
  { days, actual, error, inside, fitMs }: Tally,
): Record<string, string | number> {
  const sorted = fitMs.toSorted((a, b) => a - b);
  return {
    cutoff: label,
    days,
    ...Object.fromEntries(METHODS.map((method) => [method, (error[method] / actual).toFixed(4)])),
    [`${LEVEL * 100} % covers`]: (inside / days).toFixed(3),
    "ms a fit, median": sorted[Math.floor(sorted.length / 2)]!.toFixed(2),
  };
}

const dir = process.env.ROSSMANN_DIR;
if (!dir)
  throw new Error("ROSSMANN_DIR is not set: it must name the folder with train.csv.gz and store_states.csv.");
const stores = await loadRossmann(dir);
const cutoffs = process.argv.length > 2 ? process.argv.slice(2) : CUTOFFS;
const tallies = cutoffs.map((cutoff) => {
  const tally = makeTally();
  for (const store of stores) scoreStore(store, cutoff, tally);
  return tally;
});
const pooled = makeTally();
for (const tally of tallies) {
  pooled.days += tally.days;
  pooled.actual += tally.actual;
  pooled.inside += tally.inside;
  pooled.fitMs.push(...tally.fitMs);
  for (const method of METHODS) pooled.error[method] += tally.error[method];
}
console.log(
  `WMAPE over ${HORIZON} days, ${stores.length} stores, recipe ${DEFAULT_RECIPE.name}@${DEFAULT_RECIPE.version}`,
);
console.table([...cutoffs.map((cutoff, i) => makeRow(cutoff, tallies[i]!)), makeRow("pooled", pooled)]);
