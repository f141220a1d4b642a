import { makeInputError } from "./model-error.js";
import type { CompleteOptions } from "./options.js";
import { checkRegressor } from "./series.js";
import type { Seasonality } from "./types.js";

/** The seasonalities asked for, then those these days call for by Prophet's rules: yearly from 730 days on, weekly from 14 days and gaps below 7 on. */
export function makeSeasonalities(
  days: Int32Array,
  options: Pick<
    CompleteOptions,
    | "seasonalities"
    | "yearlySeasonality"
    | "weeklySeasonality"
    | "dailySeasonality"
    | "seasonalityPriorScale"
    | "seasonalityMode"
  >,
): Seasonality[] {
  const span = days.at(-1)! - days[0]!;
  let smallestGap = Infinity;
  for (let i = 1; i < days.length; i++) smallestGap = Math.min(smallestGap, days[i]! - days[i - 1]!);
  const { seasonalityPriorScale, seasonalityMode, yearlySeasonality, weeklySeasonality, dailySeasonality } =
    options;
  const builtIns = [
    { name: "yearly", period: 365.25, usual: 10, asked: yearlySeasonality, isDue: span >= 730 },
    { name: "weekly", period: 7, usual: 3, asked: weeklySeasonality, isDue: span >= 14 && smallestGap < 7 },
    { name: "daily", period: 1, usual: 4, asked: dailySeasonality, isDue: false },
  ];
  const chosen = new Map(
    options.seasonalities.map(
      ({
        name,
        period,
        fourierOrder,
        priorScale = seasonalityPriorScale,
        mode = seasonalityMode,
        conditionName = null,
      }) => [name, { name, period, fourierOrder, priorScale, mode, conditionName }],
    ),
  );
  for (const { name, period, usual, asked, isDue } of builtIns) {
    const fourierOrder = chooseOrder(asked, isDue && !chosen.has(name), usual);
    if (fourierOrder === 0) continue;
    // Asked for by number or true, a built-in takes the place of a seasonality of its name.
    chosen.set(name, {
      name,
      period,
      fourierOrder,
      priorScale: seasonalityPriorScale,
      mode: seasonalityMode,
      conditionName: null,
    });
  }
  return [...chosen.values()];
}

function chooseOrder(asked: number | boolean | "auto", isDue: boolean, usual: number): number {
  if (typeof asked === "number") return asked;
  return asked === true || (asked === "auto" && isDue) ? usual : 0;
}

/** Distinct names of the columns that say where seasonalities hold. */
export function listConditionNames(seasonalities: readonly Pick<Seasonality, "conditionName">[]): string[] {
  return [...new Set(seasonalities.flatMap(({ conditionName }) => conditionName ?? []))];
}

/** Where a seasonality holds, 1 or 0 a day; null if it always does. Throws INVALID_INPUT for anything else. */
export function readCondition(
  owner: string,
  conditionName: string | null,
  { days, regressors }: { days: Int32Array; regressors: Record<string, Float64Array> },
): Float64Array | null {
  if (conditionName === null) return null;
  const values = regressors[conditionName];
  checkRegressor(owner, conditionName, values, days);
  const other = values.findIndex((value) => value !== 0 && value !== 1);
  if (other >= 0) {
    throw makeInputError(
      `${owner}.regressors.${conditionName}[${other}]`,
      values[other],
      "a seasonality's condition must be 0 or 1",
    );
  }
  return values;
}
