import { useId, type ReactNode } from "react";
import { SkeletonRows } from "../../parts/skeleton-rows.js";
import table from "../../parts/table.module.css";
import styles from "./activity.module.css";

interface ActivityTableProps {
  title: string;
  columns: readonly string[];
  /** What to say where there are no rows. */
  none: string;
  /** Undefined until they have come. */
  rows: readonly ReactNode[] | undefined;
  footer?: string | null;
}

/** A titled table that keeps its place while it is loading. */
export function ActivityTable({ title, columns, none, rows, footer = null }: ActivityTableProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {rows?.length === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        // a region that scrolls must be reached by keyboard
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={table.scroller} role="region" aria-labelledby={id} tabIndex={0}>
          <table className={table.table} aria-labelledby={id} aria-busy={!rows}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{rows ?? <SkeletonRows rows={1} columns={columns.length} />}</tbody>
          </table>
        </div>
      )}
      {footer !== null && <p className={styles.none}>{footer}</p>}
    </section>
  );
}
