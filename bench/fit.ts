/**
 * Cost of one model on one thread, on generated series:
 *
 *     npx tsx bench/fit.ts
 *
 * Last result (2-core EPYC shared with other work at a load of 3.6, Node 20.20), median, ms: fit of 780 rows 0.64 (fastest 0.60),
 * multiplicative 2.8; default recipe with 71 columns 1.20, its backtest of 3 folds 5.5; predict 7 days 0.0031; write JSON 2.5, read it 3.4.
 */
import { cpus } from "node:os";
import { addDays, dayOf } from "../src/model/day.js";
import {
  backtest,
  DEFAULT_RECIPE,
  fit,
  fitStoreModel,
  forecastStore,
  fromProphetJson,
  toProphetJson,
} from "../src/model/index.js";
import type { Forecaster, Series } from "../src/model/index.js";
import { listPublicHolidays } from "../src/stores/calendar.js";
import { makeSeries } from "../test/support/series.js";

const SEEDS = 200;
const ROUNDS = 5;
const WARM_UP = 5;

/** Over different seeds, ms: median and 90th percentile of the usual time of each, and median of its least. */
function measure(task: (seed: number) => unknown, perRound = 1): Record<string, string> {
  const times = Array.from({ length: SEEDS }, (): number[] => []);
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (let seed = 0; seed < SEEDS; seed++) {
      const startedAt = performance.now();
      for (let i = 0; i < perRound; i++) task(seed);
      if (round >= WARM_UP) times[seed]!.push((performance.now() - startedAt) / perRound);
    }
  }
  for (const own of times) own.sort((a, b) => a - b);
  const ascending = (round: number) => times.map((own) => own[round]!).sort((a, b) => a - b);
  const usual = ascending(Math.floor(ROUNDS / 2));
  return {
    median: usual[SEEDS / 2]!.toFixed(4),
    p90: usual[SEEDS * 0.9]!.toFixed(4),
    fastest: ascending(0)[SEEDS / 2]!.toFixed(4),
  };
}

const plain = Array.from({ length: SEEDS }, (_, seed) => makeSeries({ days: 780, seed }));
const stores = plain.map((_, seed) => makeSeries({ days: 930, closedWeekdays: [7], promo: 0.3, seed }));
const first = dayOf(stores[0]!.days[0]!);
const holidays = listPublicHolidays("DE-NW", addDays(first, -365), addDays(first, 930 + 730));
const train = (series: Series) => fitStoreModel(series, DEFAULT_RECIPE, holidays);
const trainForecaster = (series: Series): Forecaster => {
  const model = train(series);
  return (future, level) => forecastStore(model, future, level);
};
const models = stores.map(train);
const texts = models.map(({ prophet }) => toProphetJson(prophet));
const ahead = stores.map((series) => {
  const days = Int32Array.from({ length: 7 }, (_, i) => series.days.at(-1)! + 1 + i);
  return { days, regressors: { promo: Float64Array.from(days, (day) => day % 2) } };
});

console.log(`${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}, one thread, ms`);
console.table({
  "fit, 780 rows, yearly + weekly": measure((seed) => fit(plain[seed]!)),
  [`fit, ${stores[0]!.days.length} rows, default recipe, ${models[0]!.prophet.params.beta.length} columns`]:
    measure((seed) => train(stores[seed]!)),
  "backtest of 3 folds, default recipe": measure((seed) =>
    backtest(stores[seed]!, trainForecaster, { horizon: 7, folds: 3, step: 7, level: 0.8 }),
  ),
  "forecast 7 days with interval": measure((seed) => forecastStore(models[seed]!, ahead[seed]!, 0.8), 100),
  "write Prophet's JSON": measure((seed) => toProphetJson(models[seed]!.prophet)),
  "read Prophet's JSON": measure((seed) => fromProphetJson(texts[seed]!)),
});
