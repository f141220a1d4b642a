import { z } from "zod";
import { calibrationSchema } from "./calibration.js";
import { findClosedHolidays } from "./closed-holidays.js";
import { ModelError } from "./model-error.js";
import { writeObject } from "./pandas-text.js";
import { makeFields } from "./prophet-json-writer.js";
import { readProphet } from "./prophet-json-reader.js";
import { parseText } from "./prophet-json-text.js";
import { parseRecipe } from "./recipe.js";
import type { StoreModel } from "./store-model.js";

/** Key beside Prophet's own, which Prophet passes over when it loads the model. */
const KEY = "storecast";

const envelope = z.object({
  recipe: z.unknown(),
  transform: z.enum(["none", "log"]),
  forecaster: z.enum(["prophet", "baseline"]),
  calibration: calibrationSchema.nullable(),
  closed_holidays: z.array(z.number().int()),
});

/** Prophet's JSON of the model, as `toProphetJson` writes it, with what Prophet has no word for under a key of our own. */
export function toStoreModelJson(model: StoreModel): string {
  const { recipe, transform, forecaster, calibration, closedHolidays } = model;
  const own: z.input<typeof envelope> = {
    ...{ recipe, transform, forecaster, calibration, closed_holidays: [...closedHolidays] },
  };
  return writeObject({ ...makeFields(model.prophet), [KEY]: own });
}

/**
 * Reads what {@link toStoreModelJson} wrote, or any Prophet's JSON: that is taken to forecast units, with Prophet's own intervals.
 *
 * @throws ModelError INVALID_INPUT as `fromProphetJson` does, and for an envelope that is none
 */
export function fromStoreModelJson(text: string): StoreModel {
  const value = parseText("model", text);
  const prophet = readProphet(value);
  const found = (value as Record<string, unknown>)[KEY];
  if (found === undefined) {
    const { days } = prophet.history;
    return {
      ...{ prophet, recipe: null, transform: "none", forecaster: "prophet", calibration: null },
      closedHolidays: findClosedHolidays(days, days.at(-1) ?? -Infinity, prophet.holidays),
    };
  }
  const result = envelope.safeParse(found);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    throw new ModelError("INVALID_INPUT", `model.${[KEY, ...path].join(".")}: ${message}.`, {
      cause: result.error,
    });
  }
  const { recipe, transform, forecaster, calibration, closed_holidays: closedHolidays } = result.data;
  return {
    ...{ prophet, recipe: recipe === null ? null : parseRecipe(recipe), transform, forecaster, calibration },
    closedHolidays,
  };
}
