import type { CompleteOptions } from "./options.js";
import type { FittedRegressor, RegressorOptions, Series } from "./types.js";

/** Centres and scales regressors by Prophet's rules: `auto` leaves 0/1 columns alone, a single value is never scaled. */
export function makeRegressors(
  options: readonly RegressorOptions[],
  series: Series,
  { holidaysPriorScale, seasonalityMode }: Pick<CompleteOptions, "holidaysPriorScale" | "seasonalityMode">,
): FittedRegressor[] {
  return options.map(
    ({ name, priorScale = holidaysPriorScale, standardize = "auto", mode = seasonalityMode }) => {
      const values = series.regressors[name]!;
      const scale = mustScale(values, standardize) ? measure(values) : { mu: 0, std: 1 };
      return { name, priorScale, standardize, mode, ...scale };
    },
  );
}

function mustScale(values: Float64Array, standardize: boolean | "auto"): boolean {
  const first = values[0]!;
  if (standardize === false || values.every((value) => value === first)) return false;
  return standardize === true || !values.every((value) => value === 0 || value === 1);
}

/** Mean and sample standard deviation. */
function measure(values: Float64Array): { mu: number; std: number } {
  const mu = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mu) * (value - mu), 0);
  return { mu, std: Math.sqrt(squares / (values.length - 1)) };
}
