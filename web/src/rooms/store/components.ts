import type { Day } from "../../format/day.js";

/** What a forecast is made of. */
export interface Makeup {
  /** The level first, then the others from the strongest to the weakest; parts that are 0 are left out. */
  parts: { name: string; value: number }[];
  /** Sum of the parts. */
  sum: number;
  /** What the floor at 0 adds; 0 where no day fell below it. */
  floor: number;
  /** What is forecast: `sum` + `floor`. */
  yhat: number;
  /** Days the store trades on, of which all this is. */
  openDays: number;
}

interface PointParts {
  date: Day;
  yhat: number;
  isOpen: boolean;
  components: readonly { name: string; value: number }[];
}

/** What everything else is added to. */
const LEVELS: readonly string[] = ["trend", "baseline"];

/** Adds up the parts of some days; closed days have none. */
export function addUp(points: readonly PointParts[]): Makeup {
  const open = points.filter(({ isOpen }) => isOpen);
  const totals = new Map<string, number>();
  for (const { name, value } of open.flatMap(({ components }) => components)) {
    totals.set(name, (totals.get(name) ?? 0) + value);
  }
  const rank = (name: string) => (LEVELS.includes(name) ? 0 : 1);
  const parts = [...totals]
    .map(([name, value]) => ({ name, value }))
    .filter(({ value }) => value !== 0)
    .sort((one, other) => rank(one.name) - rank(other.name) || Math.abs(other.value) - Math.abs(one.value));
  const sum = parts.reduce((total, { value }) => total + value, 0);
  const yhat = open.reduce((total, point) => total + point.yhat, 0);
  // what remains of rounding is no floor
  const floor = yhat - sum > 1e-6 * Math.max(1, yhat) ? yhat - sum : 0;
  return { parts, sum, floor, yhat, openDays: open.length };
}

/** Where a bar begins and ends, as shares of the width that all share. */
export function placeBar(value: number, values: readonly number[]): { left: number; width: number } {
  const least = values.reduce((low, one) => Math.min(low, one), 0);
  const most = values.reduce((high, one) => Math.max(high, one), 0);
  const span = most - least || 1;
  return { left: (Math.min(0, value) - least) / span, width: Math.abs(value) / span };
}
