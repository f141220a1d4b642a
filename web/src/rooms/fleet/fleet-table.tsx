import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { FleetRowFragment } from "../../gql/graphql.js";
import { classNames } from "../../parts/class-names.js";
import { SkeletonRows } from "../../parts/skeleton-rows.js";
import { StatusBadge } from "../../parts/status-badge.js";
import table from "../../parts/table.module.css";
import { VisuallyHidden } from "../../parts/visually-hidden.js";
import { RefreshRow } from "../../refresh/refresh-row.js";
import { useSelection } from "../../selection/use-selection.js";

graphql(`
  fragment FleetRow on Forecast {
    store {
      id
      code
      name
      region {
        id
        name
      }
    }
    status
    staleReasons
    totalYhat
    trainedThrough
  }
`);

const COLUMNS = ["code", "name", "region", "total", "status", "trainedThrough", "refresh"] as const;
const FIGURES: readonly string[] = ["total"];

interface FleetTableProps {
  /** Undefined until they have come. */
  rows: readonly FleetRowFragment[] | undefined;
  caption: string;
}

/** The stores, one a row. */
export function FleetTable({ rows, caption }: FleetTableProps) {
  const t = useTranslations("fleet");
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
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={FIGURES.includes(column) ? table.figure : undefined}>
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows?.map((row) => <FleetRow key={row.store.id} row={row} />) ?? (
            <SkeletonRows rows={12} columns={COLUMNS.length} />
          )}
        </tbody>
      </table>
    </div>
  );
}

function FleetRow({ row }: { row: FleetRowFragment }) {
  const { units, fullDay } = useFormats();
  const { selection, linkTo } = useSelection();
  const { store, status, staleReasons, totalYhat, trainedThrough } = row;
  return (
    <tr className={classNames(selection.stores.includes(store.code) && table.chosen)}>
      <td>{store.code}</td>
      <th scope="row">
        <Link href={linkTo(`/stores/${store.code}`)}>{store.name}</Link>
      </th>
      <td className={table.soft}>{store.region.name}</td>
      <td className={table.figure}>{status === "UNTRAINED" ? "–" : units(totalYhat)}</td>
      <td>
        <StatusBadge status={status} reasons={staleReasons} />
      </td>
      <td className={table.soft}>{trainedThrough ? fullDay(trainedThrough) : "–"}</td>
      <td>
        <RefreshRow code={store.code} name={store.name} />
      </td>
    </tr>
  );
}
