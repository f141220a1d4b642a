import { z } from "zod";
import { calibrationSettings } from "./calibration.js";
import { ModelError } from "./model-error.js";

/*
 * Prior scales of a recipe are standard deviations on the fitted scale, the same for every store: shares of the level, so that 0.1 is about
 * ten per cent. Prophet's own are in units of its `y_scale`; makeRecipeOptions converts them.
 */
const name = z.string().regex(/^[a-z][a-z0-9_]*$/, "must be lower case letters, digits and underscores");
const priorScale = z.number().positive();
const lowerWindow = z.number().int().max(0);
const upperWindow = z.number().int().min(0);
const seasonality = z.strictObject({ fourierOrder: z.number().int().positive(), priorScale }).nullable();
const reach = z.strictObject({ lowerWindow, upperWindow, priorScale });
const level = z.number().gt(0).lt(1);

const recipe = z.strictObject({
  /** What it is called; with the version it is what a model version says of itself. */
  name,
  version: z.number().int().positive(),
  /** `log`: effects are shares, and no forecast is negative; a store with many days without a sale is fitted in units all the same. */
  transform: z.enum(["none", "log"]),
  growth: z.enum(["linear", "flat"]),
  changepoints: z.strictObject({
    count: z.number().int().min(0),
    /** Share of the history that they are spread over. */
    range: level,
    priorScale,
  }),
  yearly: seasonality,
  weekly: seasonality,
  /** Regressors taken up wherever a series has them, in this order. */
  regressors: z.array(z.strictObject({ name, priorScale })),
  /** Prior scale of the effect that one standard deviation of any further regressor has, such as a price; null leaves them out. */
  otherRegressors: z.strictObject({ priorScale }).nullable(),
  /** Columns of a regressor on single weekdays, 1 = Monday: what it does there beyond what it does in general. */
  weekdayInteractions: z.array(
    z.strictObject({ regressor: name, weekdays: z.array(z.number().int().min(1).max(7)), priorScale }),
  ),
  /** All public holidays of the store's calendar as one: what a day near any of them is like, one never seen included. */
  publicHolidays: reach.nullable(),
  /** Each public holiday besides: how it differs from the others. */
  namedHolidays: reach.nullable(),
  /** Trading days beside a closure that is no habit of its weekday. */
  closures: z.strictObject({ before: priorScale.nullable(), after: priorScale.nullable() }),
  /** A day of every month, or its last day from Monday to Friday, and those around it, each a column. */
  monthDays: z.array(
    reach.extend({ name, day: z.union([z.number().int().min(1).max(31), z.literal("lastWorkday")]) }),
  ),
  /** Days of every year as one column, such as the last ones before Christmas. */
  seasons: z.array(
    z
      .strictObject({
        name,
        month: z.number().int().min(1).max(12),
        fromDay: z.number().int().min(1).max(31),
        toDay: z.number().int().min(1).max(31),
        priorScale,
      })
      .refine(({ fromDay, toDay }) => fromDay <= toDay, "fromDay must not be after toDay"),
  ),
  /** How forecast intervals are calibrated on backtests. */
  intervals: calibrationSettings,
});

/** What a store's model contains: plain JSON, named and versioned, kept with every model version. */
export type Recipe = z.infer<typeof recipe>;

/**
 * Reads a recipe.
 *
 * @param value parsed JSON
 * @throws ModelError INVALID_INPUT naming the first field, its value and the rule
 */
export function parseRecipe(value: unknown): Recipe {
  const result = recipe.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const found = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], value);
  throw new ModelError(
    "INVALID_INPUT",
    `${["recipe", ...path].join(".")} is ${JSON.stringify(found) ?? "missing"}: ${message}.`,
  );
}

/** Name and version of a recipe as a model version keeps them, such as `default@1`. */
export function getRecipeLabel({ name, version }: Pick<Recipe, "name" | "version">): string {
  return `${name}@${version}`;
}
