import type { Day } from "../format/day.js";
import type { ChartShape } from "./shape.js";

/** What is known of one day. */
export interface ReadOut {
  day: Day;
  /** One a series, in their order. */
  figures: readonly ReadOutFigure[];
  /** What holds for the day, in words. */
  notes: readonly string[];
}

export interface ReadOutFigure {
  name: string;
  /** Null where there is none. */
  value: string | null;
  /** Such as `7,020 – 9,300`; null without one. */
  interval: string | null;
  intervalName: string | null;
}

/** @param write how figures are written */
export function readOut(shape: ChartShape, index: number, write: (value: number) => string): ReadOut {
  const day = shape.days[index]!;
  return {
    day,
    figures: shape.columns.map(({ series, values, lower, upper }) => {
      const [value, low, high] = [values[index], lower?.[index], upper?.[index]];
      return {
        name: series.name,
        value: value == null ? null : write(value),
        interval: low == null || high == null ? null : `${write(low)} – ${write(high)}`,
        intervalName: series.intervalName ?? null,
      };
    }),
    notes: [...new Set(shape.marks.get(day)?.map(({ words }) => words))],
  };
}

/** A read-out as one sentence for those who hear it; series that say nothing of the day are left out. */
export function sayReadOut({ figures, notes }: ReadOut, day: string, nothing: string): string {
  const said = figures
    .filter(({ value }) => value !== null)
    .map(({ name, value, interval, intervalName }) =>
      interval === null ? `${name} ${value}` : `${name} ${value}, ${intervalName} ${interval}`,
    );
  const parts = [...said, ...notes];
  return `${day}: ${parts.length > 0 ? parts.join("; ") : nothing}`;
}
