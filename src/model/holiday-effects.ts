import { makeHolidayColumns } from "./holidays.js";
import type { FittedModel } from "./types.js";

/** What the holidays of one group add on each day that any of them falls on: days since 1970-01-01 to effect, on the fitted scale. */
export type HolidayEffects = ReadonlyMap<string, ReadonlyMap<number, number>>;

/**
 * Effects of a model's additive holidays, gathered in groups.
 *
 * @param getGroup the group of a holiday's name
 */
export function makeHolidayEffects(model: FittedModel, getGroup: (name: string) => string): HolidayEffects {
  const first = model.seasonalities.reduce((sum, { fourierOrder }) => sum + 2 * fourierOrder, 0);
  const groups = new Map<string, Map<number, number>>();
  makeHolidayColumns(model.holidays, model.settings.holidaysPriorScale).forEach(({ name, days }, i) => {
    const effect = model.params.beta[first + i]! * model.yScale;
    const group = getGroup(name);
    let effects = groups.get(group);
    if (!effects) groups.set(group, (effects = new Map<number, number>()));
    for (const day of days) effects.set(day, (effects.get(day) ?? 0) + effect);
  });
  return groups;
}
