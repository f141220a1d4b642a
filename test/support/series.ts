import { epochDay, isoWeekday } from "../../src/model/day.js";
import type { Series } from "../../src/model/index.js";

/** Numbers in [0, 1) that follow from the seed alone (mulberry32). */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers that follow from the seed alone. */
export function makeNormal(seed: number): () => number {
  const random = makeRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface SeriesRecipe {
  /** Calendar days the series spans. */
  days: number;
  start?: string;
  /** Units on an ordinary day. */
  level?: number;
  /** Change of the level over the whole series, as a share of it. */
  growth?: number;
  /** Sizes of the weekly and the yearly wave, as shares of the level. */
  weekly?: number;
  yearly?: number;
  /** Standard deviation of the noise, as a share of the level. */
  noise?: number;
  /** ISO weekdays without trade. */
  closedWeekdays?: number[];
  /** Lift of every other Monday-to-Friday week, as a share of the level; the series then has a regressor `promo`. */
  promo?: number;
  seed?: number;
}

/** A generated series of one store. */
export function makeSeries({
  days,
  start = "2013-01-01",
  level = 5000,
  growth = 0.1,
  weekly = 0.1,
  yearly = 0.1,
  noise = 0.05,
  closedWeekdays = [],
  promo,
  seed = 1,
}: SeriesRecipe): Series {
  const normal = makeNormal(seed);
  const first = epochDay(start);
  const open = Array.from({ length: days }, (_, i) => first + i).filter(
    (day) => !closedWeekdays.includes(isoWeekday(day)),
  );
  const isPromo = open.map((day) => Math.floor((day + 3) / 7) % 2 === 0 && isoWeekday(day) <= 5);
  const y = open.map((day, i) => {
    const share =
      1 +
      (growth * (day - first)) / days +
      weekly * Math.sin((2 * Math.PI * day) / 7) +
      yearly * Math.sin((2 * Math.PI * day) / 365.25) +
      (promo !== undefined && isPromo[i] ? promo : 0) +
      noise * normal();
    return Math.max(0, Math.round(level * share));
  });
  return {
    days: Int32Array.from(open),
    y: Float64Array.from(y),
    regressors: promo === undefined ? {} : { promo: Float64Array.from(isPromo, Number) },
  };
}

export interface SaturatingRecipe {
  days: number;
  /** Rate over the whole series, and the share of it at which sales are halfway between floor and cap. */
  rate?: number;
  middle?: number;
  cap?: number;
  /** Units that the sales do not fall below; without it the series has no floor of its own. */
  floor?: number;
  /** Sizes of the weekly wave and of the noise, as shares of what lies between floor and cap. */
  weekly?: number;
  noise?: number;
  closedWeekdays?: number[];
  seed?: number;
}

/** A generated series of one store whose sales go from a floor to a cap, or back. */
export function makeSaturatingSeries({
  days,
  rate = 7,
  middle = 0.4,
  cap = 6000,
  floor,
  weekly = 0.03,
  noise = 0.03,
  closedWeekdays = [],
  seed = 1,
}: SaturatingRecipe): Series & { cap: Float64Array } {
  const normal = makeNormal(seed);
  const first = epochDay("2013-01-01");
  const open = Int32Array.from({ length: days }, (_, i) => first + i).filter(
    (day) => !closedWeekdays.includes(isoWeekday(day)),
  );
  const low = floor ?? 0;
  const y = Float64Array.from(open, (day) => {
    const share =
      1 / (1 + Math.exp(-rate * ((day - first) / days - middle))) +
      weekly * Math.sin((2 * Math.PI * day) / 7) +
      noise * normal();
    return Math.round(low + (cap - low) * Math.max(0, share));
  });
  return {
    days: open,
    y,
    regressors: {},
    cap: new Float64Array(open.length).fill(cap),
    ...(floor !== undefined && { floor: new Float64Array(open.length).fill(floor) }),
  };
}
