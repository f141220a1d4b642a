import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { CompareRowFragment } from "../../gql/graphql.js";
import { SkeletonRows } from "../../parts/skeleton-rows.js";
import { StatusBadge } from "../../parts/status-badge.js";
import table from "../../parts/table.module.css";
import { VisuallyHidden } from "../../parts/visually-hidden.js";
import { useSelection } from "../../selection/use-selection.js";

graphql(`
  fragment CompareRow on Forecast {
    store {
      id
      code
      name
    }
    status
    staleReasons
    totalYhat
  }
`);

interface CompareTableProps {
  /** Undefined until they have come. */
  rows: readonly CompareRowFragment[] | undefined;
  /** How many rows will come. */
  expected: number;
  caption: string;
}

/** The totals of the chosen stores. */
export function CompareTable({ rows, expected, caption }: CompareTableProps) {
  const t = useTranslations("fleet");
  const { units } = useFormats();
  const { linkTo } = useSelection();
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
            <th scope="col">{t("name")}</th>
            <th scope="col" className={table.figure}>
              {t("total")}
            </th>
            <th scope="col">{t("status")}</th>
          </tr>
        </thead>
        <tbody>
          {rows?.map(({ store, totalYhat, status, staleReasons }) => (
            <tr key={store.id}>
              <th scope="row">
                <Link href={linkTo(`/stores/${store.code}`)}>{store.name}</Link>
              </th>
              <td className={table.figure}>{units(totalYhat)}</td>
              <td>
                <StatusBadge status={status} reasons={staleReasons} />
              </td>
            </tr>
          )) ?? <SkeletonRows rows={expected} columns={3} />}
        </tbody>
      </table>
    </div>
  );
}
