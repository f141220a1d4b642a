import { makeHolidayColumns } from "./holidays.js";
import type { Holiday } from "./types.js";

/** When holiday columns are 1, laid out for arithmetic. */
export interface HolidayDays {
  /** Days on which any column is 1, since 1970-01-01, ascending. */
  days: Int32Array;
  /** In Prophet's order. */
  columns: {
    /** The holiday's. */
    name: string;
    /** Where in `days` the column is 1. */
    places: Int32Array;
  }[];
}

const layouts = new WeakMap<readonly Holiday[], HolidayDays>();
/** No column of a layout has a prior of its own. */
const ANY_PRIOR = 1;

/** The layout of a list of holidays: made on first use, then kept as long as the list is; models may share a list, which never changes. */
export function getHolidayDays(holidays: readonly Holiday[]): HolidayDays {
  let layout = layouts.get(holidays);
  if (!layout) layouts.set(holidays, (layout = makeHolidayDays(holidays)));
  return layout;
}

function makeHolidayDays(holidays: readonly Holiday[]): HolidayDays {
  const columns = makeHolidayColumns(holidays, ANY_PRIOR);
  const days = Int32Array.from(new Set(columns.flatMap((column) => [...column.days]))).sort();
  const placeOf = new Map(Array.from(days, (day, place) => [day, place]));
  return {
    days,
    columns: columns.map((column) => ({
      name: column.name,
      places: Int32Array.from(column.days, (day) => placeOf.get(day)!),
    })),
  };
}

/**
 * What is in force on each of the days asked for; 0 on others.
 *
 * @param effects one for each of `days`
 */
export function pickEffects(
  { days, effects }: { days: Int32Array; effects: Float64Array },
  asked: Int32Array,
): Float64Array {
  const values = new Float64Array(asked.length);
  for (let i = 0; i < asked.length; i++) {
    const day = asked[i]!;
    let low = 0;
    let high = days.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (days[middle]! < day) low = middle + 1;
      else high = middle;
    }
    if (days[low] === day) values[i] = effects[low]!;
  }
  return values;
}
