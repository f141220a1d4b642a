/** Parts of a forecast on its fitted scale, the first being the level that the others build on; arrays of equal length. */
export type Parts = readonly { name: string; values: Float64Array }[];

/**
 * Parts in units of a forecast whose parts add up on the logarithmic scale: the level as it is, and of each other part its share of what
 * all of them add to the level or take from it. They sum to the forecast, whatever their order (the logarithmic mean Divisia index,
 * Ang 2004).
 *
 * @param yhat the forecast in units
 */
export function attributeLogParts(
  parts: Parts,
  yhat: Float64Array,
): { name: string; values: Float64Array }[] {
  const [level, ...others] = parts;
  if (level === undefined) return [];
  const base = level.values.map(Math.exp);
  const weight = base.map((value, i) => logarithmicMean(yhat[i]!, value));
  return [
    { name: level.name, values: base },
    ...others.map(({ name, values }) => ({ name, values: values.map((value, i) => value * weight[i]!) })),
  ];
}

/** (a - b) / ln(a / b), which lies between a and b, both above 0. */
function logarithmicMean(a: number, b: number): number {
  const ratio = a / b;
  // Near 1 the quotient is 0 / 0; the geometric mean is then the same to the last digits.
  return Math.abs(ratio - 1) < 1e-7 ? Math.sqrt(a * b) : (a - b) / Math.log(ratio);
}
