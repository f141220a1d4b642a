import {
  fitStoreModel,
  getRecipeLabel,
  listInputs,
  makeServingModel,
  ModelError,
  toServingModelJson,
  toStoreModelJson,
  trainStoreModel,
  type Series,
  type StoreModel,
  type StoreTrainingInput,
} from "../model/index.js";
import { draw as drawPlot } from "../plots/index.js";
import type { Plot } from "../plots/types.js";
import { compareWithChampion, type ChampionModel } from "./champion-comparison.js";
import { makeComponents } from "./components-record.js";
import { summariseFold } from "./fold-result.js";
import type { RetrainFailureCode, TrainedModel } from "./types.js";

/** What a thread is asked to train; plain data. */
export interface TrainingTask extends StoreTrainingInput {
  /** The present champion where a fold may compare it with the new model; null otherwise. */
  champion: ChampionModel | null;
  /** Whether a picture shall show what the forecast is made of. */
  isPictured?: boolean;
}

/** What a thread answers. Errors travel as data, for a thread's boundary strips them of their codes. */
export type ThreadAnswer =
  | { status: "trained"; model: TrainedModel }
  | { status: "refused"; code: RetrainFailureCode; message: string; stack: string | null };

/** Proves that the thread has loaded. */
export function ping(): true {
  return true;
}

/** Draws, as SVG. */
export async function draw(plot: Plot): Promise<string> {
  return await drawPlot(plot);
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

function trainModel({ champion, isPictured = false, ...input }: TrainingTask): TrainedModel {
  const { series, recipe, holidays } = input;
  const startedAt = performance.now();
  const fitted = fitStoreModel(series, recipe, holidays);
  const fitMs = performance.now() - startedAt;
  const { model, backtest, residuals } = trainStoreModel(input, fitted);
  const { level } = input.backtest;
  const trained = {
    prophetJson: toStoreModelJson(model),
    servingForm: toServingModelJson(makeServingModel(model)),
    params: makeParams(model, series.days.length),
    regressors: listInputs(model).map(({ name }) => name),
    forecaster: model.forecaster,
    transform: model.transform,
    backtest: backtest?.summary ?? null,
    folds: (backtest?.folds ?? []).map((fold) => summariseFold(fold, level)),
    components: isPictured ? makeComponents(model, series) : null,
    lastInputs: getLastInputs(model, series),
    champion: compareWithChampion(champion, backtest?.folds ?? [], model.forecaster, series, level),
    residuals,
    rows: series.days.length,
  };
  return { ...trained, fitMs, trainMs: performance.now() - startedAt };
}

function getLastInputs(model: StoreModel, { regressors }: Series): Record<string, number> {
  return Object.fromEntries(listInputs(model).map(({ name }) => [name, regressors[name]?.at(-1) ?? 0]));
}

/** What the model was made from, as text, for its page. */
function makeParams(
  { recipe, transform, forecaster, prophet }: StoreModel,
  rows: number,
): Record<string, string> {
  return {
    ...(recipe === null ? {} : { recipe: getRecipeLabel(recipe), recipe_json: JSON.stringify(recipe) }),
    ...{ transform, forecaster, growth: prophet.growth },
    n_changepoints: String(prophet.settings.nChangepoints),
    changepoint_prior_scale: String(prophet.settings.changepointPriorScale),
    seasonalities: prophet.seasonalities.map(({ name }) => name).join(", ") || "none",
    regressors: prophet.regressors.map(({ name }) => name).join(", ") || "none",
    holidays: prophet.holidays.map(({ name }) => name).join(", ") || "none",
    columns: String(prophet.params.beta.length),
    rows: String(rows),
  };
}
