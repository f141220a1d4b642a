/**
 * Cost of one model on one thread on real stores, beside Python's Prophet on the same stores and cores, in one run:
 *
 *     ROSSMANN_DIR=/path/to/rossmann npx tsx bench/stores.ts [stores]
 *
 * Each store is fitted 15 times, the first ten not counted. `fit` is the median over stores of the median of the five, `fastest` of the least of
 * them, which other work on the machine touches less. Python fits each store once. 100 stores by default.
 *
 * Last result (2-core EPYC shared with other work at a load of 3, Node 20.20, Python 3.11, Prophet 1.5.0), ms but for µs:
 *
 * |                     | fit   | p90   | p99   | fastest | Python's | ratio | predict, µs | Python's |
 * | ------------------- | ----- | ----- | ----- | ------- | -------- | ----- | ----------- | -------- |
 * | plain, 26 columns   | 0.635 | 0.708 | 0.788 | 0.603   | 124      | 196   | 5.7         | 63       |
 * | recipe, 47 columns  | 1.30  | 1.66  | 1.89  | 1.01    | 203      | 156   | 7.1         | 126      |
 * | product, 28 columns | 7.72  | 13.7  | 25.5  | 5.55    | 126      | 16    | 4.8         | 64       |
 *
 * `plain` is yearly and weekly, `product` adds promo and school holiday and multiplies the trend by all of them.
 */
import { cpus } from "node:os";
import type { EvaluationStore } from "../src/evaluation/index.js";
import { DEFAULT_RECIPE, fit, predict } from "../src/model/index.js";
import type { FitOptions, FittedModel, Series } from "../src/model/index.js";
import { makeRecipeCalendar, makeRecipeOptions } from "../src/model/recipe-options.js";
import { transformSeries } from "../src/model/transform.js";
import { makeInteractionColumns } from "../src/model/weekday-interactions.js";
import { fitInPython } from "./prophet.js";
import { loadRealStores } from "./real-stores.js";

const ROUNDS = 5;
const WARM_UP = 10;
const PREDICTIONS = 200;

interface Task {
  series: Series;
  options: Partial<FitOptions>;
  /** The same in Python's words. */
  python: Record<string, number | string | boolean>;
}

const toPlain = ({ series }: EvaluationStore): Task => ({
  series: { ...series, regressors: {} },
  options: { yearlySeasonality: 10, weeklySeasonality: 3 },
  python: { yearly_seasonality: 10, weekly_seasonality: 3 },
});

/** The default recipe, on logarithms. */
function toRecipe({ series, holidays }: EvaluationStore): Task {
  const fitted = transformSeries("log", series);
  const columns = makeInteractionColumns(DEFAULT_RECIPE.weekdayInteractions, fitted);
  const calendar = makeRecipeCalendar(DEFAULT_RECIPE, fitted.days, holidays);
  const { options } = makeRecipeOptions(DEFAULT_RECIPE, "log", fitted, calendar);
  return {
    series: { ...fitted, regressors: { ...fitted.regressors, ...columns } },
    options,
    python: { yearly_seasonality: 4, weekly_seasonality: 3, changepoint_range: 0.9 },
  };
}

const toProduct = ({ series }: EvaluationStore): Task => ({
  series,
  options: {
    seasonalityMode: "multiplicative",
    regressors: Object.keys(series.regressors).map((name) => ({ name })),
  },
  python: { seasonality_mode: "multiplicative" },
});

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}

/** Times of each task, ms. */
function measure(tasks: readonly Task[]): number[][] {
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    tasks.forEach(({ series, options }, i) => {
      const startedAt = performance.now();
      fit(series, options);
      if (round >= WARM_UP) times[i]!.push(performance.now() - startedAt);
    });
  }
  return times;
}

/** Microseconds a store of 7 days with interval. */
function measurePredict(models: readonly FittedModel[]): number {
  const futures = models.map(({ history }) => {
    const days = Int32Array.from({ length: 7 }, (_, i) => history.days.at(-1)! + 1 + i);
    const regressors = Object.keys(history.regressors).map((name) => [name, new Float64Array(7)]);
    return { days, regressors: Object.fromEntries(regressors) as Record<string, Float64Array> };
  });
  const rounds: number[] = [];
  for (let round = 0; round < PREDICTIONS; round++) {
    const startedAt = performance.now();
    models.forEach((model, i) => predict(model, futures[i]!, 0.8));
    rounds.push(((performance.now() - startedAt) * 1000) / models.length);
  }
  return quantile(rounds, 0.5);
}

const stores = await loadRealStores(Number(process.argv[2] ?? 100));
console.log(
  `${stores.length} stores, ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}, one thread, ms`,
);
const table: Record<string, Record<string, string>> = {};
for (const [name, toTask] of Object.entries({ plain: toPlain, recipe: toRecipe, product: toProduct })) {
  const tasks = stores.map(toTask);
  const times = measure(tasks);
  const ours = times.map((own) => quantile(own, 0.5));
  const theirs = await fitInPython(
    tasks.map(({ series, options, python }) => ({
      series,
      options: python,
      holidays: options.holidays ?? [],
      allDigits: false,
    })),
  );
  const models = tasks.map(({ series, options }) => fit(series, options));
  const fitMs = theirs.map((answer) => answer.fitMs);
  table[`${name}, ${models[0]!.params.beta.length} columns`] = {
    fit: quantile(ours, 0.5).toFixed(3),
    p90: quantile(ours, 0.9).toFixed(3),
    p99: quantile(ours, 0.99).toFixed(3),
    fastest: quantile(
      times.map((own) => quantile(own, 0)),
      0.5,
    ).toFixed(3),
    "Python's": quantile(fitMs, 0.5).toFixed(0),
    ratio: (quantile(fitMs, 0.5) / quantile(ours, 0.5)).toFixed(0),
    "predict, µs": measurePredict(models).toFixed(1),
    "Python's, ms": quantile(
      theirs.map(({ predictMs }) => predictMs),
      0.5,
    ).toFixed(0),
  };
}
console.table(table);
