import { dayOf } from "./day.js";
import { makeHolidayColumns, listHolidayNames } from "./holidays.js";
import { makeSeriesText, makeTableText, numbers, quote, writeObject } from "./pandas-text.js";
import type { Column, Written } from "./pandas-text.js";
import { listConditionNames } from "./seasonality.js";
import type { FittedModel, Holiday, Mode } from "./types.js";

const PROPHET_VERSION = "1.5.0";
const SECONDS_PER_DAY = 86_400;

/**
 * The model as Python's `prophet.serialize.model_to_json` writes it: all keys of Prophet 1.5 in its order, single-encoded. Numbers keep
 * all their digits, so that reading it back gives the same model to the bit.
 */
export function toProphetJson(model: FittedModel): string {
  return writeObject(makeFields(model));
}

/** What {@link toProphetJson} writes, by key. */
export function makeFields(model: FittedModel): Record<string, unknown> {
  const { settings, params } = model;
  const names = listHolidayNames(model.holidays);
  const dates = makeTimestamps(model.history.days);
  return {
    growth: model.growth,
    n_changepoints: settings.nChangepoints,
    specified_changepoints: settings.specifiedChangepoints,
    changepoint_range: settings.changepointRange,
    yearly_seasonality: settings.yearlySeasonality,
    weekly_seasonality: settings.weeklySeasonality,
    daily_seasonality: settings.dailySeasonality,
    seasonality_mode: settings.seasonalityMode,
    seasonality_prior_scale: settings.seasonalityPriorScale,
    changepoint_prior_scale: settings.changepointPriorScale,
    holidays_prior_scale: settings.holidaysPriorScale,
    mcmc_samples: 0,
    interval_width: settings.intervalWidth,
    uncertainty_samples: settings.uncertaintySamples,
    y_scale: model.yScale,
    y_min: model.yMin,
    scaling: model.scaling,
    logistic_floor: model.logisticFloor,
    country_holidays: null,
    component_modes: {
      additive: listComponents(model, "additive"),
      multiplicative: listComponents(model, "multiplicative"),
    },
    holidays_mode: model.holidaysMode,
    changepoints: makeSeriesText(
      "ds",
      Array.from(model.changepoints, (day, i) =>
        settings.specifiedChangepoints ? i : model.history.days.indexOf(day),
      ),
      makeTimestamps(model.changepoints),
    ),
    history_dates: makeSeriesText("ds", [...dates.keys()], dates),
    train_holiday_names: names.length > 0 ? makeSeriesText(null, [...names.keys()], names.map(quote)) : null,
    start: model.start * SECONDS_PER_DAY,
    t_scale: model.tScale * SECONDS_PER_DAY,
    holidays: makeHolidayTable(model),
    history: makeHistoryTable(model, dates),
    train_component_cols: makeComponentTable(model),
    changepoints_t: Array.from(model.changepointsT),
    seasonalities: [
      model.seasonalities.map(({ name }) => name),
      Object.fromEntries(
        model.seasonalities.map(({ name, period, fourierOrder, priorScale, mode, conditionName }) => [
          name,
          {
            period,
            fourier_order: fourierOrder,
            prior_scale: priorScale,
            mode,
            condition_name: conditionName,
          },
        ]),
      ),
    ],
    extra_regressors: [
      model.regressors.map(({ name }) => name),
      Object.fromEntries(
        model.regressors.map(({ name, priorScale, standardize, mode, mu, std }) => [
          name,
          {
            prior_scale: priorScale,
            standardize,
            mu,
            std,
            mode,
            predictor_spec: null,
            predictor: null,
          },
        ]),
      ),
    ],
    fit_kwargs: {},
    params: {
      ...(params.logPosterior === null ? {} : { lp__: [[params.logPosterior]] }),
      k: [[params.k]],
      m: [[params.m]],
      delta: [Array.from(params.delta)],
      sigma_obs: [[params.sigmaObs]],
      beta: [Array.from(params.beta)],
    },
    __prophet_version: PROPHET_VERSION,
  };
}

