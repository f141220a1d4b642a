import type { CompareTotalsFragment } from "../../gql/graphql.js";
import type { CsvTable } from "../../export/csv.js";
import type { ForecastStatus, StaleReason } from "../../gql/graphql.js";

/** What the table says of one store. */
export interface StoreTotals {
  code: string;
  name: string;
  /** Null where the forecast could not be made. */
  status: ForecastStatus | null;
  staleReasons: readonly StaleReason[];
  /** Units of the days ahead; null without a forecast. */
  total: number | null;
  /** Units of as many days before; null unless all of them were observed. */
  before: number | null;
  /** Units of the same weekdays a year earlier, likewise. */
  lastYear: number | null;
  /** Change of the total against them, as a ratio. */
  onBefore: number | null;
  onLastYear: number | null;
  /** Of the champion's backtest; null without one. */
  wape: number | null;
  /** The baseline's on the same days. */
  baselineWape: number | null;
  /** Mean units of the trading days of the shown weeks: 100 of the index. */
  mean: number | null;
}

/** @param ahead null where the forecast could not be made */
export function sumUp(
  store: { code: string; name: string },
  ahead: CompareTotalsFragment | null | undefined,
  mean: number | null,
): StoreTotals {
  const hasForecast = ahead != null && ahead.status !== "UNTRAINED";
  const total = hasForecast ? ahead.totalYhat : null;
  const before = ahead?.before ?? null;
  const lastYear = ahead?.lastYear ?? null;
  const backtest = ahead?.modelVersion?.backtest;
  return {
    ...{ code: store.code, name: store.name, mean, total, before, lastYear },
    status: ahead?.status ?? null,
    staleReasons: ahead?.staleReasons ?? [],
    onBefore: changeOf(total, before),
    onLastYear: changeOf(total, lastYear),
    wape: backtest?.metrics.wape ?? null,
    baselineWape: backtest?.baseline.wape ?? null,
  };
}

function changeOf(total: number | null, earlier: number | null): number | null {
  return total === null || earlier === null || earlier <= 0 ? null : total / earlier - 1;
}

/** Heads of columns, and words for a status with its reasons. */
export interface TotalsWords {
  header: readonly string[];
  status: (totals: StoreTotals) => string;
}

/** The table, a row a store; shares are ratios. */
export function tabulateTotals(rows: readonly StoreTotals[], words: TotalsWords): CsvTable {
  return {
    header: words.header,
    rows: rows.map((row) => [
      ...[row.code, row.name, row.total, row.before, row.onBefore, row.lastYear, row.onLastYear],
      ...[row.mean, words.status(row), row.wape, row.baselineWape],
    ]),
  };
}
