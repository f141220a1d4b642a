import { memo } from "react";
import { isFigure, type ColumnId } from "./columns.js";
import type { FleetStore } from "./fleet-stores.js";
import styles from "./fleet-grid.module.css";
import type { CellKind, CellWriter } from "./write-cells.js";

interface FleetRowProps {
  store: FleetStore;
  /** Place in the table as it is ordered, from 0. */
  index: number;
  /** Distance from the table's head, px. */
  top: number;
  columns: readonly ColumnId[];
  isChosen: boolean;
  /** Column that the keyboard is in; -1 if it is in another row. */
  active: number;
  write: CellWriter;
}

/** One store. Many come and go in a second, so it has no hooks, no handlers and few elements: the grid listens for all rows. */
export const FleetRow = memo(function FleetRow(props: FleetRowProps) {
  const { index, top, columns, isChosen } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      data-row={index}
      className={styles.row}
      style={{ top }}
    >
      {columns.map((id, column) => renderCell(id, column, props))}
    </div>
  );
});

function renderCell(id: ColumnId, column: number, { store, isChosen, active, write }: FleetRowProps) {
  const tabIndex = column === active ? 0 : -1;
  if (id === "choose") {
    return (
      <div key={id} role="gridcell" aria-colindex={column + 1} data-column={column} className={styles.choose}>
        <label className={styles.box}>
          <input
            type="checkbox"
            checked={isChosen}
            readOnly
            tabIndex={tabIndex}
            aria-label={write.choose(store)}
          />
        </label>
      </div>
    );
  }
  if (id === "store") {
    return (
      <div key={id} role="rowheader" aria-colindex={column + 1} data-column={column} className={styles.store}>
        <a href={write.address(store)} className={styles.link} tabIndex={tabIndex}>
          <span className={styles.code}>{store.code}</span>
          {store.name}
        </a>
      </div>
    );
  }
  const [words, kind] = write.cell(store, id);
  return (
    <div
      key={id}
      role="gridcell"
      aria-colindex={column + 1}
      data-column={column}
      tabIndex={tabIndex}
      className={classOf(id, kind)}
    >
      {words}
    </div>
  );
}

const classes = new Map<string, string>();

function classOf(id: ColumnId, kind: CellKind): string {
  const key = `${id} ${kind}`;
  let name = classes.get(key);
  if (name === undefined) {
    const parts = [isFigure(id) ? styles.figure : styles.words, styles[kind], id === "total" && styles.total];
    name = parts.filter(Boolean).join(" ");
    classes.set(key, name);
  }
  return name;
}
