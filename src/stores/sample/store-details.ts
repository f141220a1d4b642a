import { dayOf } from "../../model/day.js";
import type { SampleSpan } from "./options.js";
import { makeRandom, shuffle, STREAM, type Random } from "./random.js";
import { SAMPLE_CHAIN_SIZE } from "./states.js";

const BLANK_DISTANCES = 3;
const COMPETITION_SINCE_BLANK_SHARE = 354 / SAMPLE_CHAIN_SIZE;
/** Months in which the second promo starts, by slots of 1,115; the other stores do not take part. */
const PROMO2_INTERVALS: readonly { stores: number; interval: string }[] = [
  { stores: 335, interval: "Jan,Apr,Jul,Oct" },
  { stores: 130, interval: "Feb,May,Aug,Nov" },
  { stores: 106, interval: "Mar,Jun,Sept,Dec" },
];

/** Details of a store as `store.csv` writes them, from `CompetitionDistance` on. */
export function makeStoreDetailsFactory(seed: number, span: SampleSpan): (store: number) => string[] {
  const distances = shuffle(SAMPLE_CHAIN_SIZE, makeRandom(seed, STREAM.distances));
  const intervals = shuffle(SAMPLE_CHAIN_SIZE, makeRandom(seed, STREAM.intervals));
  const firstYear = Number(dayOf(span.start).slice(0, 4));
  return (store) => {
    const random = makeRandom(seed, STREAM.details, store);
    const slot = (store - 1) % SAMPLE_CHAIN_SIZE;
    const distance = drawDistance(random);
    return [
      (distances[slot] ?? 0) < BLANK_DISTANCES ? "" : distance,
      ...drawCompetitionSince(firstYear, random),
      ...drawPromo2(intervals[slot] ?? 0, firstYear, random),
    ];
  };
}

/** Metres to the nearest competitor, to ten: lognormal around 2,325. */
function drawDistance(random: Random): string {
  const metres = 2_325 * Math.exp(1.4 * random.normal());
  return String(10 * Math.max(2, Math.min(7_586, Math.round(metres / 10))));
}

function drawCompetitionSince(firstYear: number, random: Random): string[] {
  const isBlank = random.uniform() < COMPETITION_SINCE_BLANK_SHARE;
  const month = 1 + random.below(12);
  const year = firstYear + 1 - Math.floor(16 * random.uniform() ** 1.5);
  return isBlank ? ["", ""] : [String(month), String(year)];
}

function drawPromo2(slot: number, firstYear: number, random: Random): string[] {
  const week = 1 + random.below(50);
  const year = firstYear - 4 + random.below(6);
  let first = 0;
  for (const { stores, interval } of PROMO2_INTERVALS) {
    first += stores;
    if (slot < first) return ["1", String(week), String(year), `"${interval}"`];
  }
  return ["0", "", "", '""'];
}
