import {
  DEFAULT_RECIPE,
  fitStoreModel,
  makeServingModel,
  toServingModelJson,
  toStoreModelJson,
} from "../../src/model/index.js";
import { listPublicHolidays } from "../../src/stores/calendar.js";
import { makeSeries } from "./series.js";

const KINDS = 16;

/** Models, and their serving forms, that the stores of a fleet take turns with: of 942 days, with all terms of the default recipe. `last` is the last day. */
export function makeFleetModels(): { models: string[]; forms: string[]; last: number } {
  const holidays = listPublicHolidays("DE-NW", "2012-06-01", "2018-01-01");
  const series = Array.from({ length: KINDS }, (_, seed) =>
    makeSeries({
      ...{ days: 942, start: "2013-01-01", promo: 0.3, closedWeekdays: [7], noise: 0.05, yearly: 0.1, seed },
    }),
  );
  const fitted = series.map((one) => fitStoreModel(one, DEFAULT_RECIPE, holidays));
  return {
    models: fitted.map(toStoreModelJson),
    forms: fitted.map((model) => toServingModelJson(makeServingModel(model))),
    last: series[0]!.days.at(-1)!,
  };
}
