/**
 * Log posterior of ours less Stan's on real stores, over their whole history, and the largest derivative left in ours:
 *
 *     ROSSMANN_DIR=/path/to/rossmann npx tsx bench/stan.ts [stores]
 *
 * Prophet's own defaults with promo and school holiday as regressors; 100 stores by default, evenly over all.
 *
 * Last result (Prophet 1.5.0): additive least 0.0031, median 0.083, most 1.9, KKT 2e-10; multiplicative 0.0057, 2.0, 83, 3e-7.
 */
import { fit } from "../src/model/index.js";
import { makeObjective } from "../test/support/objective.js";
import { fitInPython } from "./prophet.js";
import { loadRealStores } from "./real-stores.js";

const stores = await loadRealStores(Number(process.argv[2] ?? 100));

const table: Record<string, Record<string, string>> = {};
for (const seasonalityMode of ["additive", "multiplicative"] as const) {
  const theirs = await fitInPython(
    stores.map(({ series }) => ({
      series,
      options: { seasonality_mode: seasonalityMode },
      holidays: [],
      allDigits: true,
    })),
  );
  const compared = stores.map(({ series }, i) => {
    const regressors = Object.keys(series.regressors).map((name) => ({ name }));
    const model = fit(series, { seasonalityMode, regressors });
    const objective = makeObjective(model);
    const { params } = theirs[i]!;
    return {
      gap: model.params.logPosterior! - params.logPosterior,
      kkt: objective.kkt(model.params),
      sameObjective: Math.abs(objective.lp(params) - params.logPosterior),
    };
  });
  const gaps = compared.map(({ gap }) => gap).sort((a, b) => a - b);
  table[seasonalityMode] = {
    n: String(stores.length),
    least: gaps[0]!.toPrecision(2),
    median: gaps[Math.floor(stores.length / 2)]!.toPrecision(2),
    most: gaps.at(-1)!.toPrecision(2),
    "KKT residual, most": Math.max(...compared.map(({ kkt }) => kkt)).toExponential(0),
    "at Stan's parameters, off by at most": Math.max(
      ...compared.map((row) => row.sameObjective),
    ).toExponential(0),
  };
}
console.table(table);
