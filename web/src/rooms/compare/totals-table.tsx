import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useFormats } from "../../format/use-formats.js";
import { SkeletonRows } from "../../parts/skeleton-rows.js";
import { StatusBadge } from "../../parts/status-badge.js";
import table from "../../parts/table.module.css";
import { VisuallyHidden } from "../../parts/visually-hidden.js";
import { useSelection } from "../../selection/use-selection.js";
import type { StoreTotals } from "./totals.js";

interface TotalsTableProps {
  /** Undefined until they have come. */
  rows: readonly StoreTotals[] | undefined;
  /** How many rows will come. */
  expected: number;
  /** Days ahead. */
  days: number;
}

const FIGURES = ["total", "onBefore", "onLastYear", "mean"] as const;

/** Totals and trend, a store a row. */
export function TotalsTable({ rows, expected, days }: TotalsTableProps) {
  const t = useTranslations("compare");
  const caption = t("caption", { days });
  return (
    // a region that scrolls must be reached by keyboard
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={table.scroller} role="region" aria-label={caption} tabIndex={0}>
      <table className={table.table} aria-busy={!rows}>
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("columns.store")}</th>
            {FIGURES.map((column) => (
              <th key={column} scope="col" className={table.figure}>
                {t(`columns.${column}`, { days })}
              </th>
            ))}
            <th scope="col">{t("columns.status")}</th>
            <th scope="col" className={table.figure} title={t("wapeMeaning")}>
              {t("columns.wape")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows?.map((row) => <TotalsRow key={row.code} row={row} />) ?? (
            <SkeletonRows rows={expected} columns={FIGURES.length + 3} />
          )}
        </tbody>
      </table>
    </div>
  );
}

function TotalsRow({ row }: { row: StoreTotals }) {
  const t = useTranslations("compare");
  const { units, change, percent } = useFormats();
  const { linkTo } = useSelection();
  const { total, onBefore, onLastYear, before, lastYear, mean, wape, baselineWape } = row;
  const noForecast = t("noForecast");
  const noEarlier = total === null ? noForecast : t("noEarlier");
  return (
    <tr>
      <th scope="row">
        <Link href={linkTo(`/stores/${row.code}`)}>{row.name}</Link>
      </th>
      <Figure value={total} write={units} why={noForecast} />
      <Figure value={onBefore} write={change} why={noEarlier} more={then(before)} />
      <Figure value={onLastYear} write={change} why={noEarlier} more={then(lastYear)} />
      <Figure value={mean} write={units} why={t("noMean")} />
      <td>
        <StatusBadge status={row.status} reasons={row.staleReasons} />
      </td>
      <Figure
        value={wape}
        write={percent}
        why={t("noBacktest")}
        more={baselineWape === null ? undefined : t("baselineWape", { wape: percent(baselineWape) })}
      />
    </tr>
  );

  function then(earlier: number | null): string | undefined {
    return earlier === null ? undefined : t("earlier", { units: units(earlier) });
  }
}

interface FigureProps {
  value: number | null;
  write: (value: number) => string;
  /** Why there is none. */
  why: string;
  /** What else is to be known of it. */
  more?: string | undefined;
}

function Figure({ value, write, why, more }: FigureProps): ReactNode {
  return value === null ? (
    <td className={`${table.figure} ${table.soft}`} title={why}>
      –
    </td>
  ) : (
    <td className={table.figure} title={more}>
      {write(value)}
    </td>
  );
}
