import { makeSeasonalEffect, makeSeasonalParts } from "./predictor.js";
import type { Predictor } from "./predictor.js";
import type { FittedModel, Forecast, ForecastModel } from "./types.js";

/** Mean effect of each seasonality over its period, by name, on the fitted scale; none for those under a condition. */
export type SeasonLevels = ReadonlyMap<string, number>;

const levels = new WeakMap<FittedModel, SeasonLevels>();

/**
 * The forecast with components that can be shown: each seasonality is what its days have over the mean of its period, and the trend is the level
 * that leaves. In the model itself the two are free to trade a constant wherever part of the period has no rows, such as a
 * weekday without trade, and do. The period's parts count alike, to the day, those without rows not at all; a seasonality under a condition stays as it is.
 *
 * @param forecast by `predict` from this model; its yhat, lower and upper stay as they are
 */
export function normaliseComponents(model: FittedModel, forecast: Forecast): Forecast {
  return moveLevels(model, getSeasonLevels(model), forecast);
}

/** {@link normaliseComponents} with the levels known, for a model without its history. */
export function moveLevels(
  model: Pick<ForecastModel, "seasonalities">,
  levelOf: SeasonLevels,
  forecast: Forecast,
): Forecast {
  const [trend, ...others] = forecast.components;
  const level = trend!.values.slice();
  const modes = new Map(model.seasonalities.map(({ name, mode }) => [name, mode]));
  const components = others.map(({ name, values }) => {
    const moved = levelOf.get(name);
    if (moved === undefined) return { name, values };
    const isShare = modes.get(name) === "multiplicative";
    return {
      name,
      values: values.map((value, i) => {
        const units = isShare ? moved * trend!.values[i]! : moved;
        level[i]! += units;
        return value - units;
      }),
    };
  });
  return { ...forecast, components: [{ name: trend!.name, values: level }, ...components] };
}

/** The levels of a model: measured on first use, then kept as long as the model is; the model never changes. */
export function getSeasonLevels(model: FittedModel): SeasonLevels {
  let found = levels.get(model);
  if (!found) {
    found = new Map(
      makeSeasonalParts(model)
        .filter(({ conditionName }) => conditionName === null)
        .map((seasonality) => [seasonality.name, measureLevel(seasonality, model.history.days)]),
    );
    levels.set(model, found);
  }
  return found;
}

/** Mean effect over the days of the period that the history has. */
function measureLevel(seasonality: Predictor["seasonalities"][number], history: Int32Array): number {
  const { period } = seasonality;
  const dayOfPhase = new Map<number, number>();
  for (const day of history) dayOfPhase.set(Math.floor(day - period * Math.floor(day / period)), day);
  if (dayOfPhase.size === 0) return 0;
  const effects = makeSeasonalEffect(seasonality, Int32Array.from(dayOfPhase.values()), null);
  return effects.reduce((sum, value) => sum + value, 0) / effects.length;
}
