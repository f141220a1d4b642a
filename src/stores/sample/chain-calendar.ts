import { dayOf, epochDay } from "../../model/day.js";
import { listPublicHolidays } from "../calendar.js";
import { getSeasonEffect, isPromoDay } from "./effects.js";
import type { SampleSpan } from "./options.js";
import { makeRandom, STREAM } from "./random.js";
import { listSchoolHolidays } from "./school-holidays.js";
import { SAMPLE_STATES, type SampleState } from "./states.js";

/** Kind of public holiday as Rossmann's files have it: none, public, Easter, Christmas. */
export type HolidayKind = "0" | "a" | "b" | "c";

/** What all stores of a chain share, one element a day from the first observed to the last planned one. */
export interface ChainCalendar {
  promo: Uint8Array;
  /** Season and the chain's common shock of the day, added to ln sales. */
  effect: Float64Array;
  states: ReadonlyMap<string, StateCalendar>;
}

/** What the stores of one state share, day by day like {@link ChainCalendar}. */
export interface StateCalendar {
  holidays: HolidayKind[];
  schoolHoliday: Uint8Array;
}

const SHOCK_SD = 0.03;
const EASTER = new Set(["Good Friday", "Easter Monday"]);
const CHRISTMAS = new Set(["Christmas Day", "Boxing Day"]);

/** Promo, season, shocks and holidays of the days of a span. */
export function makeChainCalendar(seed: number, span: SampleSpan): ChainCalendar {
  const days = span.plannedThrough - span.start + 1;
  const everyDay = Array.from({ length: days }, (_, i) => span.start + i);
  const publicHolidays = new Map(SAMPLE_STATES.map((state) => [state.code, makeHolidayKinds(state, span)]));
  const kinds = [...publicHolidays.values()];
  const isNationalHoliday = (epoch: number) => kinds.every((holidays) => holidays.has(epoch));
  const states = SAMPLE_STATES.map((state): [string, StateCalendar] => [
    state.code,
    {
      holidays: everyDay.map((epoch) => publicHolidays.get(state.code)?.get(epoch) ?? "0"),
      schoolHoliday: markSchoolHolidays(state, span),
    },
  ]);
  return {
    promo: Uint8Array.from(everyDay, (epoch) => Number(isPromoDay(epoch))),
    effect: Float64Array.from(
      everyDay,
      (epoch) =>
        getSeasonEffect(epoch, isNationalHoliday) +
        SHOCK_SD * makeRandom(seed, STREAM.shocks, epoch).normal(),
    ),
    states: new Map(states),
  };
}

/** Public holidays of a state by day, with the days just outside the span, whose neighbours lie in it. */
function makeHolidayKinds(state: SampleState, span: SampleSpan): Map<number, HolidayKind> {
  const from = dayOf(span.start - 7);
  const to = dayOf(span.plannedThrough + 8);
  return new Map(
    listPublicHolidays(state.calendar, from, to).flatMap(({ name, days }) =>
      days.map((day): [number, HolidayKind] => [epochDay(day), getKind(name)]),
    ),
  );
}

function getKind(name: string): HolidayKind {
  if (EASTER.has(name)) return "b";
  return CHRISTMAS.has(name) ? "c" : "a";
}

function markSchoolHolidays(state: SampleState, span: SampleSpan): Uint8Array {
  const marks = new Uint8Array(span.plannedThrough - span.start + 1);
  const lastYear = yearOf(span.plannedThrough);
  for (let year = yearOf(span.start); year <= lastYear; year++) {
    for (const day of listSchoolHolidays(state.school, year)) {
      if (day >= span.start && day <= span.plannedThrough) marks[day - span.start] = 1;
    }
  }
  return marks;
}

function yearOf(epoch: number): number {
  return Number(dayOf(epoch).slice(0, 4));
}
