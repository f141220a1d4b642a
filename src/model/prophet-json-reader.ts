import { countHolidayColumns } from "./holidays.js";
import { makeInputError } from "./model-error.js";
import { daySeries, historyTable, holidayTable, prophetModel } from "./prophet-json-schema.js";
import type { ProphetModel } from "./prophet-json-schema.js";
import { check, parse, parseText, readDay } from "./prophet-json-text.js";
import { listConditionNames } from "./seasonality.js";
import { checkAscending } from "./series.js";
import type { FittedModel, FittedRegressor, Holiday, ModelParams, Seasonality } from "./types.js";

const SECONDS_PER_DAY = 86_400;
const DEFAULT_PRIOR_SCALE = 10;
/** Of a regressor that was saved standardised. */
const SURE_DIGITS = 12;

/**
 * Reads a model saved by `prophet.serialize.model_to_json`, any version, or by `toProphetJson`; also double-encoded, as Prophet's own
 * examples are. It predicts as it does in Python.
 *
 * @throws ModelError INVALID_INPUT for another tool's JSON, and by name for what is not supported: MCMC samples, built-in country
 *   holidays, nested regressor models, times of day
 */
export function fromProphetJson(text: string): FittedModel {
  return readProphet(parseText("model", text));
}

/** {@link fromProphetJson} of what its text says. */
export function readProphet(value: unknown): FittedModel {
  const saved = check("model", value, prophetModel);
  refuseUnsupported(saved);
  const seasonalities = readSeasonalities(saved);
  const regressors = readRegressors(saved);
  const model: FittedModel = {
    ...readScale(saved),
    ...makeTimeAxis(saved),
    history: readHistory(saved, regressors, listConditionNames(seasonalities)),
    settings: {
      nChangepoints: saved.n_changepoints ?? null,
      specifiedChangepoints: saved.specified_changepoints ?? null,
      changepointRange: saved.changepoint_range ?? null,
      yearlySeasonality: saved.yearly_seasonality ?? null,
      weeklySeasonality: saved.weekly_seasonality ?? null,
      dailySeasonality: saved.daily_seasonality ?? null,
      seasonalityMode: saved.seasonality_mode ?? null,
      seasonalityPriorScale: saved.seasonality_prior_scale ?? null,
      changepointPriorScale: saved.changepoint_prior_scale ?? null,
      holidaysPriorScale: saved.holidays_prior_scale ?? DEFAULT_PRIOR_SCALE,
      intervalWidth: saved.interval_width,
      uncertaintySamples: saved.uncertainty_samples ?? null,
    },
    seasonalities,
    holidays: readHolidays(saved),
    holidaysMode: saved.holidays_mode ?? saved.seasonality_mode ?? "additive",
    regressors,
    params: readParams(saved.params),
  };
  checkLengths(model);
  return model;
}

function refuseUnsupported(saved: ProphetModel): void {
  const refuse = (field: string, value: unknown, supported: string) => {
    throw makeInputError(field, value, `not supported, ${supported}`);
  };
  if ((saved.mcmc_samples ?? 0) > 0) {
    refuse("mcmc_samples", saved.mcmc_samples, "only 0, a fit to the mode, is");
  }
  if (saved.country_holidays != null) {
    refuse(
      "country_holidays",
      saved.country_holidays,
      "only holidays listed in the model are: fit it anew with the country's days as `holidays`, as makeCountryHolidays lists them",
    );
  }
  for (const [name, { predictor_spec: spec }] of Object.entries(saved.extra_regressors[1])) {
    if (spec != null) refuse(`extra_regressors.${name}.predictor_spec`, spec, "only null is");
  }
}

function readScale({
  growth,
  scaling,
  logistic_floor: hasFloor,
  y_min: yMin,
  y_scale: yScale,
}: ProphetModel): Pick<FittedModel, "growth" | "scaling" | "logisticFloor" | "yMin" | "yScale"> {
  if (growth !== "linear" && growth !== "logistic" && growth !== "flat") {
    throw makeInputError("growth", growth, 'not supported, only "linear", "logistic" and "flat" are');
  }
  const logisticFloor = growth === "logistic" && hasFloor === true;
  // Before 1.1.5 there was no other scaling.
  if (scaling == null || scaling === "absmax") {
    return { growth, scaling: "absmax", logisticFloor, yMin: logisticFloor ? (yMin ?? 0) : 0, yScale };
  }
  if (scaling !== "minmax") {
    throw makeInputError("scaling", scaling, 'not supported, only "absmax" and "minmax" are');
  }
  if (yMin == null) throw makeInputError("y_min", yMin, "must be a number, the scaling is minmax");
  return { growth, scaling, logisticFloor, yMin, yScale };
}

function makeTimeAxis(
  saved: ProphetModel,
): Pick<FittedModel, "start" | "tScale" | "changepoints" | "changepointsT"> {
  if (saved.start % SECONDS_PER_DAY !== 0) {
    throw makeInputError("start", saved.start, "must be midnight of a day");
  }
  const changepoints =
    saved.changepoints == null
      ? []
      : parse("changepoints", saved.changepoints, daySeries).data.map((text, i) =>
          readDay(`changepoints[${i}]`, text),
        );
  return {
    start: saved.start / SECONDS_PER_DAY,
    tScale: saved.t_scale / SECONDS_PER_DAY,
    changepoints: Int32Array.from(changepoints),
    changepointsT: Float64Array.from(saved.changepoints_t),
  };
}

