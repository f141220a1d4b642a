import { isoWeekday } from "../../model/day.js";
import type { ChainCalendar, HolidayKind, StateCalendar } from "./chain-calendar.js";
import { PROMO_WEEKDAY_EFFECT, SCHOOL_HOLIDAY_EFFECT, WEEKDAY_EFFECT } from "./effects.js";
import type { SampleSpan } from "./options.js";
import type { StoreProfile } from "./profile.js";
import { makeRandom, STREAM, type Random } from "./random.js";
import { BAVARIA } from "./states.js";

/** Days of one generated store, one element a day from the first observed to the last planned one. */
export interface StoreDays {
  profile: StoreProfile;
  calendar: StateCalendar;
  /** Whether the files have a row. */
  isRecorded: Uint8Array;
  isOpen: Uint8Array;
  /** Whole units; 0 on closed and on planned days. */
  sales: Int32Array;
  /** 0 on closed and on planned days. */
  customers: Int32Array;
}

const SATURDAY = 6;
const SUNDAY = 7;
const DAYS_PER_YEAR = 365.25;
/** Levels are those of the middle of the default history. */
const LEVEL_DAYS_BEFORE_END = 471;
const AUTOCORRELATION = 0.36;
const NOTHING_SOLD_SHARE = 54 / 844_000;
const PROMO_BASKET = 1.145;
const BASKET_NOISE = 0.045;
/** Of 1,115 stores, those of Bavaria have no rows for half a year. */
const GAP_DAYS_BEFORE_END = { first: 395, last: 212 };
/** Lacks its first day. */
const LATE_STORE = 988;
/** Share of public holidays, by kind, that a store which trades on some Sundays trades on too. */
const HOLIDAY_TRADE: Record<Exclude<HolidayKind, "0">, number> = { a: 0.95, b: 0.58, c: 0.27 };

/** One store's days. Pure: the same arguments give the same days. */
export function makeStoreDays(
  seed: number,
  profile: StoreProfile,
  chain: ChainCalendar,
  span: SampleSpan,
): StoreDays {
  const calendar = chain.states.get(profile.state.code);
  if (!calendar) throw new RangeError(`The chain's calendar lacks state ${profile.state.code}.`);
  const count = chain.promo.length;
  const days: StoreDays = {
    profile,
    calendar,
    isRecorded: new Uint8Array(count),
    isOpen: new Uint8Array(count),
    sales: new Int32Array(count),
    customers: new Int32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const epoch = span.start + i;
    days.isRecorded[i] = Number(isRecorded(profile, span, epoch));
    days.isOpen[i] = Number(isOpen(seed, profile, span, epoch, calendar.holidays[i] ?? "0"));
  }
  fillSales(days, chain, span, makeRandom(seed, STREAM.sales, profile.store));
  return days;
}

function isRecorded(profile: StoreProfile, span: SampleSpan, epoch: number): boolean {
  if (profile.store === LATE_STORE && epoch === span.start) return false;
  const daysBeforeEnd = span.end - epoch;
  const isInGap = daysBeforeEnd <= GAP_DAYS_BEFORE_END.first && daysBeforeEnd >= GAP_DAYS_BEFORE_END.last;
  return !(profile.state.code === BAVARIA && isInGap);
}

function isOpen(
  seed: number,
  profile: StoreProfile,
  span: SampleSpan,
  epoch: number,
  holiday: HolidayKind,
): boolean {
  const { sundays, closures } = profile;
  if (closures.some(({ first, last }) => epoch >= first && epoch <= last)) return false;
  const isSunday = isoWeekday(epoch) === SUNDAY;
  if (!isSunday && holiday === "0") return true;
  if (typeof sundays === "string") return sundays === "always";
  if (isSunday && span.end - epoch > sundays) return false;
  if (holiday === "0") return true;
  const draw = makeRandom(seed, STREAM.holidays, profile.store, epoch).uniform();
  return draw < HOLIDAY_TRADE[holiday];
}

function fillSales(days: StoreDays, chain: ChainCalendar, span: SampleSpan, random: Random): void {
  const { profile, calendar } = days;
  const innovation = profile.noise * Math.sqrt(1 - AUTOCORRELATION ** 2);
  let residual = profile.noise * heavyTailed(random);
  for (let i = 0; i <= span.end - span.start; i++) {
    if (!days.isOpen[i] || !days.isRecorded[i]) continue;
    residual = AUTOCORRELATION * residual + innovation * heavyTailed(random);
    const basketNoise = random.normal();
    if (random.uniform() < NOTHING_SOLD_SHARE) continue;

    const epoch = span.start + i;
    const weekday = isoWeekday(epoch) - 1;
    const hasPromo = chain.promo[i] === 1;
    const years = (epoch - span.end + LEVEL_DAYS_BEFORE_END) / DAYS_PER_YEAR;
    const sales = Math.exp(
      profile.level +
        profile.trend * years +
        ((hasPromo ? PROMO_WEEKDAY_EFFECT : WEEKDAY_EFFECT)[weekday] ?? 0) +
        (hasPromo ? profile.promoEffect : 0) +
        (weekday === SATURDAY - 1 ? profile.saturdayEffect : 0) +
        (chain.effect[i] ?? 0) +
        (calendar.schoolHoliday[i] ? SCHOOL_HOLIDAY_EFFECT : 0) +
        residual,
    );
    const basket = profile.basket * (hasPromo ? PROMO_BASKET : 1) * Math.exp(BASKET_NOISE * basketNoise);
    days.sales[i] = Math.max(1, Math.round(sales));
    days.customers[i] = Math.max(1, Math.round(sales / basket));
  }
}

/** Student's t with 3 degrees of freedom, scaled to variance 1 and cut at 4: most days are calm, some are not. */
function heavyTailed(random: Random): number {
  const chi = Math.hypot(random.normal(), random.normal(), random.normal());
  return Math.max(-4, Math.min(4, random.normal() / chi));
}
