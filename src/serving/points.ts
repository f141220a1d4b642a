import type { Forecast } from "../model/types.js";
import type { DayPlan } from "./day-plan.js";
import type { ServedPoint } from "./types.js";

/**
 * One point a day: the forecast's on open days; nothing on closed ones.
 *
 * @param forecast of the plan's open days, one element each, at least 0
 */
export function makePoints(plan: DayPlan, forecast: Forecast): ServedPoint[] {
  const { yhat, lower, upper, components } = forecast;
  let next = 0;
  return plan.days.map(({ date, closedReason, isAssumed }) => {
    if (closedReason !== null) {
      return { date, isOpen: false, closedReason, isAssumed, yhat: 0, lower: 0, upper: 0, components: [] };
    }
    const i = next++;
    return {
      date,
      isOpen: true,
      closedReason,
      isAssumed,
      yhat: at(yhat, i),
      lower: at(lower, i),
      upper: at(upper, i),
      components: components.map(({ name, values }) => ({ name, value: at(values, i) })),
    };
  });
}

function at(values: Float64Array, i: number): number {
  const value = values[i];
  if (value === undefined) throw new RangeError(`The forecast has ${values.length} days, not ${i + 1}.`);
  return value;
}
