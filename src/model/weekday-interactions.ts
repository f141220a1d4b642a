import { isoWeekday } from "./day.js";

/** A regressor times each of some weekdays: what it does there beyond what it does in general. */
export interface WeekdayInteraction {
  /** Name of a base regressor, such as `promo`. */
  regressor: string;
  /** ISO weekdays, 1 = Monday, each a column. */
  weekdays: readonly number[];
  /** Standard deviation of the prior, in the fitted scale's units. */
  priorScale: number;
}

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Name of a column, such as `promo_monday`. */
export function getInteractionName(regressor: string, weekday: number): string {
  return `${regressor}_${WEEKDAYS[weekday - 1]}`;
}

/** Columns of the interactions whose regressor is there, in order. */
export function makeInteractionColumns(
  interactions: readonly WeekdayInteraction[],
  { days, regressors }: { days: Int32Array; regressors: Readonly<Record<string, Float64Array>> },
): Record<string, Float64Array> {
  const columns: Record<string, Float64Array> = {};
  const weekdayOf = days.map(isoWeekday);
  for (const { regressor, weekdays } of interactions) {
    const base = regressors[regressor];
    if (!base) continue;
    for (const weekday of weekdays) {
      const column = new Float64Array(base.length);
      for (let i = 0; i < column.length; i++) if (weekdayOf[i] === weekday) column[i] = base[i]!;
      columns[getInteractionName(regressor, weekday)] = column;
    }
  }
  return columns;
}
