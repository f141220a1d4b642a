import { addDays, toUtc, type Day } from "../format/day.js";
import type { ChartContent, ChartMark, ChartPoint, ChartRule, ChartSeries } from "./types.js";

const DAY_MS = 86_400_000;

/** The figures of one series, an element a day of the chart. */
export interface ChartColumn {
  series: ChartSeries;
  values: (number | null)[];
  /** Null without a band. */
  lower: (number | null)[] | null;
  upper: (number | null)[] | null;
}

/** What a chart draws: every day from the first to the last, whether or not anything is known of it. */
export interface ChartShape {
  days: readonly Day[];
  columns: readonly ChartColumn[];
  /** The marks of each day. */
  marks: ReadonlyMap<Day, readonly ChartMark[]>;
  rules: readonly ChartRule[];
}

/** Days since 1970-01-01: what a chart's axis counts, because days have no time zone. */
export function toDayNumber(day: Day): number {
  return toUtc(day).getTime() / DAY_MS;
}

/** The day of a number of {@link toDayNumber}. */
export function ofDayNumber(number: number): Day {
  return addDays("1970-01-01", number);
}

/** Lays series of different days side by side. Marks and rules reach no further than the figures do. */
export function shapeChart({ series, marks = [], rules = [] }: ChartContent): ChartShape {
  const numbers = series.flatMap(({ points }) => points.map(({ day }) => toDayNumber(day)));
  if (numbers.length === 0) return { days: [], columns: [], marks: new Map(), rules: [] };
  const first = numbers.reduce((least, number) => Math.min(least, number));
  const last = numbers.reduce((most, number) => Math.max(most, number));
  const days = Array.from({ length: last - first + 1 }, (_, index) => ofDayNumber(first + index));
  return {
    days,
    columns: series.map((one) => shapeColumn(one, days)),
    marks: new Map(
      days
        .map((day) => [day, marks.filter((mark) => mark.day === day)] as const)
        .filter(([, some]) => some[0]),
    ),
    rules: rules.filter(({ day }) => toDayNumber(day) >= first - 1 && toDayNumber(day) <= last + 1),
  };
}

function shapeColumn(series: ChartSeries, days: readonly Day[]): ChartColumn {
  const points = new Map(series.points.map((point) => [point.day, point]));
  const read = (key: keyof Omit<ChartPoint, "day">) => days.map((day) => points.get(day)?.[key] ?? null);
  const hasBand = series.intervalName !== undefined;
  return {
    series,
    values: read("value"),
    lower: hasBand ? read("lower") : null,
    upper: hasBand ? read("upper") : null,
  };
}

/** Where a rule stands on the axis of day numbers: a day's figure stands on its number, its column reaches half a day around. */
export function rulePlace({ day, kind }: ChartRule): number {
  return toDayNumber(day) + (kind === "today" ? -0.5 : 0.5);
}

/** Runs of days that follow one another, as inclusive day numbers. */
export function toRuns(days: readonly Day[]): { from: number; through: number }[] {
  const runs: { from: number; through: number }[] = [];
  for (const number of days.map(toDayNumber).sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last && number <= last.through + 1) last.through = number;
    else runs.push({ from: number, through: number });
  }
  return runs;
}

/** Where a figure stands between two gaps, so that no line leads to it. */
export function loneIndexes(values: ArrayLike<number | null | undefined>): number[] {
  return Array.from({ length: values.length }, (_, at) => at).filter(
    (at) => values[at] != null && values[at - 1] == null && values[at + 1] == null,
  );
}

/**
 * Where the words beside lines begin. Today's stand after its line and a cutoff's before it, so that both fit where the two lines are
 * one; at an edge they change sides. Words that would stand in others are left out, today's last of all.
 *
 * @param room width there is
 * @returns null for lines without words
 */
export function placeWords(
  lines: readonly { kind: ChartRule["kind"]; words: string | null; x: number; width: number }[],
  room: number,
  gap: number,
): (number | null)[] {
  const taken: { from: number; to: number }[] = [];
  const places: (number | null)[] = lines.map(() => null);
  const order = [...lines.entries()].sort(([, one], [, other]) =>
    one.kind === other.kind ? 0 : one.kind === "today" ? -1 : 1,
  );
  for (const [index, { kind, words, x, width }] of order) {
    if (words === null) continue;
    const [before, after] = [x - gap - width, x + gap];
    const sides = kind === "today" ? [after, before] : [before, after];
    const from = sides.find(
      (side) =>
        side >= 0 &&
        side + width <= room &&
        taken.every((other) => side + width < other.from || side > other.to),
    );
    if (from === undefined) continue;
    taken.push({ from, to: from + width });
    places[index] = from;
  }
  return places;
}
