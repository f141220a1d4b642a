import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { StorePointFragment } from "../../gql/graphql.js";
import { SkeletonRows } from "../../parts/skeleton-rows.js";
import table from "../../parts/table.module.css";
import { VisuallyHidden } from "../../parts/visually-hidden.js";

graphql(`
  fragment StorePoint on ForecastPoint {
    date
    yhat
    lower
    upper
    isOpen
    isAssumed
    closedReason
  }
`);

interface PointsTableProps {
  /** Undefined until they have come. */
  points: readonly StorePointFragment[] | undefined;
  /** Nominal coverage of the interval, 0 to 1. */
  level: number;
}

/** The forecast in figures, a day a row. */
export function PointsTable({ points, level }: PointsTableProps) {
  const t = useTranslations("store");
  const { percent } = useFormats();
  return (
    // a region that scrolls must be reached by keyboard
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={table.scroller} role="region" aria-label={t("caption")} tabIndex={0}>
      <table className={table.table} aria-busy={!points}>
        <caption>
          <VisuallyHidden>{t("caption")}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("date")}</th>
            <th scope="col" className={table.figure}>
              {t("yhat")}
            </th>
            <th scope="col" className={table.figure}>
              {t("interval", { level: percent(level) })}
            </th>
            <th scope="col">{t("note")}</th>
          </tr>
        </thead>
        <tbody>
          {points?.map((point) => <PointRow key={point.date} point={point} />) ?? (
            <SkeletonRows rows={7} columns={4} />
          )}
        </tbody>
      </table>
    </div>
  );
}

function PointRow({ point }: { point: StorePointFragment }) {
  const t = useTranslations();
  const { day, units } = useFormats();
  const { date, yhat, lower, upper, closedReason, isAssumed } = point;
  const notes = [
    ...(closedReason ? [t(`closed.${closedReason}`)] : []),
    ...(isAssumed && !closedReason ? [t("store.assumed")] : []),
  ];
  return (
    <tr>
      <th scope="row">{day(date)}</th>
      <td className={table.figure}>{units(yhat)}</td>
      <td className={table.figure}>
        {units(lower)} – {units(upper)}
      </td>
      <td className={table.soft}>{notes.join(", ")}</td>
    </tr>
  );
}
