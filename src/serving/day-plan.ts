import { dayOf, epochDay, isoWeekday, type Day } from "../model/day.js";
import type { ModelInput } from "../model/index.js";
import type { FutureDays } from "../model/types.js";
import type { StoreDay } from "../stores/types.js";
import type { TradingHabits } from "./trading-habits.js";
import type { ClosedReason, DateWindow } from "./types.js";

/** What is known or assumed of one day before anything is forecast. */
export interface PlannedDay {
  date: Day;
  /** Null on days that the store trades. */
  closedReason: ClosedReason | null;
  isAssumed: boolean;
}

/** The days of a window, and those of them that are open with their regressors, as a model takes them. */
export interface DayPlan {
  days: PlannedDay[];
  open: FutureDays;
}

/** Days of a window. */
export interface WindowDays {
  dates: Day[];
  /** Days since 1970-01-01. */
  epochs: number[];
}

export function makeWindowDays({ from, to }: DateWindow): WindowDays {
  const first = epochDay(from);
  const epochs = Array.from({ length: epochDay(to) - first }, (_, i) => first + i);
  return { dates: epochs.map(dayOf), epochs };
}

/**
 * Plans the days of a window.
 *
 * A row decides whether its day is open, with one exception: a weekday on which the store has never traded
 * is closed even where a row plans to open, because no number for it would rest on anything. Without a row
 * the weekday's habit and the store's way with public holidays decide. A day is assumed where its opening,
 * or a regressor the model needs, comes from no row; such a regressor takes the value at which it adds
 * nothing, 0 for events. An observed row that lacks a regressor counts it as 0, as training does.
 *
 * @param rows what is known, ascending; days outside the window are passed over
 */
export function planDays(
  window: WindowDays,
  rows: readonly StoreDay[],
  habits: TradingHabits,
  regressors: readonly ModelInput[],
): DayPlan {
  const days: PlannedDay[] = [];
  const openDays: number[] = [];
  const columns = regressors.map((): number[] => []);
  let at = 0;
  for (const [i, date] of window.dates.entries()) {
    const epoch = window.epochs[i] ?? 0;
    while (at < rows.length && (rows[at]?.day ?? "") < date) at++;
    const row = rows[at]?.day === date ? rows[at] : undefined;
    const closedReason = getClosedReason(epoch, row, habits);
    let isAssumed = row === undefined || (row.isOpen && closedReason !== null);
    if (closedReason === null) {
      openDays.push(epoch);
      regressors.forEach(({ name, mu }, column) => {
        const known = row?.regressors[name];
        isAssumed ||= known === undefined && row?.y == null;
        columns[column]?.push(known ?? (row?.y == null ? mu : 0));
      });
    }
    days.push({ date, closedReason, isAssumed });
  }
  return {
    days,
    open: {
      days: Int32Array.from(openDays),
      regressors: Object.fromEntries(
        regressors.map(({ name }, column) => [name, Float64Array.from(columns[column] ?? [])]),
      ),
    },
  };
}

function getClosedReason(
  epoch: number,
  row: StoreDay | undefined,
  habits: TradingHabits,
): ClosedReason | null {
  const weekday = isoWeekday(epoch);
  if (row) {
    if (!row.isOpen) return "PLANNED";
    return habits.knownWeekdays.has(weekday) ? null : "WEEKDAY";
  }
  if (!habits.recentWeekdays.has(weekday)) return "WEEKDAY";
  return habits.closedHolidays.has(epoch) ? "HOLIDAY" : null;
}
