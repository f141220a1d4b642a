import type { ChartContent, ChartMark, ChartPoint, ChartRule, ChartSeries } from "../../chart/types.js";
import type { Day } from "../../format/day.js";
import type { BacktestFoldFragment, StoreDayFragment, StorePointFragment } from "../../gql/graphql.js";

/** What is said of a chart's lines and days. */
export interface ChartWords {
  sales: string;
  forecast: string;
  /** The band's name, such as `80% interval`. */
  interval: string;
  backtest: string;
  backtestInterval: string;
  today: string;
  trainedThrough: (day: Day) => string;
  closed: string;
  closedFor: (reason: NonNullable<StorePointFragment["closedReason"]>) => string;
  promo: string;
  schoolHoliday: string;
  holiday: string;
  assumed: string;
}

export interface ChartFacts {
  today: Day;
  trainedThrough: Day | null;
  /** Observed days. */
  sales: readonly StoreDayFragment[];
  /** What is known of the days that are forecast. */
  planned: readonly StoreDayFragment[];
  points: readonly StorePointFragment[];
  /** Drawn over the sales; none if empty. */
  folds: readonly BacktestFoldFragment[];
}

/** The chart of one store. On closed days lines have gaps: a zero would hide how much the days around it sell. */
export function makeChartContent(facts: ChartFacts, words: ChartWords): ChartContent {
  const { sales, points, folds, today, trainedThrough } = facts;
  const series: ChartSeries[] = [
    {
      ...{ id: "sales", name: words.sales, color: "ink-soft" },
      points: sales.map(({ date, y, isOpen }) => ({ day: date, value: isOpen ? (y ?? null) : null })),
    },
    {
      ...{ id: "forecast", name: words.forecast, color: "series-1", intervalName: words.interval },
      points: points.map(toPoint),
    },
  ];
  if (folds.length > 0) {
    series.push({
      ...{ id: "backtest", name: words.backtest, color: "series-2", line: "dashed" },
      intervalName: words.backtestInterval,
      points: folds.flatMap((fold) =>
        fold.points.map(({ date, yhat, lower, upper }) => ({ day: date, value: yhat, lower, upper })),
      ),
    });
  }
  const rules: ChartRule[] = [
    { day: today, kind: "today", words: words.today },
    ...(trainedThrough
      ? [{ day: trainedThrough, kind: "cutoff", words: words.trainedThrough(trainedThrough) } as const]
      : []),
    ...folds.map(({ cutoff }) => ({ day: cutoff, kind: "cutoff", words: null }) as const),
  ];
  return { series, marks: makeMarks(facts, words), rules };
}

function toPoint({ date, yhat, lower, upper, isOpen }: StorePointFragment): ChartPoint {
  return isOpen
    ? { day: date, value: yhat, lower, upper }
    : { day: date, value: null, lower: null, upper: null };
}

function makeMarks({ sales, planned, points }: ChartFacts, words: ChartWords): ChartMark[] {
  const days = new Map([...sales, ...planned].map((day) => [day.date, day]));
  const forecast = new Map(points.map((point) => [point.date, point]));
  return [...new Set([...days.keys(), ...forecast.keys()])].flatMap((date) => {
    const day = days.get(date);
    const point = forecast.get(date);
    const isObserved = day?.y != null;
    const isOpen = isObserved || !point ? (day?.isOpen ?? true) : point.isOpen;
    const marks: Omit<ChartMark, "day">[] = [
      ...(isOpen
        ? []
        : [{ kind: "closed", words: whyClosed(isObserved ? undefined : point, words) } as const]),
      ...(day?.holiday == null ? [] : [{ kind: "holiday", words: words.holiday } as const]),
      ...(day?.events ?? []).map((event) => toMark(event, words)),
      ...(point?.isAssumed && !isObserved ? [{ kind: "note", words: words.assumed } as const] : []),
    ];
    return marks.map((mark) => ({ day: date, ...mark }));
  });
}

function whyClosed(point: StorePointFragment | undefined, words: ChartWords): string {
  return point?.closedReason ? words.closedFor(point.closedReason) : words.closed;
}

/** Events have the names of the model's regressors. */
function toMark(event: string, words: ChartWords): Omit<ChartMark, "day"> {
  if (event === "promo") return { kind: "promo", words: words.promo };
  if (event === "school_holiday") return { kind: "school-holiday", words: words.schoolHoliday };
  return { kind: "note", words: event };
}
