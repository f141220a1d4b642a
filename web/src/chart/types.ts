import type { Day } from "../format/day.js";

/** Colours of lines, by their tokens in styles/tokens.css. */
export type ChartColor =
  "series-1" | "series-2" | "series-3" | "series-4" | "series-5" | "series-6" | "ink-soft";

/** How a line is drawn, so that nobody needs its colour. */
export type ChartLineStyle = "solid" | "dashed" | "dotted";

/** A figure of a day. */
export interface ChartPoint {
  day: Day;
  /** Null where there is none, as on a closed day: the line has a gap. */
  value: number | null;
  /** Bounds of its interval; none if left out. */
  lower?: number | null;
  upper?: number | null;
}

/** Figures of one kind, drawn as a line. */
export interface ChartSeries {
  /** Tells it from the others. */
  id: string;
  name: string;
  color: ChartColor;
  /** Solid if left out. */
  line?: ChartLineStyle;
  /** What its band is, such as `80% interval`; without it there is none. */
  intervalName?: string;
  /** In any order; days without a point have no figure. */
  points: readonly ChartPoint[];
}

export const MARK_KINDS = ["closed", "promo", "school-holiday", "holiday"] as const;
export type ChartMarkKind = (typeof MARK_KINDS)[number];

/** Something that holds for a day. */
export interface ChartMark {
  day: Day;
  /** A `note` is read out and has no shape. */
  kind: ChartMarkKind | "note";
  /** What is read out, such as `Closed: holiday`. */
  words: string;
}

/** A line between two days: `today` stands before its day, `cutoff` after it. */
export interface ChartRule {
  day: Day;
  kind: "today" | "cutoff";
  /** What stands beside it; nothing if null. */
  words: string | null;
}

/** All that a chart shows. */
export interface ChartContent {
  series: readonly ChartSeries[];
  marks?: readonly ChartMark[];
  rules?: readonly ChartRule[];
}
