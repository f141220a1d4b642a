import { isoWeekday } from "./day.js";
import type { DesignLayout } from "./design-layout.js";
import { getHolidayDays } from "./holiday-days.js";
import { fillWaves } from "./waves.js";

/** What models of a layout read of a window's days. */
export interface WindowDesign {
  /** One array a seasonality: day after day, each day's waves in a row. */
  waves: readonly Float64Array[];
  /** Holiday columns in force, day after day, each day's in Prophet's order; those of day i are from `starts[i]` to `starts[i + 1]`. */
  holidayColumns: Int32Array;
  starts: Int32Array;
  /** Holiday columns that a model has. */
  holidayCount: number;
}

/** Days in a row that many models are asked for. What is the same for models of one layout is worked out once, however many ask. */
export class ForecastWindow {
  /** Days since 1970-01-01. */
  readonly days: Int32Array;
  /** ISO weekdays. */
  readonly weekdays: Uint8Array;
  private readonly designs = new Map<DesignLayout, WindowDesign>();

  /**
   * @param first days since 1970-01-01
   * @param count of days, >= 1
   */
  constructor(first: number, count: number) {
    this.days = Int32Array.from({ length: count }, (_, i) => first + i);
    this.weekdays = Uint8Array.from(this.days, isoWeekday);
  }

  /** Designs worked out so far. */
  get designCount(): number {
    return this.designs.size;
  }

  getDesign(layout: DesignLayout): WindowDesign {
    let design = this.designs.get(layout);
    if (!design) this.designs.set(layout, (design = makeDesign(this.days, layout)));
    return design;
  }
}

function makeDesign(days: Int32Array, { seasonalities, holidays }: DesignLayout): WindowDesign {
  return {
    waves: seasonalities.map(({ period, fourierOrder }) => {
      const count = 2 * fourierOrder;
      const byWave = new Float64Array(count * days.length);
      fillWaves(byWave, days, period, fourierOrder, null);
      return byWave.map((_, place) => byWave[(place % count) * days.length + Math.floor(place / count)]!);
    }),
    ...listHolidayColumns(days, holidays),
  };
}

function listHolidayColumns(
  days: Int32Array,
  holidays: DesignLayout["holidays"],
): Pick<WindowDesign, "holidayColumns" | "starts" | "holidayCount"> {
  const inForce = Array.from(days, (): number[] => []);
  const { days: known, columns } = getHolidayDays(holidays);
  const first = days[0]!;
  columns.forEach(({ places }, column) => {
    for (const place of places) inForce[known[place]! - first]?.push(column);
  });
  const starts = new Int32Array(days.length + 1);
  inForce.forEach((list, i) => (starts[i + 1] = starts[i]! + list.length));
  return { holidayColumns: Int32Array.from(inForce.flat()), starts, holidayCount: columns.length };
}
