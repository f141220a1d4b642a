import { z } from "zod";
import type { ForecastRecord } from "../../context.js";
import { roundColumns } from "../../resolvers/forecast-columns.js";
import { ForecastStatus, StaleReason } from "../../schema/forecast.js";
import type { WriteTimestamp } from "../days.js";
import { day } from "./common.js";

const Point = z
  .object({
    timestamp: z.string().meta({
      format: "date-time",
      description: "The day: the midnight that it begins with in the store's time zone.",
      examples: ["2026-11-26T00:00:00+01:00"],
    }),
    value: z
      .number()
      .min(0)
      .meta({ description: "Point forecast, in units; 0 on days that the store is closed." }),
    lower: z.number().min(0).meta({ description: "Lower bound at `level`." }),
    upper: z.number().min(0).meta({ description: "Upper bound at `level`." }),
  })
  .meta({ id: "ForecastPoint", description: "Expected demand on one day." });

export const forecastFields = {
  storeId: z.string().meta({ description: "Code of the store." }),
  timeZone: z.string().meta({ description: "IANA time zone that the store's days are of." }),
  status: z.enum(ForecastStatus).meta({
    description:
      "READY: the model has seen all data. STALE: a retrain is advised. BASELINE: the last sale of each weekday is repeated. UNTRAINED: there is nothing to forecast from, `forecast` is empty.",
  }),
  staleReasons: z.array(z.enum(StaleReason)).meta({ description: "Why a retrain is advised, when STALE." }),
  modelVersion: z.int().nullable().meta({ description: "Version that made it; null without one." }),
  trainedThrough: day("Last day that the model has seen.").nullable(),
  level: z.number().meta({ description: "Nominal coverage of `lower` to `upper`." }),
  forecast: z.array(Point).meta({ description: "One point a day, ascending." }),
};

export const StoreForecast = z
  .object(forecastFields)
  .meta({ id: "StoreForecast", description: "Expected demand of one store." });

type ForecastFields = z.input<typeof StoreForecast>;

/** @param decimals that figures are rounded to; undefined leaves them as they are */
export function toForecast(
  forecast: ForecastRecord,
  decimals: number | undefined,
  writeTimestamp: WriteTimestamp,
): ForecastFields {
  const { store, status, staleReasons, modelVersion, trainedThrough, level } = forecast;
  const { date, yhat, lower, upper } = roundColumns(forecast.columns, decimals ?? null);
  return {
    storeId: store.code,
    timeZone: store.timeZone,
    status,
    staleReasons,
    modelVersion: modelVersion?.version ?? null,
    trainedThrough,
    level,
    forecast: date.map((name, i) => ({
      timestamp: writeTimestamp(name, store.timeZone),
      value: yhat[i] ?? 0,
      lower: lower[i] ?? 0,
      upper: upper[i] ?? 0,
    })),
  };
}

export const POINT_COLUMNS = ["timestamp", "value", "lower", "upper"] as const;
/** Values of a point, and of what is around the points of a store. */
export const VALUES_OF_POINT = POINT_COLUMNS.length;
export const VALUES_OF_FORECAST = 9;
/** Their bytes as JSON, roughly. */
export const BYTES_OF_POINT = 130;
export const BYTES_OF_FORECAST = 350;

/** What an answer holds about so many stores of so many days altogether. */
export function sizeOf(stores: number, days: number) {
  return {
    values: stores * VALUES_OF_FORECAST + days * VALUES_OF_POINT,
    bytes: stores * BYTES_OF_FORECAST + days * BYTES_OF_POINT,
  };
}
