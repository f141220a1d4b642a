import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { classNames } from "../../parts/class-names.js";
import type { Sort } from "../../selection/selection.js";
import type { Extent } from "./choice.js";
import { dayOfColumn, isFigure, type ColumnId } from "./columns.js";
import styles from "./fleet-grid.module.css";

interface FleetHeadProps {
  columns: readonly ColumnId[];
  days: readonly string[];
  sort: Sort;
  /** How many of the stores in the table are chosen. */
  extent: Extent;
  /** Column that the keyboard is in; -1 if it is in another row. */
  active: number;
}

/** The head of the grid; the grid listens for its buttons. */
export function FleetHead({ columns, days, sort, extent, active }: FleetHeadProps) {
  return (
    <div role="rowgroup" className={styles.headGroup}>
      <div role="row" aria-rowindex={1} data-row={-1} className={classNames(styles.row, styles.head)}>
        {columns.map((id, column) =>
          id === "choose" ? (
            <ChooseAll key={id} extent={extent} column={column} isActive={active === column} />
          ) : (
            <SortHead
              key={id}
              {...{ id, column, days }}
              isActive={active === column}
              direction={sort.by !== id ? "none" : sort.isDescending ? "descending" : "ascending"}
            />
          ),
        )}
      </div>
    </div>
  );
}

interface ChooseAllProps {
  extent: Extent;
  column: number;
  isActive: boolean;
}

function ChooseAll({ extent, column, isActive }: ChooseAllProps) {
  const t = useTranslations("fleet");
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = extent === "some";
  }, [extent]);
  return (
    <div role="columnheader" aria-colindex={column + 1} data-column={column} className={styles.choose}>
      <label className={styles.box}>
        <input
          ref={box}
          type="checkbox"
          checked={extent === "all"}
          readOnly
          tabIndex={isActive ? 0 : -1}
          aria-label={t("chooseAll")}
        />
      </label>
    </div>
  );
}

interface SortHeadProps {
  id: Exclude<ColumnId, "choose">;
  column: number;
  days: readonly string[];
  direction: "none" | "ascending" | "descending";
  isActive: boolean;
}

function SortHead({ id, column, days, direction, isActive }: SortHeadProps) {
  const t = useTranslations("fleet");
  const { weekday, date } = useFormats();
  const place = dayOfColumn(id);
  const day = place === null ? undefined : days[place];
  const title = id === "wape" || id === "week" || id === "year" ? t(`columnTitles.${id}`) : undefined;
  return (
    <div
      role="columnheader"
      aria-colindex={column + 1}
      aria-sort={direction}
      data-column={column}
      className={classNames(
        id === "store" ? styles.store : isFigure(id) ? styles.figure : styles.headCell,
        direction !== "none" && styles.sorted,
      )}
    >
      <button type="button" className={styles.sort} data-sort={id} tabIndex={isActive ? 0 : -1} title={title}>
        <span>
          {day === undefined ? (
            t(`columns.${id as Exclude<typeof id, `day${number}`>}`)
          ) : (
            <>
              {weekday(day)}
              <br />
              <span className={styles.date}>{date(day)}</span>
            </>
          )}
        </span>
        {direction !== "none" && (
          <svg viewBox="0 0 8 10" className={styles.arrow} aria-hidden="true">
            <path d={direction === "descending" ? "M0 3h8L4 8z" : "M0 7h8L4 2z"} />
          </svg>
        )}
      </button>
    </div>
  );
}
