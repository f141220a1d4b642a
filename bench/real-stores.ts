import { makeRossmannStores } from "../src/cli/backtest-stores.js";
import type { EvaluationStore } from "../src/evaluation/index.js";
import { loadRossmannHistories } from "../src/stores/import/index.js";

/**
 * Stores of the Kaggle set, evenly over all of them, from the folder that ROSSMANN_DIR names.
 *
 * @param count all by default
 */
export async function loadRealStores(count = Infinity): Promise<EvaluationStore[]> {
  const directory = process.env["ROSSMANN_DIR"];
  if (!directory) {
    throw new Error("ROSSMANN_DIR is not set: it must name the folder with train.csv.gz and store.csv.");
  }
  const all = makeRossmannStores(await loadRossmannHistories(directory));
  const wanted = Math.min(all.length, count);
  return all.filter((_, i) => i % Math.floor(all.length / wanted) === 0).slice(0, wanted);
}
