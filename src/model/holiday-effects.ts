import { getHolidayDays } from "./holiday-days.js";
import type { ForecastModel } from "./types.js";

/** What the holidays of each group add on the days that any holiday falls on, on the fitted scale. */
export interface HolidayEffects {
  /** Days since 1970-01-01, ascending. */
  days: Int32Array;
  /** One effect a day, by group. */
  groups: ReadonlyMap<string, Float64Array>;
}

/**
 * Effects of a model's additive holidays, gathered in groups.
 *
 * @param getGroup the group of a holiday's name
 */
export function makeHolidayEffects(model: ForecastModel, getGroup: (name: string) => string): HolidayEffects {
  const first = model.seasonalities.reduce((sum, { fourierOrder }) => sum + 2 * fourierOrder, 0);
  const { days, columns } = getHolidayDays(model.holidays);
  const groups = new Map<string, Float64Array>();
  columns.forEach(({ name, places }, i) => {
    const effect = model.params.beta[first + i]! * model.yScale;
    const group = getGroup(name);
    let effects = groups.get(group);
    if (!effects) groups.set(group, (effects = new Float64Array(days.length)));
    for (const place of places) effects[place]! += effect;
  });
  return { days, groups };
}
