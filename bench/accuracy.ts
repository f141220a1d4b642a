/**
 * Accuracy and coverage of a recipe on the Rossmann set, all stores, 7 days ahead, at sixteen origins:
 *
 *     ROSSMANN_DIR=/path/to/rossmann npx tsx bench/accuracy.ts [--further] [--recipe FILE] [--out DIR] [--threads N]
 *
 * `--further` goes on with eight origins that took no part in any choice of the recipe. `--recipe` takes another recipe than the default, `--out` keeps
 * each report with its plot. `storecast backtest --rossmann` does the same on cutoffs of your own.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { readRecipeFile } from "../src/cli/recipe-file.js";
import { saveReport } from "../src/cli/save-report.js";
import { createForecastThreads, evaluateChain, makeMarkdown } from "../src/evaluation/index.js";
import { DEFAULT_RECIPE } from "../src/model/index.js";
import { BACKTEST } from "../src/training/backtest-plan.js";
import { loadRealStores } from "./real-stores.js";

const ORIGINS = {
  chosen: [
    ...["2014-10-10", "2014-11-14", "2014-12-05", "2014-12-19", "2015-01-09", "2015-01-30", "2015-02-20"],
    ...["2015-03-13", "2015-03-27", "2015-04-10", "2015-04-24", "2015-05-08", "2015-05-22", "2015-05-29"],
    ...["2015-06-05", "2015-06-12"],
  ],
  further: [
    ...["2014-03-14", "2014-04-25", "2014-05-30", "2014-06-20", "2014-11-28", "2015-01-16", "2015-02-06"],
    ...["2015-05-15"],
  ],
};
const HORIZON = 7;

const { values: asked } = parseArgs({
  options: {
    further: { type: "boolean", default: false },
    recipe: { type: "string" },
    out: { type: "string" },
    threads: { type: "string", default: String(availableParallelism()) },
  },
});
const recipe = asked.recipe === undefined ? DEFAULT_RECIPE : await readRecipeFile(asked.recipe);
const stores = await loadRealStores();
const threads = await createForecastThreads({ threads: Number(asked.threads), logger: console });
try {
  for (const name of asked.further ? (["chosen", "further"] as const) : (["chosen"] as const)) {
    const startedAt = performance.now();
    const evaluation = await evaluateChain(
      stores,
      { recipe, cutoffs: ORIGINS[name], horizon: HORIZON, backtest: BACKTEST },
      { threads, signal: new AbortController().signal },
    );
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(makeMarkdown(evaluation));
    console.log(`${name} origins: ${seconds.toFixed(0)} s on ${asked.threads} threads\n`);
    if (asked.out !== undefined) await saveReport(join(asked.out, name), evaluation);
  }
} finally {
  await threads.close();
}
