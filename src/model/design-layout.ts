import type { ServingModel } from "./serving-model.js";
import type { ModelInput } from "./store-model.js";
import { listInputs } from "./store-model.js";
import type { Holiday, Mode } from "./types.js";
import { getInteractionName } from "./weekday-interactions.js";

/** Where a regressor's values come from. */
interface RegressorSource {
  mode: Mode;
  /** Place among the inputs. */
  input: number;
  /** ISO weekday on which it counts, 0 on others; null on all. */
  weekday: number | null;
}

/** What a model reads of the days it forecasts, but for the numbers it weighs that with: all models of a recipe and calendar have the same. */
export interface DesignLayout {
  inputs: readonly ModelInput["name"][];
  seasonalities: readonly {
    period: number;
    fourierOrder: number;
    mode: Mode;
    /** Place among the inputs of the column that says where it holds; null if it always does. */
    condition: number | null;
  }[];
  holidays: readonly Holiday[];
  holidaysMode: Mode;
  regressors: readonly RegressorSource[];
}

const layouts = new WeakMap<readonly Holiday[], Map<string, DesignLayout>>();

/** The layout of a model: the same object for models that read the same and share their list of holidays. Null if a regressor comes from no input. */
export function getDesignLayout(model: ServingModel): DesignLayout | null {
  const layout = makeDesignLayout(model);
  if (layout.regressors.some(({ input }) => input < 0)) return null;
  const ofHolidays = layouts.get(layout.holidays) ?? new Map<string, DesignLayout>();
  layouts.set(layout.holidays, ofHolidays);
  const key = JSON.stringify({ ...layout, holidays: null });
  const known = ofHolidays.get(key);
  if (!known) ofHolidays.set(key, layout);
  return known ?? layout;
}

function makeDesignLayout(model: ServingModel): DesignLayout {
  const { prophet, recipe } = model;
  const inputs = listInputs(model).map(({ name }) => name);
  const derived = new Map<string, { base: string; weekday: number }>();
  for (const { regressor: base, weekdays } of recipe?.weekdayInteractions ?? []) {
    for (const weekday of weekdays) derived.set(getInteractionName(base, weekday), { base, weekday });
  }
  return {
    inputs,
    seasonalities: prophet.seasonalities.map(({ period, fourierOrder, mode, conditionName }) => ({
      period,
      fourierOrder,
      mode,
      condition: conditionName === null ? null : inputs.lastIndexOf(conditionName),
    })),
    holidays: prophet.holidays,
    holidaysMode: prophet.holidaysMode,
    regressors: prophet.regressors.map(({ name, mode }) => {
      const { base = name, weekday = null } = derived.get(name) ?? {};
      return { mode, input: inputs.lastIndexOf(base), weekday };
    }),
  };
}
