/** Prints the series to hold against Stan, one a line, for `make-parity-golden.py`, which tells how to run both. */
import {
  makeParityOptions,
  makeParityRecipe,
  makeParitySeries,
  PARITY_MODES,
  PARITY_SEEDS,
} from "../support/parity.js";

for (let seed = 1; seed <= PARITY_SEEDS; seed++) {
  const recipe = makeParityRecipe(seed);
  const series = makeParitySeries(recipe);
  const { days, y } = series;
  const regressors = Object.entries(series.regressors).map(([name, values]) => [name, [...values]]);
  const options = PARITY_MODES.map((mode) => makeParityOptions(series, mode));
  console.log(JSON.stringify({ recipe, options, days: [...days], y: [...y], regressors }));
}
