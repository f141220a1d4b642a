import { checkName, checkSeasonalityName } from "./column-names.js";
import { checkHolidays } from "./holidays.js";
import { makeInputError } from "./model-error.js";
import type { FitOptions, Series } from "./types.js";

/** Options with nothing left open. */
export type CompleteOptions = Readonly<Required<FitOptions>>;

/** Prophet's own defaults. */
export const PROPHET_DEFAULTS: CompleteOptions = {
  growth: "linear",
  scaling: "absmax",
  changepoints: null,
  nChangepoints: 25,
  changepointRange: 0.8,
  changepointPriorScale: 0.05,
  yearlySeasonality: "auto",
  weeklySeasonality: "auto",
  dailySeasonality: "auto",
  seasonalities: [],
  seasonalityMode: "additive",
  seasonalityPriorScale: 10,
  holidaysPriorScale: 10,
  holidaysMode: null,
  regressors: [],
  holidays: [],
};

/** Options with every default filled in. Throws INVALID_INPUT for names Prophet refuses and numbers out of range. */
export function completeOptions(options: Partial<FitOptions>, series: Series): CompleteOptions {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(PROPHET_DEFAULTS, name)) {
      throw makeInputError(
        "options",
        name,
        `is no option; known are ${Object.keys(PROPHET_DEFAULTS).join(", ")}`,
      );
    }
  }
  const full = { ...PROPHET_DEFAULTS, ...options };
  checkChoice("growth", full.growth, ["linear", "logistic", "flat"]);
  checkChoice("scaling", full.scaling, ["absmax", "minmax"]);
  checkMode("seasonalityMode", full.seasonalityMode);
  if (full.holidaysMode !== null) checkMode("holidaysMode", full.holidaysMode);
  checkCount("nChangepoints", full.nChangepoints);
  checkOrder("yearlySeasonality", full.yearlySeasonality);
  checkOrder("weeklySeasonality", full.weeklySeasonality);
  checkOrder("dailySeasonality", full.dailySeasonality);
  if (!(full.changepointRange >= 0 && full.changepointRange <= 1)) {
    throw makeInputError("changepointRange", full.changepointRange, "must be between 0 and 1");
  }
  checkPositive("changepointPriorScale", full.changepointPriorScale);
  checkPositive("seasonalityPriorScale", full.seasonalityPriorScale);
  checkPositive("holidaysPriorScale", full.holidaysPriorScale);
  checkColumns(full, series);
  return full;
}

/** Seasonalities, holidays and regressors share one space of names: each names a component. */
function checkColumns({ seasonalities, holidays, regressors }: CompleteOptions, series: Series): void {
  const names = new Set<string>();
  const conditionNames = new Set<string>();
  const take = (field: string, name: string) => {
    if (names.has(name)) {
      throw makeInputError(field, name, "the name is taken by another seasonality, holiday or regressor");
    }
    names.add(name);
  };
  for (const { name, period, fourierOrder, priorScale, mode, conditionName } of seasonalities) {
    checkSeasonalityName("seasonalities", name);
    take("seasonalities", name);
    const field = `seasonalities.${name}`;
    checkPositive(`${field}.period`, period);
    if (!(Number.isInteger(fourierOrder) && fourierOrder > 0)) {
      throw makeInputError(`${field}.fourierOrder`, fourierOrder, "must be a whole number from 1 on");
    }
    if (priorScale !== undefined) checkPositive(`${field}.priorScale`, priorScale);
    if (mode !== undefined) checkMode(`${field}.mode`, mode);
    if (conditionName !== undefined) {
      checkName(`${field}.conditionName`, conditionName);
      checkColumn(series, conditionName);
      conditionNames.add(conditionName);
    }
  }
  checkHolidays(holidays);
  const holidayNames = new Set(holidays.map(({ name }) => name));
  for (const name of holidayNames) {
    checkName("holidays", name);
    take("holidays", name);
  }
  for (const { name, priorScale } of holidays) {
    if (priorScale !== undefined) checkPositive(`holidays.${name}.priorScale`, priorScale);
  }
  for (const { name, priorScale, mode } of regressors) {
    checkName("regressors", name);
    take("regressors", name);
    if (priorScale !== undefined) checkPositive(`regressors.${name}.priorScale`, priorScale);
    if (mode !== undefined) checkMode(`regressors.${name}.mode`, mode);
    checkColumn(series, name);
  }
  // In Python a condition is a column of its own, true or false, which nothing may scale.
  for (const name of conditionNames) take("conditionName", name);
}

function checkColumn(series: Series, name: string): void {
  if (!Object.hasOwn(series.regressors, name)) {
    throw makeInputError(`series.regressors.${name}`, undefined, "the options name it");
  }
}

function checkMode(field: string, mode: string): void {
  checkChoice(field, mode, ["additive", "multiplicative"]);
}

function checkChoice(field: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw makeInputError(field, value, `must be one of ${known.join(", ")}`);
}

function checkPositive(field: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw makeInputError(field, value, "must be a finite number above 0");
  }
}

function checkCount(field: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 0)) {
    throw makeInputError(field, value, "must be a whole number from 0 on");
  }
}

function checkOrder(field: string, value: number | boolean | "auto"): void {
  if (typeof value === "number") checkCount(field, value);
}
