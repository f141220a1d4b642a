import { z } from "zod";
import { InvalidInputError } from "../../errors.js";
import { isDay } from "../../model/day.js";
import { createTimestamps } from "../days.js";
import { ForecastItem, ForecastItems, forecastItems, ItemAnswer, measureItems } from "../forecast-items.js";
import { defineRoute, type Cell, type Route } from "../route.js";
import { decimals, level, storeId } from "../schemas/common.js";
import { POINT_COLUMNS, sizeOf, StoreForecast, toForecast } from "../schemas/forecast.js";
import { requireStore } from "../stores.js";
import { DEFAULT_WINDOW_DAYS, MAX_PAGE_SIZE, MAX_WINDOW_DAYS } from "../../schema/bounds.js";

const POINT = { timestamp: "2026-11-26T00:00:00+01:00", value: 5315.8, lower: 4562.5, upper: 6193.5 };
const FORECAST = {
  ...{ storeId: "32", timeZone: "Europe/Berlin", status: "READY", staleReasons: [] },
  ...{ modelVersion: 1, trainedThrough: "2026-11-25", level: 0.8, forecast: [POINT] },
};

const BATCH_COLUMNS = [
  ...["item", "storeId", ...POINT_COLUMNS, "status", "modelVersion", "trainedThrough"],
  ...["errorCode", "errorMessage"],
];
const STORE_COLUMNS = ["storeId", ...POINT_COLUMNS, "status", "modelVersion", "trainedThrough"];

const askForMany = defineRoute({
  method: "post",
  path: "/forecasts",
  access: { type: "Query", field: "forecasts" },
  operationId: "forecastMany",
  tag: "forecasts",
  summary: "Forecasts of many stores, each for its own days",
  description:
    `A list of up to ${MAX_PAGE_SIZE.toLocaleString("en-US")} items, answered in order and in one batch. ` +
    "`endDate` is the last day that is forecast. A date-time means the day that it is at the store then. " +
    "An item that cannot be answered has an `error`, and the others their forecasts. As CSV a line a day, `item` being the place in the list, from 0.",
  query: z.strictObject({ level, decimals }),
  body: ForecastItems,
  documentedBody: z.array(ForecastItem).max(MAX_PAGE_SIZE),
  answer: z.array(ItemAnswer).meta({ description: "One entry an item, in their order." }),
  examples: {
    body: [{ storeId: "32", beginDate: "2026-11-26", endDate: "2026-11-26" }, { storeId: "nowhere" }],
    answer: [
      { request: { storeId: "32", beginDate: "2026-11-26", endDate: "2026-11-26" }, ...FORECAST },
      {
        request: { storeId: "nowhere" },
        error: { code: "STORE_NOT_FOUND", message: "There is no store nowhere.", isRetryable: false },
      },
    ],
  },
  csv: { columns: BATCH_COLUMNS, toRows: (answers) => answers.flatMap(toRowsOfItem) },
  measure: ({ body }) => measureItems(body),
  handle: ({ query, body }, context, reportFaults) => forecastItems(body, query, context, reportFaults),
});

function toRowsOfItem(answer: z.input<typeof ItemAnswer>, item: number): Cell[][] {
  if ("error" in answer) {
    const { code, message } = answer.error;
    const sent = answer.request["storeId"];
    const id = typeof sent === "string" || typeof sent === "number" ? String(sent) : null;
    return [[item, id, null, null, null, null, null, null, null, code, message]];
  }
  return toRowsOfStore(answer).map((row) => [item, ...row, null, null]);
}

/** A store without points has one row, which says why. */
function toRowsOfStore(answer: z.input<typeof StoreForecast>): Cell[][] {
  const { storeId, status, modelVersion, trainedThrough, forecast } = answer;
  const facts = [status, modelVersion, trainedThrough];
  if (forecast.length === 0) return [[storeId, null, null, null, null, ...facts]];
  return forecast.map((point) => [storeId, ...POINT_COLUMNS.map((name) => point[name]), ...facts]);
}

const windowEnd = (description: string) =>
  z
    .string()
    .refine(isDay, { error: "must be a day of the calendar, such as 2026-11-26" })
    .optional()
    .meta({ format: "date", description });

const askForOne = defineRoute({
  method: "get",
  path: "/stores/{storeId}/forecast",
  access: { type: "Query", field: "store" },
  operationId: "forecastStore",
  tag: "forecasts",
  summary: "The forecast of one store",
  description: `A window of days as in GraphQL, half-open: \`to\` is the day after the last. At most ${MAX_WINDOW_DAYS} days.`,
  params: z.strictObject({ storeId }),
  query: z.strictObject({
    from: windowEnd("First day; today in the store's time zone by default."),
    to: windowEnd(`Day after the last; \`from\` + ${DEFAULT_WINDOW_DAYS} days by default.`),
    ...{ level, decimals },
  }),
  answer: StoreForecast,
  failures: [404],
  examples: { answer: FORECAST },
  csv: { columns: STORE_COLUMNS, toRows: toRowsOfStore },
  measure: () => sizeOf(1, MAX_WINDOW_DAYS),
  async handle({ params, query: { from, to, level, decimals } }, context) {
    const store = await requireStore(params.storeId, context);
    const window = { from: from ?? null, to: to ?? null };
    const [forecast] = await context.loaders.loadForecasts([{ store, window, level }]);
    if (!forecast || forecast instanceof InvalidInputError) throw inQueryWords(forecast);
    if (forecast instanceof Error) throw forecast;
    return toForecast(forecast, decimals, createTimestamps());
  },
});

/** The query has the ends of the window bare. */
function inQueryWords(error: InvalidInputError | undefined): Error {
  if (!error) return new Error("No forecast came for a store.");
  const message = error.message.replaceAll("window.", "");
  return new InvalidInputError(message, error.field?.replace("window.", ""), { cause: error });
}

export const forecastRoutes: Route[] = [askForMany, askForOne];
