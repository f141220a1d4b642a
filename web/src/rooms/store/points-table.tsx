import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { StoreDayFragment, StorePointFragment } from "../../gql/graphql.js";
import { SkeletonRows } from "../../parts/skeleton-rows.js";
import table from "../../parts/table.module.css";
import { VisuallyHidden } from "../../parts/visually-hidden.js";
import { useDayWords } from "./use-day-words.js";

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
  /** What is known of these days beforehand. */
  planned: readonly StoreDayFragment[] | undefined;
  /** How many rows will come. */
  rows: number;
  /** Nominal coverage of the interval, 0 to 1. */
  level: number;
}

/** The forecast in figures, a day a row. */
export function PointsTable({ points, planned, rows, level }: PointsTableProps) {
  const t = useTranslations("store");
  const { percent } = useFormats();
  const plans = new Map(planned?.map((day) => [day.date, day]));
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
            <th scope="col">{t("opening")}</th>
            <th scope="col">{t("events")}</th>
          </tr>
        </thead>
        <tbody>
          {points?.map((point) => (
            <PointRow key={point.date} point={point} plan={plans.get(point.date)} />
          )) ?? <SkeletonRows rows={rows} columns={5} />}
        </tbody>
      </table>
    </div>
  );
}

interface PointRowProps {
  point: StorePointFragment;
  plan: StoreDayFragment | undefined;
}

function PointRow({ point, plan }: PointRowProps) {
  const words = useDayWords();
  const { day, units } = useFormats();
  const { date, yhat, lower, upper, isOpen } = point;
  return (
    <tr>
      <th scope="row">{day(date)}</th>
      <td className={table.figure}>{units(yhat)}</td>
      <td className={table.figure}>{isOpen ? `${units(lower)} – ${units(upper)}` : "–"}</td>
      <td className={table.soft}>{words.opening(point)}</td>
      <td className={table.soft}>{words.events(plan)}</td>
    </tr>
  );
}