/** Names of one mode's components and of the groups they form, in Prophet's order. */
function listComponents(model: FittedModel, mode: Mode): string[] {
  const ofMode = (parts: readonly { name: string; mode: Mode }[]) =>
    parts.filter((part) => part.mode === mode).map(({ name }) => name);
  const hasHolidays = model.holidaysMode === mode;
  return [
    ...ofMode(model.seasonalities),
    ...(hasHolidays ? listHolidayNames(model.holidays) : []),
    ...ofMode(model.regressors),
    `${mode}_terms`,
    `extra_regressors_${mode}`,
    ...(hasHolidays ? ["holidays"] : []),
  ];
}

/** Prophet reads timestamps without a zone only. */
function makeTimestamps(days: ArrayLike<number>): string[] {
  const texts = new Array<string>(days.length);
  for (let i = 0; i < days.length; i++) texts[i] = `\\"${dayOf(days[i]!)}T00:00:00.000\\"`;
  return texts;
}

function makeHolidayTable({ holidays }: FittedModel): Written | null {
  if (holidays.length === 0) return null;
  const hasPriorScales = holidays.some(({ priorScale }) => priorScale !== undefined);
  /** One text of a holiday for all its days. */
  const repeat = (make: (holiday: Holiday) => string) =>
    holidays.flatMap((holiday) => new Array<string>(holiday.days.length).fill(make(holiday)));
  return makeTableText([
    { name: "holiday", type: "string", extDtype: "str", cells: repeat(({ name }) => quote(name)) },
    { name: "ds", type: "datetime", cells: holidays.flatMap(({ days }) => makeTimestamps(days)) },
    { name: "lower_window", type: "integer", cells: repeat(({ lowerWindow }) => String(lowerWindow)) },
    { name: "upper_window", type: "integer", cells: repeat(({ upperWindow }) => String(upperWindow)) },
    ...(hasPriorScales
      ? [{ ...numbers("prior_scale", []), cells: repeat(({ priorScale }) => String(priorScale ?? null)) }]
      : []),
  ]);
}

/** The training frame as Prophet leaves it: regressors standardised, conditions true or false. */
function makeHistoryTable(
  { history, regressors, seasonalities, start, tScale, logisticFloor, yMin, yScale }: FittedModel,
  dates: string[],
): Written {
  const { days, y, cap } = history;
  const floor = logisticFloor ? history.floor! : new Float64Array(days.length).fill(yMin);
  const scale = (values: Float64Array) => values.map((value, row) => (value - floor[row]!) / yScale);
  const t = new Float64Array(days.length);
  for (let row = 0; row < t.length; row++) t[row] = (days[row]! - start) / tScale;
  return makeTableText([
    { name: "ds", type: "datetime", cells: dates },
    numbers("y", y),
    ...regressors.map(({ name, mu, std }) => {
      const values = history.regressors[name]!;
      return numbers(name, mu === 0 && std === 1 ? values : values.map((value) => (value - mu) / std));
    }),
    ...listConditionNames(seasonalities).map((name): Column => ({
      ...{ name, type: "boolean" },
      cells: Array.from(history.regressors[name]!, (value) => String(value === 1)),
    })),
    ...(cap ? [numbers("cap", cap)] : []),
    numbers("floor", floor),
    ...(cap ? [numbers("cap_scaled", scale(cap))] : []),
    numbers("t", t),
    numbers("y_scaled", scale(y)),
  ]);
}

/** Which components each column of `beta` belongs to, as pandas' crosstab lays it out: components by name, absent groups last. */
function makeComponentTable(model: FittedModel): Written {
  const columns = [
    ...model.seasonalities.flatMap(({ name, fourierOrder, mode }) =>
      Array.from({ length: 2 * fourierOrder }, () => [name, `${mode}_terms`]),
    ),
    ...makeHolidayColumns(model.holidays, model.settings.holidaysPriorScale).map(({ name }) => [
      name,
      "holidays",
      `${model.holidaysMode}_terms`,
    ]),
    ...model.regressors.map(({ name, mode }) => [name, `extra_regressors_${mode}`, `${mode}_terms`]),
  ];
  // Prophet's placeholder for a model without columns belongs to nothing.
  if (columns.length === 0) columns.push([]);
  const present = [...new Set(columns.flat())].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const components = [
    ...present,
    ...["additive_terms", "multiplicative_terms"].filter((name) => !present.includes(name)),
  ];
  return makeTableText(
    components.map((name) => ({
      ...{ name, type: "integer" },
      cells: columns.map((memberships) => (memberships.includes(name) ? "1" : "0")),
    })),
  );
}
