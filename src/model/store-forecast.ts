import { attributeLogParts } from "./attribution.js";
import { seasonalNaive } from "./baseline.js";
import { calibrateInterval } from "./calibration.js";
import { moveLevels, type SeasonLevels } from "./components.js";
import { pickEffects } from "./holiday-days.js";
import { makeHolidayEffects, type HolidayEffects } from "./holiday-effects.js";
import { floorAtZero, predict } from "./predict.js";
import { getTermOfHoliday } from "./recipe-options.js";
import type { StoreModel } from "./store-model.js";
import { toUnits } from "./transform.js";
import type { Forecast, ForecastModel, FutureDays, Series } from "./types.js";
import { getInteractionName, makeInteractionColumns } from "./weekday-interactions.js";

/** A store's model but for its history. */
export interface StoreForecaster extends Omit<StoreModel, "prophet"> {
  prophet: ForecastModel;
}

/** What of its history a store's model is asked for, if at all. */
interface Past {
  /** Asked for with the components. */
  getLevels(): SeasonLevels;
  /** Units; asked for where the baseline serves. */
  getSeries(): Series;
}

/** The forecast that `forecastStore` documents. */
export function makeStoreForecast(
  model: StoreForecaster,
  past: Past,
  future: FutureDays,
  level: number,
  wants: { components: boolean },
): Forecast {
  const { prophet, recipe, transform, calibration } = model;
  if (model.forecaster === "baseline") {
    return floorAtZero(seasonalNaive(past.getSeries(), future, level));
  }
  const columns = makeInteractionColumns(recipe?.weekdayInteractions ?? [], future);
  const raw = predict(prophet, { ...future, regressors: { ...future.regressors, ...columns } }, level);
  const { lower, upper } = calibration === null ? raw : calibrateInterval(raw, level, calibration);
  const yhat = toUnits(transform, raw.yhat);
  const parts = wants.components ? groupParts(model, moveLevels(prophet, past.getLevels(), raw)) : [];
  return floorAtZero({
    days: raw.days,
    yhat,
    lower: toUnits(transform, lower),
    upper: toUnits(transform, upper),
    components: transform === "log" ? attributeLogParts(parts, yhat) : parts,
  });
}

const groupedEffects = new WeakMap<StoreForecaster, HolidayEffects>();

/** Components on the fitted scale by the recipe's terms: holidays by what they stand for, interactions with their regressor. */
function groupParts(model: StoreForecaster, { days, components }: Forecast): Forecast["components"] {
  const { recipe, prophet } = model;
  if (recipe === null) return components;
  let effects = groupedEffects.get(model);
  if (!effects) {
    effects = makeHolidayEffects(prophet, (name) => getTermOfHoliday(recipe, name));
    groupedEffects.set(model, effects);
  }
  const parts = new Map<string, Float64Array>();
  const add = (name: string, values: Float64Array) => {
    const part = parts.get(name);
    if (part) for (let i = 0; i < values.length; i++) part[i]! += values[i]!;
    else parts.set(name, values.slice());
  };
  const regressorOf = new Map(
    recipe.weekdayInteractions.flatMap(({ regressor, weekdays }) =>
      weekdays.map((weekday): [string, string] => [getInteractionName(regressor, weekday), regressor]),
    ),
  );
  for (const { name, values } of components) {
    if (name !== "holidays") add(regressorOf.get(name) ?? name, values);
  }
  for (const [group, values] of effects.groups) {
    add(group, pickEffects({ days: effects.days, effects: values }, days));
  }
  return [...parts].map(([name, values]) => ({ name, values }));
}
