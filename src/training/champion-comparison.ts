import { epochDay, type Day } from "../model/day.js";
import {
  forecastStore,
  fromStoreModelJson,
  measureForecast,
  ModelError,
  type BacktestOptions,
  type Fold,
  type Series,
  type StoreModel,
} from "../model/index.js";
import type { ChampionComparison } from "./types.js";

/** A champion to be held against a new model. */
export interface ChampionModel {
  /** Prophet's JSON, single-encoded. */
  prophetJson: string;
  trainedThrough: Day;
}

/**
 * The last day of the series that a champion was trained on. Days on which the store was closed teach nothing, so a champion trained
 * through a closed Sunday has seen no more than Saturday.
 */
function getLastSeenDay(trainedThrough: Day, series: Series): number {
  const through = epochDay(trainedThrough);
  return series.days.findLast((day) => day <= through) ?? -Infinity;
}

/** Whether a backtest of the series can hold out days that the champion has not seen either: whether the champion is worth loading. */
export function canShareFold(
  champion: { trainedThrough: Day },
  series: Series,
  { horizon }: BacktestOptions,
): boolean {
  const lastDay = series.days.at(-1);
  return lastDay !== undefined && getLastSeenDay(champion.trainedThrough, series) <= lastDay - horizon;
}

/**
 * Scores the champion's own model and the new model's refits on the same days, at the same level, each as it serves. A champion that
 * cannot be read, or that needs what the series does not have, is unusable.
 *
 * @param forecaster which of a fold's forecasts the new model will serve
 */
export function compareWithChampion(
  champion: ChampionModel | null,
  folds: readonly Fold[],
  forecaster: StoreModel["forecaster"],
  series: Series,
  level: number,
): ChampionComparison {
  if (!champion) return { kind: "not compared" };
  // A model is never praised for days that it was trained on.
  const lastSeen = getLastSeenDay(champion.trainedThrough, series);
  const shared = folds.filter(({ cutoff }) => epochDay(cutoff) >= lastSeen);
  if (shared.length === 0) return { kind: "not compared" };
  try {
    const model = fromStoreModelJson(champion.prophetJson);
    const days = Int32Array.from(shared.flatMap((fold) => [...fold.days]));
    const y = concat(shared.map((fold) => fold.y));
    const future = { days, regressors: pickDays(series, days) };
    const { yhat, lower, upper } = forecastStore(model, future, level, { components: false });
    const served = shared.map((fold) => (forecaster === "baseline" ? fold.baseline : fold));
    const challenger = {
      y,
      yhat: concat(served.map((fold) => fold.yhat)),
      lower: concat(served.map((fold) => fold.lower)),
      upper: concat(served.map((fold) => fold.upper)),
    };
    return {
      kind: "compared",
      comparison: {
        challenger: measureForecast(challenger, level, null),
        champion: measureForecast({ y, yhat, lower, upper }, level, null),
      },
    };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { kind: "unusable", reason: error.message };
  }
}

/** The series' regressors on some of its days. */
function pickDays(series: Series, days: Int32Array): Record<string, Float64Array> {
  const places = new Map(Array.from(series.days, (day, index) => [day, index]));
  return Object.fromEntries(
    Object.entries(series.regressors).map(([name, values]) => [
      name,
      Float64Array.from(days, (day) => values[places.get(day) ?? -1] ?? NaN),
    ]),
  );
}

function concat(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
