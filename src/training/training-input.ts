import { addDays, type Day } from "../model/day.js";
import type { PublicHoliday, Series } from "../model/index.js";
import { listPublicHolidays } from "../stores/calendar.js";
import type { SalesHistory, Store, StoreHistory } from "../stores/types.js";
import { TrainingError } from "./retrain-failure.js";
import { getHolidayWindow, makeImportedHolidays, makeTrainingSeries } from "./training-series.js";

/** What one training reads. */
export interface TrainingInput {
  series: Series;
  holidays: PublicHoliday[];
  /** Last observed day, closed or not. */
  trainedThrough: Day;
}

/**
 * Loads what a store is trained on.
 *
 * @param through last observed day when the attempt began: no newer day is taken up, because requests are decided by it; null when
 *   there was none
 * @throws TrainingError NOT_ENOUGH_DATA if the store was open on no observed day
 */
export async function loadTrainingInput(
  history: Pick<SalesHistory, "loadHistories" | "loadDays">,
  store: Store,
  through: Day | null,
): Promise<TrainingInput> {
  const past = through === null ? undefined : (await history.loadHistories([store.id])).get(store.id);
  const series = past && through !== null ? makeTrainingSeries(past, through) : null;
  if (!past || !series || through === null || series.days.length === 0) {
    throw new TrainingError(
      "NOT_ENOUGH_DATA",
      `Store ${store.code} has no observed day on which it was open.`,
      false,
    );
  }
  return { series, holidays: await loadHolidays(history, store, past, through), trainedThrough: through };
}

async function loadHolidays(
  history: Pick<SalesHistory, "loadDays">,
  store: Store,
  past: StoreHistory,
  through: Day,
): Promise<PublicHoliday[]> {
  const { from, to } = getHolidayWindow(past.days[0]?.day ?? through, through);
  if (store.holidayCalendar !== null) return listPublicHolidays(store.holidayCalendar, from, to);
  const planned = (await history.loadDays([store.id], addDays(through, 1), to)).get(store.id) ?? [];
  return makeImportedHolidays([...past.days.filter(({ day }) => day <= through), ...planned]);
}
