import { addDays, type Day } from "../format/day.js";
import type { DayWindow } from "../format/formats.js";

/** Longest pause between the data and today that the chart bridges with forecasts, days. */
const BRIDGED = 28;
/** Longest pause that the chart shows as such, days. */
const SHOWN = 90;

export interface ChartWindows {
  /** What is forecast: also the days of a short pause between the data and today. */
  forecast: DayWindow;
  /** Whether sales are near enough to stand in the same chart. */
  hasHistory: boolean;
}

/** Which days the chart is about. */
export function chartWindows(today: Day, dataThrough: Day | null, days: number): ChartWindows {
  const to = addDays(today, days);
  if (dataThrough === null) return { forecast: { from: today, to }, hasHistory: false };
  const next = addDays(dataThrough, 1);
  const isBridged = next < today && next >= addDays(today, -BRIDGED);
  return { forecast: { from: isBridged ? next : today, to }, hasHistory: next >= addDays(today, -SHOWN) };
}
