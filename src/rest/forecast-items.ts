import { z } from "zod";
import type { Context, ForecastRecord, StoreRecord } from "../context.js";
import { InvalidInputError, toGraphQLError } from "../errors.js";
import { addDays, epochDay } from "../model/day.js";
import { DEFAULT_WINDOW_DAYS, MAX_PAGE_SIZE, MAX_WINDOW_DAYS } from "../schema/bounds.js";
import { decodeIdOrCode } from "../schema/ids.js";
import { joinWindows } from "../serving/window.js";
import { createTimestamps, readDay } from "./days.js";
import { readInput } from "./input.js";
import type { ReportFaults } from "./route.js";
import { storeId } from "./schemas/common.js";
import { forecastFields, sizeOf, toForecast } from "./schemas/forecast.js";

const dayText = (description: string) =>
  z
    .string({ error: "must be a day or a date-time, as text" })
    .max(40, { error: "must be a day or a date-time, as text" })
    .nullish()
    .meta({ description, examples: ["2026-11-26", "2026-11-26T08:00:00+01:00"] });

/** One forecast that is asked for. Codes that are numbers may come as such. */
export const ForecastItem = z
  .strictObject({
    storeId: z.preprocess((id) => (Number.isSafeInteger(id) ? String(id) : id), storeId),
    beginDate: dayText("First day, or an instant of it; today in the store's time zone by default."),
    endDate: dayText(
      `Last day, itself forecast too, or an instant of it; ${DEFAULT_WINDOW_DAYS} days are forecast by default.`,
    ),
  })
  .meta({ id: "ForecastRequest", description: "A store, and the days to forecast: 90 at most." });

const NO_LIST = 'must be a list of objects, such as {"storeId": "262"}';
const NO_OBJECT = 'must be an object, such as {"storeId": "262"}';

/** The body: what is wrong with an item's own fields is that item's error alone. */
export const ForecastItems = z
  .array(z.record(z.string(), z.unknown(), { error: NO_OBJECT }), { error: NO_LIST })
  .max(MAX_PAGE_SIZE, { error: "must have at most 2,000 items" });

type SentItem = z.output<typeof ForecastItems>[number];

const request = z.record(z.string(), z.unknown()).meta({
  description: "The item as it was sent, without what cannot be a field of it.",
});

export const ItemAnswer = z.union([
  z
    .object({ request, ...forecastFields })
    .meta({ id: "ForecastAnswer", description: "What was asked for, and its forecast." }),
  z
    .object({
      request,
      error: z.object({
        code: z.string().meta({
          description: "STORE_NOT_FOUND, BAD_USER_INPUT, SERVICE_UNAVAILABLE or INTERNAL_SERVER_ERROR.",
        }),
        message: z.string().meta({ description: "Sentence for a person." }),
        isRetryable: z.boolean().meta({ description: "Whether the same item can succeed later." }),
      }),
    })
    .meta({ id: "ForecastError", description: "What was asked for, and why it cannot be answered." }),
]);

export type ItemAnswer = z.input<typeof ItemAnswer>;

/** A store's code names none. */
class UnknownStoreError extends InvalidInputError {}

interface ReadItem {
  store: StoreRecord;
  /** Half-open. */
  window: { from?: string; to?: string };
}

/** More of them would each be a query of their own. */
const MOST_SPANS = 50;

/**
 * Forecasts of a list of items, in their order and in one batch: one query for the stores, one for their days. An item that cannot be answered has an error and spares
 * the others.
 *
 * @throws InvalidInputError for windows that lie too far apart to be one batch
 */
export async function forecastItems(
  items: readonly SentItem[],
  { level, decimals }: { level: number; decimals?: number | undefined },
  context: Context,
  reportFaults: ReportFaults,
): Promise<ItemAnswer[]> {
  const read = await Promise.all(items.map((item) => readItem(item, context).catch(toError)));
  const valid = read.filter((item): item is ReadItem => !(item instanceof Error));
  requireOneBatch(valid);
  const forecasts = await context.loaders.loadForecasts(valid.map((item) => ({ level, ...item })));
  reportFaults([...read, ...forecasts].filter((result) => result instanceof Error));
  const writeTimestamp = createTimestamps();
  let next = 0;
  return items.map((item, i) => {
    const result = read[i] instanceof Error ? read[i] : (forecasts[next++] as ForecastRecord | Error);
    const sent = echo(item);
    if (!(result instanceof Error)) return { request: sent, ...toForecast(result, decimals, writeTimestamp) };
    return { request: sent, error: toItemError(result, context.requestId) };
  });
}

async function readItem(item: SentItem, { loaders }: Context): Promise<ReadItem> {
  const { storeId: id, beginDate, endDate } = readInput(ForecastItem, item, "body");
  const store = await loaders.storeByCode.load(decodeIdOrCode("Store", id, "storeId"));
  if (!store) throw new UnknownStoreError(`There is no store ${id}.`, "storeId");
  const { timeZone } = store;
  return {
    store,
    window: {
      ...(beginDate == null ? {} : { from: readDay(beginDate, timeZone, "beginDate") }),
      ...(endDate == null ? {} : { to: addDays(readDay(endDate, timeZone, "endDate"), 1) }),
    },
  };
}

function requireOneBatch(items: readonly ReadItem[]): void {
  const windows = items.flatMap(({ window: { from, to } }) =>
    from === undefined ? [] : [{ from, to: to ?? addDays(from, DEFAULT_WINDOW_DAYS) }],
  );
  const spans = joinWindows(windows).length;
  if (spans <= MOST_SPANS) return;
  throw new InvalidInputError(
    `The items ask for ${spans} spans of days with gaps between; one request may ask for at most ${MOST_SPANS}.`,
  );
}

/** The plain values of what was sent: an answer to a body that nests without end must not. */
function echo(item: SentItem): SentItem {
  return Object.fromEntries(
    Object.entries(item).filter(([, value]) => value === null || typeof value !== "object"),
  );
}

function toItemError(error: Error, requestId: string) {
  const { message, extensions } = toGraphQLError(error, requestId);
  return {
    code: error instanceof UnknownStoreError ? "STORE_NOT_FOUND" : String(extensions["code"]),
    message: error instanceof InvalidInputError ? inItemWords(message) : message,
    isRetryable: extensions["isRetryable"] === true,
  };
}

/** Windows are half-open where their rules are; here `endDate` is the last day. */
function inItemWords(message: string): string {
  return message.replace("window.from", "beginDate").replace("window.to", "the day after endDate,");
}

/** What the answer to items holds at most, as far as can be told before their stores are known. */
export function measureItems(items: readonly SentItem[]) {
  return sizeOf(
    items.length,
    items.reduce((sum, { beginDate, endDate }) => sum + countDays(beginDate, endDate), 0),
  );
}

function countDays(begin: unknown, end: unknown): number {
  if (end == null) return DEFAULT_WINDOW_DAYS;
  const [first, last] = [begin, end].map((text) =>
    typeof text === "string" ? epochDay(text.slice(0, 10)) : NaN,
  ) as [number, number];
  const days = last - first + 1;
  return Number.isNaN(days) ? MAX_WINDOW_DAYS : Math.min(Math.max(days, 0), MAX_WINDOW_DAYS);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
