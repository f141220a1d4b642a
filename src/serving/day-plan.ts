import { dayOf, epochDay, type Day } from "../model/day.js";
import { ForecastWindow, type ModelInput } from "../model/index.js";
import type { StoreDay } from "../stores/types.js";
import { hasWeekday, type TradingHabits } from "./trading-habits.js";
import type { ClosedReason, DateWindow } from "./types.js";
import { DayPlans, type DayPlan } from "./day-plans.js";

/** Days of a window. */
export interface WindowDays {
  dates: readonly Day[];
  window: ForecastWindow;
  /** Plans made of them. */
  plans: DayPlans;
}

export function makeWindowDays({ from, to }: DateWindow): WindowDays {
  const first = epochDay(from);
  const window = new ForecastWindow(first, epochDay(to) - first);
  return { dates: Array.from(window.days, dayOf), window, plans: new DayPlans(window.days.length) };
}

/**
 * Plans the days of a window.
 *
 * A row decides whether its day is open, with one exception: a weekday on which the store has never traded
 * is closed even where a row plans to open, because no number for it would rest on anything. Without a row
 * the weekday's habit and the store's way with public holidays decide. A day is assumed where its opening,
 * or an input the model needs, comes from no row; such an input takes the value at which it adds
 * nothing, 0 for events. An observed row that lacks an input counts it as 0, as training does.
 *
 * @param rows what is known, ascending; days outside the window are passed over
 * @param values where to write the inputs: one after the other, each over all days of the window; closed days are left as they are
 */
export function planDays(
  { dates, window: { days, weekdays }, plans }: WindowDays,
  rows: readonly StoreDay[],
  habits: TradingHabits,
  inputs: readonly ModelInput[],
  values: Float64Array,
): DayPlan {
  const count = dates.length;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const date = dates[i]!;
    // Equal days are mostly the same string, and soon compared; which of two comes first is not.
    while (at < rows.length && rows[at]!.day !== date && rows[at]!.day < date) at++;
    const row = at < rows.length && rows[at]!.day === date ? rows[at] : undefined;
    const reason = getClosedReason(days[i]!, weekdays[i]!, row, habits);
    let isAssumed = row === undefined || (row.isOpen && reason !== null);
    if (reason === null) {
      const wasObserved = row !== undefined && row.y !== null;
      for (let input = 0; input < inputs.length; input++) {
        const { name, mu } = inputs[input]!;
        const known = row?.regressors[name];
        if (known === undefined && !wasObserved) isAssumed = true;
        values[input * count + i] = known ?? (wasObserved ? 0 : mu);
      }
    }
    plans.note(i, reason, isAssumed);
  }
  return plans.take();
}

function getClosedReason(
  day: number,
  weekday: number,
  row: StoreDay | undefined,
  habits: TradingHabits,
): ClosedReason | null {
  if (row) {
    if (!row.isOpen) return "PLANNED";
    return hasWeekday(habits.knownWeekdays, weekday) ? null : "WEEKDAY";
  }
  if (!hasWeekday(habits.recentWeekdays, weekday)) return "WEEKDAY";
  return habits.closedHolidays.includes(day) ? "HOLIDAY" : null;
}
