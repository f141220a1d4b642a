import { addDays, epochDay, type Day } from "../model/day.js";
import type { Store, StoreDay } from "../stores/types.js";
import type { ServedColumns, Serving } from "./types.js";

/** How champions do on days that were observed after they were trained, and that they have therefore not seen. */
export interface LiveAccuracy {
  /** Sum of absolute errors over sum of sales, of all stores together; null where nothing was sold. */
  wape: number | null;
  /** Open days compared. */
  days: number;
  /** Stores with at least one such day. */
  stores: number;
  /** Stores that err by far more than their backtest promised. */
  drifting: number;
}

interface Sources {
  stores: readonly Store[];
  serving: Pick<Serving, "forecast" | "getStoreModels">;
  loadDays: (storeIds: readonly number[], from: Day, to: Day) => Promise<Map<number, StoreDay[]>>;
}

/** Most days of a store that are compared. */
const MOST_DAYS = 28;
/** Fewest open days that say that a store drifts. */
const FEWEST_DAYS = 7;
/** A week can be half as bad again by chance; twice as bad is none. */
const DRIFT = 2;
/** Stores that are looked at before others get their turn. */
const STORES_AT_ONCE = 100;
const LEVEL = 0.8;

/**
 * Compares what champions forecast with what was sold since: exact, for no champion is asked about days that it was trained on, and of as many days
 * as have come since the last training, 28 at most. Says nothing of stores whose champion has seen all days.
 */
export async function measureLiveAccuracy({ stores, serving, loadDays }: Sources): Promise<LiveAccuracy> {
  const total = { error: 0, sales: 0, days: 0, stores: 0, drifting: 0 };
  const unseen = stores.flatMap((store) => {
    const window = findUnseenDays(store, serving);
    return window ? [{ store, window }] : [];
  });
  for (let first = 0; first < unseen.length; first += STORES_AT_ONCE) {
    const part = unseen.slice(first, first + STORES_AT_ONCE);
    const from = part.reduce((day, { window }) => (window.from < day ? window.from : day), "9999-12-31");
    const to = part.reduce((day, { window }) => (window.to > day ? window.to : day), "0000-01-01");
    const [forecasts, days] = await Promise.all([
      serving.forecast(part.map((request) => ({ level: LEVEL, ...request }))),
      loadDays(
        part.map(({ store }) => store.id),
        from,
        to,
      ),
    ]);
    for (const [index, { store }] of part.entries()) {
      const forecast = forecasts[index];
      // What cannot be forecast says so elsewhere.
      if (!forecast || forecast instanceof Error) continue;
      const own = compare(forecast.columns, days.get(store.id) ?? []);
      if (own.days === 0) continue;
      total.error += own.error;
      total.sales += own.sales;
      total.days += own.days;
      total.stores++;
      const promised = serving.getStoreModels(store.code)?.champion?.facts.backtest?.metrics.wape ?? null;
      const isJudged = own.days >= FEWEST_DAYS && own.sales > 0 && promised !== null;
      if (isJudged && own.error / own.sales > DRIFT * promised) total.drifting++;
    }
  }
  const { days, drifting } = total;
  return {
    ...{ wape: total.sales > 0 ? total.error / total.sales : null, days },
    ...{ stores: total.stores, drifting },
  };
}

function compare({ date, yhat }: ServedColumns, days: readonly StoreDay[]) {
  const sold = new Map(days.map((day) => [day.day, day]));
  const sum = { error: 0, sales: 0, days: 0 };
  for (const [place, day] of date.entries()) {
    const { y = null, isOpen = false } = sold.get(day) ?? {};
    if (y === null || !isOpen) continue;
    sum.error += Math.abs((yhat[place] ?? 0) - y);
    sum.sales += y;
    sum.days++;
  }
  return sum;
}

/** Half-open window of the observed days after the last one that the store's champion was trained on. */
function findUnseenDays(
  store: Store,
  serving: Pick<Serving, "getStoreModels">,
): { from: Day; to: Day } | null {
  const trainedThrough = serving.getStoreModels(store.code)?.champion?.facts.trainedThrough;
  const { dataThrough } = store;
  if (trainedThrough === undefined || dataThrough === null || dataThrough <= trainedThrough) return null;
  const earliest = addDays(dataThrough, 1 - MOST_DAYS);
  const next = addDays(trainedThrough, 1);
  const from = epochDay(next) < epochDay(earliest) ? earliest : next;
  return { from, to: addDays(dataThrough, 1) };
}
