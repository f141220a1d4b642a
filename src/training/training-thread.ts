import {
  backtest,
  DEFAULT_RECIPE,
  fit,
  makeRecipeOptions,
  ModelError,
  toProphetJson,
  type BacktestOptions,
  type FitOptions,
  type PublicHoliday,
  type Series,
} from "../model/index.js";
import { compareWithChampion, type ChampionModel } from "./champion-comparison.js";
import type { RetrainFailureCode, TrainedModel } from "./types.js";

/** What a thread is asked to train; plain data. */
export interface TrainingTask {
  series: Series;
  holidays: PublicHoliday[];
  backtest: BacktestOptions;
  /** The present champion where a fold may compare it with the new model; null otherwise. */
  champion: ChampionModel | null;
}

/** What a thread answers. Errors travel as data, for a thread's boundary strips them of their codes. */
export type ThreadAnswer =
  | { status: "trained"; model: TrainedModel }
  | { status: "refused"; code: RetrainFailureCode; message: string; stack: string | null };

/** Proves that the thread has loaded. */
export function ping(): true {
  return true;
}

/** Fits, backtests and compares: the work of one training, without any I/O. */
export default function train(task: TrainingTask): ThreadAnswer {
  try {
    return { status: "trained", model: trainModel(task) };
  } catch (error) {
    if (error instanceof ModelError) {
      const code = error.code === "NOT_ENOUGH_DATA" ? "NOT_ENOUGH_DATA" : "FIT_FAILED";
      return { status: "refused", code, message: error.message, stack: null };
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: "refused", code: "FIT_FAILED", message: "The fit failed unexpectedly.", stack };
  }
}

function trainModel({ series, holidays, backtest: asked, champion }: TrainingTask): TrainedModel {
  const startedAt = performance.now();
  const options = makeRecipeOptions(DEFAULT_RECIPE, Object.keys(series.regressors), holidays);
  const model = fit(series, options);
  const fitMs = performance.now() - startedAt;
  const tested = backtest(series, options, asked);
  const trained = {
    prophetJson: toProphetJson(model),
    params: makeParams(options, series),
    regressors: model.regressors.map(({ name }) => name),
    backtest: tested?.summary ?? null,
    champion: compareWithChampion(champion, tested?.folds ?? [], series, asked.level),
    rows: series.days.length,
  };
  return { ...trained, fitMs, trainMs: performance.now() - startedAt };
}

/** The options as text, for the model's page. */
function makeParams(options: FitOptions, series: Series): Record<string, string> {
  const { regressors, holidays, ...scalars } = options;
  return {
    ...Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [toSnakeCase(name), JSON.stringify(value)]),
    ),
    regressors: regressors.map(({ name }) => name).join(", ") || "none",
    holidays: String(holidays.length),
    rows: String(series.days.length),
  };
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
