import { dayOf, isoWeekday } from "../../model/day.js";

/** Added to ln sales by weekday, Monday first, without promo. */
export const WEEKDAY_EFFECT = [-0.101, -0.178, -0.188, -0.164, -0.066, -0.188, -0.223];

/** Added to ln sales by weekday, Monday first, with promo; promo weeks have five days. */
export const PROMO_WEEKDAY_EFFECT = [0.369, 0.203, 0.129, 0.116, 0.138];

export const SCHOOL_HOLIDAY_EFFECT = 0.02;

/** Promo weeks of the chain, 135 of them from Monday 2012-12-31; then they begin again. */
const PROMO_WEEKS =
  "010101010101101011010110101010101010101010101010101001010101010101010110101010101011010101011010110110100110110101010101011010101010101";
/** Monday 2012-12-31. */
const FIRST_PROMO_WEEK = 15_705;

const DECEMBER = 12;
const MONTH_EFFECT = [
  -0.053, -0.039, -0.013, 0.008, 0.032, 0.009, -0.005, -0.034, -0.057, -0.033, 0.027, 0.208,
];

/** Known days of the month and their effect; linear in between. */
const MONTH_DAYS: readonly Knot[] = [
  [1, 0.07],
  [2, 0.09],
  [3, 0],
  [20, -0.02],
  [21, -0.03],
  [26, -0.08],
  [28, 0.03],
  [29, 0.03],
  [30, 0.17],
  [31, 0.08],
];

/** The same for December, where the run-up to Christmas covers month, pay days and holidays alike. */
const DECEMBER_DAYS: readonly Knot[] = [
  [1, 0.13],
  [10, 0.15],
  [15, 0.29],
  [18, 0.34],
  [21, 0.46],
  [22, 0.64],
  [23, 0.73],
  [24, -0.16],
  [27, 0.07],
  [28, 0.07],
  [30, 0.39],
  [31, -0.32],
];

/** What shopping before and after a nation-wide holiday adds, by days from it. */
const HOLIDAY_NEIGHBOURS: readonly Knot[] = [
  [-2, 0.11],
  [-1, 0.05],
  [1, 0.17],
];

type Knot = readonly [x: number, effect: number];

/** Whether the chain runs its promo on a day, given as days since 1970-01-01: whole weeks, Monday to Friday. */
export function isPromoDay(epoch: number): boolean {
  if (isoWeekday(epoch) > 5) return false;
  const week = Math.floor((epoch - FIRST_PROMO_WEEK) / 7);
  const cycle = PROMO_WEEKS.length;
  return PROMO_WEEKS[((week % cycle) + cycle) % cycle] === "1";
}

/**
 * What the day of the year adds to ln sales, in every store.
 *
 * @param epoch days since 1970-01-01
 * @param isNationalHoliday whether a day is a public holiday in every state
 */
export function getSeasonEffect(epoch: number, isNationalHoliday: (epoch: number) => boolean): number {
  const [, month = 1, day = 1] = dayOf(epoch).split("-").map(Number);
  if (month === DECEMBER) return interpolate(DECEMBER_DAYS, day);
  const neighbours = HOLIDAY_NEIGHBOURS.filter(([offset]) => isNationalHoliday(epoch - offset));
  const holiday = Math.max(0, ...neighbours.map(([, effect]) => effect));
  return (MONTH_EFFECT[month - 1] ?? 0) + interpolate(MONTH_DAYS, day) + holiday;
}

function interpolate(knots: readonly Knot[], x: number): number {
  const next = knots.findIndex(([knot]) => knot >= x);
  const [rightX, right] = knots[next] ?? [x, 0];
  const [leftX, left] = knots[next - 1] ?? [rightX, right];
  return rightX === leftX ? right : left + ((right - left) * (x - leftX)) / (rightX - leftX);
}
