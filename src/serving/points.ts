import type { Forecast } from "../model/types.js";
import type { DayPlan } from "./day-plan.js";
import type { ServedPoint } from "./types.js";

type Components = ServedPoint["components"];
const NONE: Components = [];

/**
 * One point a day: the forecast's on open days; nothing on closed ones.
 *
 * @param forecast of the plan's open days, one element each, at least 0
 * @param makeComponents the forecast's components; called once, when the first point is asked for them, which most are not
 */
export function makePoints(
  plan: DayPlan,
  { yhat, lower, upper }: Pick<Forecast, "yhat" | "lower" | "upper">,
  makeComponents: () => Forecast["components"],
): ServedPoint[] {
  let made: Forecast["components"] | null = null;
  const listComponents = (i: number): Components =>
    (made ??= makeComponents()).map(({ name, values }) => ({ name, value: at(values, i) }));
  let next = 0;
  return plan.days.map(({ date, closedReason, isAssumed }) => {
    if (closedReason !== null) {
      return { date, isOpen: false, closedReason, isAssumed, yhat: 0, lower: 0, upper: 0, components: NONE };
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
      get components() {
        return listComponents(i);
      },
    };
  });
}

function at(values: Float64Array, i: number): number {
  const value = values[i];
  if (value === undefined) throw new RangeError(`The forecast has ${values.length} days, not ${i + 1}.`);
  return value;
}
