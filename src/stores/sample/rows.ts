import { dayOf, isoWeekday } from "../../model/day.js";
import type { ChainCalendar } from "./chain-calendar.js";
import type { SampleSpan } from "./options.js";
import { makeStoreDetailsFactory } from "./store-details.js";
import type { StoreDays } from "./store-days.js";

/** Text of one file, in pieces of whole lines. */
export type Chunks = Generator<string>;

const TRAIN_HEADER =
  '"Store","DayOfWeek","Date","Sales","Customers","Open","Promo","StateHoliday","SchoolHoliday"\n';
const TEST_HEADER = '"Id","Store","DayOfWeek","Date","Open","Promo","StateHoliday","SchoolHoliday"\n';
const STORE_HEADER =
  '"Store","StoreType","Assortment","CompetitionDistance","CompetitionOpenSinceMonth",' +
  '"CompetitionOpenSinceYear","Promo2","Promo2SinceWeek","Promo2SinceYear","PromoInterval"\n';

/** `train.csv`: observed days, latest first, within a day by store. */
export function* makeTrainRows(stores: readonly StoreDays[], chain: ChainCalendar, span: SampleSpan): Chunks {
  yield TRAIN_HEADER;
  for (let i = span.end - span.start; i >= 0; i--) {
    const [weekday, day, promo] = describeDay(chain, span, i);
    let text = "";
    for (const store of stores) {
      if (!store.isRecorded[i]) continue;
      text +=
        `${store.profile.store},${weekday},${day},${store.sales[i]},${store.customers[i]},` +
        `${store.isOpen[i]},${promo},${describeHolidays(store, i)}\n`;
    }
    yield text;
  }
}

/** `test.csv`: planned days in the same order, numbered from 1. */
export function* makeTestRows(stores: readonly StoreDays[], chain: ChainCalendar, span: SampleSpan): Chunks {
  yield TEST_HEADER;
  let id = 0;
  for (let i = span.plannedThrough - span.start; i > span.end - span.start; i--) {
    const [weekday, day, promo] = describeDay(chain, span, i);
    let text = "";
    for (const store of stores) {
      const { profile, isOpen } = store;
      text += `${++id},${profile.store},${weekday},${day},${isOpen[i]},${promo},${describeHolidays(store, i)}\n`;
    }
    yield text;
  }
}

/** `store.csv`: what is known of each store. */
export function* makeStoreRows(stores: readonly StoreDays[], seed: number, span: SampleSpan): Chunks {
  yield STORE_HEADER;
  const makeDetails = makeStoreDetailsFactory(seed, span);
  for (const { profile } of stores) {
    const { store, storeType, assortment } = profile;
    yield `${store},"${storeType}","${assortment}",${makeDetails(store).join(",")}\n`;
  }
}

/** `store_states.csv`: the region of each store. */
export function* makeStateRows(stores: readonly StoreDays[]): Chunks {
  yield "Store,State\n";
  for (const { profile } of stores) yield `${profile.store},${profile.state.code}\n`;
}

function describeDay(chain: ChainCalendar, span: SampleSpan, i: number): [number, string, number] {
  const epoch = span.start + i;
  return [isoWeekday(epoch), dayOf(epoch), chain.promo[i] ?? 0];
}

function describeHolidays({ calendar }: StoreDays, i: number): string {
  return `"${calendar.holidays[i]}","${calendar.schoolHoliday[i]}"`;
}
