import type { EvaluationStore } from "../src/evaluation/index.js";
import { DEFAULT_RECIPE, fitStoreModel, toStoreModelJson, trainStoreModel } from "../src/model/index.js";

const BACKTEST = { horizon: 7, folds: 4, step: 7, level: 0.8 };

/** Proves that the thread has loaded. */
export const ping = () => true;

/** Columns fitted. */
export default function fit(stores: readonly EvaluationStore[]): number {
  return stores.reduce(
    (sum, { series, holidays }) =>
      sum + fitStoreModel(series, DEFAULT_RECIPE, holidays).prophet.params.beta.length,
    0,
  );
}

/** Characters of JSON made. */
export function train(stores: readonly EvaluationStore[]): number {
  return stores.reduce((sum, { series, holidays }) => {
    const input = { series, recipe: DEFAULT_RECIPE, holidays, backtest: BACKTEST, chain: [] };
    return sum + toStoreModelJson(trainStoreModel(input).model).length;
  }, 0);
}
