import { makeInputError } from "./model-error.js";

const COMPONENTS = [
  "trend",
  "additive_terms",
  "daily",
  "weekly",
  "yearly",
  "holidays",
  "zeros",
  "extra_regressors_additive",
  "yhat",
  "extra_regressors_multiplicative",
  "multiplicative_terms",
];
const BUILT_IN_SEASONALITIES = ["daily", "weekly", "yearly"];
const RESERVED_NAMES = new Set([
  ...COMPONENTS,
  ...COMPONENTS.map((name) => `${name}_lower`),
  ...COMPONENTS.map((name) => `${name}_upper`),
  ...["ds", "y", "cap", "floor", "y_scaled", "cap_scaled", "t"],
]);

/** Throws INVALID_INPUT for a name that Prophet keeps for itself. */
export function checkName(field: string, name: string): void {
  if (name === "") throw makeInputError(field, name, "a name must not be empty");
  if (name.includes("_delim_")) throw makeInputError(field, name, 'a name must not contain "_delim_"');
  if (RESERVED_NAMES.has(name)) throw makeInputError(field, name, "the name is reserved by Prophet");
}

/** The same for a seasonality, which may stand in for a built-in one. */
export function checkSeasonalityName(field: string, name: string): void {
  if (!BUILT_IN_SEASONALITIES.includes(name)) checkName(field, name);
}
