import { fromStoreModelJson, getRecipeLabel, refit, toProphetJson } from "../model/index.js";
import type { ModelParams } from "../model/index.js";

/** A parameter that came out otherwise. */
export interface ParameterDifference {
  /** Such as `k`, `delta[3]`, `beta[17]`. */
  name: string;
  /** Null where one of the two has no such parameter. */
  stored: number | null;
  refitted: number | null;
}

/** What a model gives when it is fitted anew from itself. */
export interface Reproduction {
  /** Whether all parameters are the same to the bit. */
  isSame: boolean;
  parameters: number;
  /** In the model's order. */
  differences: ParameterDifference[];
  /** Whether all of Prophet's text is the same, too: another version of the product may write it otherwise. */
  isTextSame: boolean;
  /** Rows of its history. */
  rows: number;
  /** Name and version; null for a model without a recipe. */
  recipe: string | null;
}

/**
 * Fits a stored model anew from its own history and options, and holds the two against each other. What rests on a backtest (the calibration
 * of intervals, whether the baseline serves) is taken over as it is.
 *
 * @throws ModelError for a text that is no model, or a history that cannot be fitted
 */
export function reproduce(prophetJson: string): Reproduction {
  const stored = fromStoreModelJson(prophetJson);
  const refitted = refit(stored.prophet);
  const before = listParameters(stored.prophet.params);
  const after = listParameters(refitted.params);
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const differences = names
    .map((name) => ({ name, stored: before.get(name) ?? null, refitted: after.get(name) ?? null }))
    .filter(({ stored: one, refitted: other }) => !Object.is(one, other));
  return {
    isSame: differences.length === 0,
    parameters: names.length,
    differences,
    // what is ours follows Prophet's keys, and is not fitted
    isTextSame: prophetJson.startsWith(toProphetJson(refitted).slice(0, -1)),
    rows: stored.prophet.history.days.length,
    recipe: stored.recipe && getRecipeLabel(stored.recipe),
  };
}

function listParameters({ k, m, sigmaObs, delta, beta }: ModelParams): Map<string, number> {
  return new Map([
    ...Object.entries({ k, m, sigma_obs: sigmaObs }),
    ...Array.from(delta, (value, i): [string, number] => [`delta[${i}]`, value]),
    ...Array.from(beta, (value, i): [string, number] => [`beta[${i}]`, value]),
  ]);
}