/** @param conditionNames columns that are true or false */
function readHistory(
  saved: ProphetModel,
  regressors: readonly FittedRegressor[],
  conditionNames: readonly string[],
): FittedModel["history"] {
  const rows = parse("history", saved.history, historyTable).data.map(toRow);
  const days = Int32Array.from(rows, ({ ds }, i) => readDay(`history[${i}].ds`, String(ds)));
  checkAscending("history.ds", days);
  const readColumn = (name: string) => Float64Array.from(rows, (row, i) => readNumber(row[name], name, i));
  const columns = [
    ...regressors.map(({ name, mu, std }): [string, Float64Array] => {
      const standardised = readColumn(name);
      if (mu === 0 && std === 1) return [name, standardised];
      return [name, standardised.map((value) => Number((value * std + mu).toPrecision(SURE_DIGITS)))];
    }),
    ...conditionNames.map((name): [string, Float64Array] => [name, readColumn(name)]),
  ];
  return {
    days,
    y: readColumn("y"),
    regressors: Object.fromEntries(columns),
    ...(saved.growth === "logistic" && { cap: readColumn("cap") }),
    ...(saved.growth === "logistic" && saved.logistic_floor && { floor: readColumn("floor") }),
  };
}

function toRow(value: unknown, i: number): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw makeInputError(`history[${i}]`, value, "must be a row of columns");
}

function readNumber(value: unknown, name: string, row: number): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  throw makeInputError(`history[${row}].${name}`, value, "must be a number");
}

function readSeasonalities(saved: ProphetModel): Seasonality[] {
  const [names, properties] = saved.seasonalities;
  return names.map((name) => {
    const {
      period,
      fourier_order: fourierOrder,
      prior_scale: priorScale,
      mode,
      condition_name: conditionName,
    } = lookUp("seasonalities", properties, name);
    return {
      name,
      period,
      fourierOrder,
      priorScale: priorScale ?? DEFAULT_PRIOR_SCALE,
      mode,
      conditionName: conditionName ?? null,
    };
  });
}

function readRegressors(saved: ProphetModel): FittedRegressor[] {
  const [names, properties] = saved.extra_regressors;
  return names.map((name) => {
    const {
      prior_scale: priorScale,
      standardize,
      mode,
      mu,
      std,
    } = lookUp("extra_regressors", properties, name);
    return {
      name,
      priorScale: priorScale ?? DEFAULT_PRIOR_SCALE,
      standardize: standardize ?? "auto",
      mode,
      mu,
      std,
    };
  });
}

function lookUp<T>(field: string, properties: Record<string, T>, name: string): T {
  if (!Object.hasOwn(properties, name)) throw makeInputError(field, name, "is listed but not described");
  return properties[name]!;
}

/** Rows of one name, window and prior scale that follow each other are one holiday; Prophet allows a window a row. */
function readHolidays(saved: ProphetModel): Holiday[] {
  if (saved.holidays == null) return [];
  const holidays: Holiday[] = [];
  parse("holidays", saved.holidays, holidayTable).data.forEach((row, i) => {
    const day = readDay(`holidays[${i}].ds`, row.ds);
    const next: Holiday = {
      name: row.holiday,
      days: [day],
      lowerWindow: row.lower_window ?? 0,
      upperWindow: row.upper_window ?? 0,
      ...(row.prior_scale == null ? {} : { priorScale: row.prior_scale }),
    };
    const last = holidays.at(-1);
    if (last && isSameKind(last, next)) last.days.push(day);
    else holidays.push(next);
  });
  for (const { days } of holidays) days.sort((a, b) => a - b);
  return holidays;
}

function isSameKind(a: Holiday, b: Holiday): boolean {
  return (
    a.name === b.name &&
    a.lowerWindow === b.lowerWindow &&
    a.upperWindow === b.upperWindow &&
    a.priorScale === b.priorScale
  );
}

function readParams({ k, m, delta, sigma_obs: sigma, beta, lp__: lp }: ProphetModel["params"]): ModelParams {
  return {
    k: readVector(k)[0]!,
    m: readVector(m)[0]!,
    delta: readVector(delta),
    sigmaObs: readVector(sigma)[0]!,
    beta: readVector(beta),
    logPosterior: readLogPosterior(lp),
  };
}

/** Only told for people to read: nothing rests on it. */
function readLogPosterior(value: unknown): number | null {
  const [first] = [value].flat(2);
  return typeof first === "number" ? first : null;
}

/** One draw of a parameter; scalars come as [[x]] or [x]. */
function readVector(value: number[] | number[][]): Float64Array {
  return Float64Array.from(value.flat());
}

function checkLengths({ params, changepointsT, seasonalities, holidays, regressors }: FittedModel): void {
  if (params.delta.length !== changepointsT.length) {
    throw makeInputError(
      "params.delta.length",
      params.delta.length,
      `must be one a changepoint, ${changepointsT.length}`,
    );
  }
  const columns =
    seasonalities.reduce((sum, { fourierOrder }) => sum + 2 * fourierOrder, 0) +
    countHolidayColumns(holidays) +
    regressors.length;
  if (params.beta.length !== Math.max(1, columns)) {
    throw makeInputError(
      "params.beta.length",
      params.beta.length,
      `must be one a column, ${Math.max(1, columns)}`,
    );
  }
}
