import type { ChartColor, ChartContent, ChartLineStyle, ChartMark, ChartPoint } from "../../chart/index.js";
import type { Day } from "../../format/day.js";
import type { Scale } from "./scale.js";

/** A day with what was sold. */
export interface SoldDay {
  date: Day;
  /** Units; null or undefined if it has not been observed. */
  y?: number | null;
  isOpen: boolean;
}

/** A day with what is forecast. */
export interface ForecastDay {
  date: Day;
  /** Units. */
  yhat: number;
  isOpen: boolean;
}

/** What a chart needs of one store. */
export interface ComparedStore {
  code: string;
  name: string;
  /** The shown weeks, ascending. */
  sales: readonly SoldDay[];
  /** The days after them, ascending. */
  points: readonly ForecastDay[];
}

export interface ComparisonWords {
  today: string;
  /** Where all stores are closed. */
  closed: string;
  /** Where some are. */
  closedAt: (names: readonly string[]) => string;
}

const COLORS: readonly ChartColor[] = [
  "series-1",
  "series-2",
  "series-3",
  "series-4",
  "series-5",
  "series-6",
];
/** Two lines of the same style differ much in colour, so that no pair needs the colour alone. */
const LINES: readonly ChartLineStyle[] = ["solid", "dashed", "dotted"];

/** How the line of a store is drawn. @param place in the order of choosing, from 0 */
export function lineOf(place: number): { color: ChartColor; line: ChartLineStyle } {
  return { color: COLORS[place % COLORS.length]!, line: LINES[place % LINES.length]! };
}

/** Units that are 100 of a store's index: the mean of its trading days of the shown weeks; null if it sold nothing on them. */
export function indexBase(sales: readonly SoldDay[]): number | null {
  const traded = sales.flatMap(({ y, isOpen }) => (isOpen && y != null ? [y] : []));
  const sum = traded.reduce((total, y) => total + y, 0);
  return sum > 0 ? sum / traded.length : null;
}

/** Factor from units to a scale; null where a store has no index. */
export function scaleFactor(sales: readonly SoldDay[], scale: Scale): number | null {
  if (scale === "units") return 1;
  const base = indexBase(sales);
  return base === null ? null : 100 / base;
}

/** Forecasts of the days that have not been observed. */
export function pointsAhead({ sales, points }: ComparedStore): ForecastDay[] {
  const through = sales.reduce<Day | null>((last, { date, y }) => (y == null ? last : date), null);
  return through === null ? [...points] : points.filter(({ date }) => date > through);
}

/** The stores' sales and forecasts, a line a store. On closed days lines have gaps: zeros would hide the rest. */
export function makeComparison(
  stores: readonly ComparedStore[],
  scale: Scale,
  today: Day,
  words: ComparisonWords,
): ChartContent {
  const series = stores.flatMap((store, place) => {
    const factor = scaleFactor(store.sales, scale);
    if (factor === null) return [];
    return [{ id: store.code, name: store.name, ...lineOf(place), points: drawStore(store, factor) }];
  });
  return {
    series,
    marks: markClosed(stores, words),
    rules: [{ day: today, kind: "today", words: words.today }],
  };
}

function drawStore(store: ComparedStore, factor: number): ChartPoint[] {
  const draw = (day: Day, isOpen: boolean, units: number | null | undefined): ChartPoint => ({
    day,
    value: isOpen && units != null ? units * factor : null,
  });
  return [
    ...store.sales.map(({ date, isOpen, y }) => draw(date, isOpen, y)),
    ...pointsAhead(store).map(({ date, isOpen, yhat }) => draw(date, isOpen, yhat)),
  ];
}

function markClosed(stores: readonly ComparedStore[], words: ComparisonWords): ChartMark[] {
  const known = new Map<Day, { open: number; closed: string[] }>();
  for (const store of stores) {
    for (const { date, isOpen } of [...store.sales, ...pointsAhead(store)]) {
      const day = known.get(date) ?? { open: 0, closed: [] };
      if (isOpen) day.open += 1;
      else day.closed.push(store.name);
      known.set(date, day);
    }
  }
  return [...known].flatMap(([day, { open, closed }]): ChartMark[] => {
    if (closed.length === 0) return [];
    if (open === 0) return [{ day, kind: "closed", words: words.closed }];
    return [{ day, kind: "note", words: words.closedAt(closed) }];
  });
}
