import { makeClosures, type Closure } from "./closures.js";
import type { SampleSpan } from "./options.js";
import { makeRandom, shuffle, STREAM, type Random } from "./random.js";
import { SAMPLE_CHAIN_SIZE, SAMPLE_STATES, type SampleState } from "./states.js";

export type StoreType = "a" | "b" | "c" | "d";

/** What does not change from day to day in one store. */
export interface StoreProfile {
  /** Number of the store, from 1. */
  store: number;
  state: SampleState;
  storeType: StoreType;
  assortment: "a" | "b" | "c";
  /** Mean of ln sales. */
  level: number;
  /** Growth of ln sales a year. */
  trend: number;
  /** What promo adds to ln sales beyond the chain's mean. */
  promoEffect: number;
  /** What a Saturday adds to ln sales beyond the chain's mean. */
  saturdayEffect: number;
  /** Standard deviation of the residuals of ln sales. */
  noise: number;
  /** Sales a customer. */
  basket: number;
  sundays: SundayTrade;
  /** Long and short closures for works, ascending by kind. */
  closures: Closure[];
}

/** `always`: Sundays and holidays like other days. A number: from so many days before the end, and on some holidays. */
export type SundayTrade = "never" | "always" | number;

/** Store types in slots of 1,115, the shares of the real chain. */
const TYPES: readonly { type: StoreType; stores: number; level: number; basket: number }[] = [
  { type: "a", stores: 602, level: 0, basket: 8.25 },
  { type: "b", stores: 17, level: 0.39, basket: 4.85 },
  { type: "c", stores: 148, level: 0, basket: 8.05 },
  { type: "d", stores: 348, level: -0.015, basket: 10.7 },
];
const FIRST_B_SLOT = 602;
const ALWAYS_OPEN_B_STORES = 12;
/** Slots of the 21 stores that trade on some Sundays, some of each type; ends are included. */
const SOMETIMES_OPEN_SLOTS: readonly (readonly [first: number, last: number])[] = [
  [0, 9],
  [FIRST_B_SLOT + ALWAYS_OPEN_B_STORES, FIRST_B_SLOT + 16],
  [619, 621],
  [767, 769],
];
const SMALL_ASSORTMENT_B_STORES = 9;
const PLAIN_ASSORTMENT_SHARE = 593 / 1_106;
const LEVEL_MEAN = 8.757;
const LEVEL_SD = 0.31;
/** Brings the ratio of mean sales with and without promo to the chain's. */
const PROMO_EFFECT_MEAN = -0.02;
const WILD_STORES = 11;
const NOISE_MEDIAN = 0.1035;

/**
 * Profiles of a chain by store number. Shares are held by dealing 1,115 slots out at random, so a chain of 1,115 has exactly the
 * shares, a smaller one a fair draw of them, and a store is the same in both.
 */
export function makeProfileFactory(seed: number, span: SampleSpan): (store: number) => StoreProfile {
  const states = shuffle(SAMPLE_CHAIN_SIZE, makeRandom(seed, STREAM.states));
  const types = shuffle(SAMPLE_CHAIN_SIZE, makeRandom(seed, STREAM.types));
  const noises = shuffle(SAMPLE_CHAIN_SIZE, makeRandom(seed, STREAM.noises));
  const closures = shuffle(SAMPLE_CHAIN_SIZE, makeRandom(seed, STREAM.closures));
  return (store) => {
    const slotOf = (dealt: Int32Array) => dealt[(store - 1) % SAMPLE_CHAIN_SIZE] ?? 0;
    const random = makeRandom(seed, STREAM.profiles, store);
    const typeSlot = slotOf(types);
    const { type, level, basket } = pick(TYPES, typeSlot);
    return {
      store,
      state: pick(SAMPLE_STATES, slotOf(states)),
      storeType: type,
      assortment: drawAssortment(typeSlot, random),
      level: LEVEL_MEAN + level + LEVEL_SD * random.normal(),
      trend: 0.036 + 0.061 * random.normal(),
      promoEffect: PROMO_EFFECT_MEAN + 0.087 * random.normal(),
      saturdayEffect: 0.18 * random.normal(),
      noise: drawNoise(slotOf(noises), random),
      basket: basket * Math.exp(0.16 * random.normal()),
      sundays: drawSundays(typeSlot, random),
      closures: makeClosures(slotOf(closures), span, random),
    };
  };
}

/** The share that a slot falls into. */
function pick<T extends { stores: number }>(shares: readonly T[], slot: number): T {
  let first = 0;
  for (const share of shares) {
    first += share.stores;
    if (slot < first) return share;
  }
  throw new RangeError(`Slot ${slot} lies beyond the ${first} that are shared out.`);
}

function drawAssortment(typeSlot: number, random: Random): StoreProfile["assortment"] {
  const draw = random.uniform();
  if (typeSlot >= FIRST_B_SLOT && typeSlot < FIRST_B_SLOT + SMALL_ASSORTMENT_B_STORES) return "b";
  return draw < PLAIN_ASSORTMENT_SHARE ? "a" : "c";
}

function drawNoise(slot: number, random: Random): number {
  const normal = random.normal();
  const wild = 0.26 + 0.1 * random.uniform();
  return slot < WILD_STORES ? wild : Math.min(0.25, NOISE_MEDIAN * Math.exp(0.23 * normal));
}

function drawSundays(typeSlot: number, random: Random): SundayTrade {
  const daysBeforeEnd = 430 + random.below(490);
  if (typeSlot >= FIRST_B_SLOT && typeSlot < FIRST_B_SLOT + ALWAYS_OPEN_B_STORES) return "always";
  const isSometimes = SOMETIMES_OPEN_SLOTS.some(([first, last]) => typeSlot >= first && typeSlot <= last);
  return isSometimes ? daysBeforeEnd : "never";
}
