import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useRef, type CSSProperties, type KeyboardEvent, type MouseEvent } from "react";
import type { Sort } from "../../selection/selection.js";
import { classNames } from "../../parts/class-names.js";
import { extentOf, listRange } from "./choice.js";
import type { ColumnId } from "./columns.js";
import { FleetHead } from "./fleet-head.js";
import { FleetRow } from "./fleet-row.js";
import type { FleetStore } from "./fleet-stores.js";
import styles from "./fleet-grid.module.css";
import { nextCell } from "./grid-keys.js";
import { makeLayout } from "./layout.js";
import { findCell, useGridFocus } from "./use-grid-focus.js";
import { useRem, useRowHeight } from "./use-sizes.js";
import type { CellWriter } from "./write-cells.js";

/** Rows beyond what is seen, for fast scrolling. */
const OVERSCAN = 6;
const HEAD_REMS = 2.75;
/** More than scroll bars are wide. */
const BAR_REMS = 1.25;

interface FleetGridProps {
  /** In the order of `sort`. */
  stores: readonly FleetStore[];
  columns: readonly ColumnId[];
  /** Whether it is on a phone. */
  isNarrow: boolean;
  days: readonly string[];
  sort: Sort;
  chosen: ReadonlySet<string>;
  label: string;
  write: CellWriter;
  onSort: (by: string) => void;
  onChoose: (codes: readonly string[], isChosen: boolean) => void;
  /** Opens a store's page. */
  onOpen: (store: FleetStore) => void;
}

/** The stores, one a row, of which only those in sight are in the page. */
export function FleetGrid(props: FleetGridProps) {
  const {
    stores: rows,
    columns,
    isNarrow,
    days,
    sort,
    chosen,
    label,
    write,
    onSort,
    onChoose,
    onOpen,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight();
  const rem = useRem();
  const { tracks, width, sticky } = useMemo(() => makeLayout(columns, isNarrow), [columns, isNarrow]);
  const { active, moveTo, onFocus } = useGridFocus(scroller, { rows: rows.length, columns: columns.length });
  // nothing of it is handed on
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    useFlushSync: false,
    // the row that the keyboard is in stays, so that the focus does
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const seen = defaultRangeExtractor(range);
        const isOutside = active.row >= 0 && !seen.includes(active.row);
        return isOutside ? [...seen, active.row].sort((one, other) => one - other) : seen;
      },
      [active.row],
    ),
  });

  const isClipped = (virtualizer.scrollRect?.width ?? 0) < (width + BAR_REMS) * rem;

  // where a range of boxes begins
  const anchor = useRef<string | null>(null);
  const toggle = (index: number, isRange: boolean) => {
    const store = rows[index];
    if (!store) return;
    const from = isRange ? rows.findIndex(({ code }) => code === anchor.current) : -1;
    const range = from < 0 ? [store] : listRange(rows, from, index);
    onChoose(
      range.map(({ code }) => code),
      from < 0 ? !chosen.has(store.code) : chosen.has(anchor.current!),
    );
    if (from < 0) anchor.current = store.code;
  };
  const extent = extentOf(
    rows.map(({ code }) => code),
    chosen,
  );
  const toggleAll = () => {
    const codes = [...rows].sort((one, other) => one.place - other.place).map(({ code }) => code);
    onChoose(codes, extent !== "all");
  };

  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const cell = findCell(target);
    if (!cell) return;
    if (target instanceof HTMLInputElement) {
      if (cell.row < 0) toggleAll();
      else toggle(cell.row, event.shiftKey);
      return;
    }
    const by = target.closest("[data-sort]")?.getAttribute("data-sort");
    if (by) onSort(by);
    const store = rows[cell.row];
    const isOwn = target.closest("label, button") !== null;
    // a new tab is the browser's to open, and who marks figures wants to copy them
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!store || isOwn || isElsewhere || !(window.getSelection()?.isCollapsed ?? true)) return;
    event.preventDefault();
    onOpen(store);
  };

  // written when it is asked for: most cells come and go without
  const describe = ({ target }: { target: EventTarget }) => {
    const cell = (target as Element).closest("[data-column]");
    const place = cell && findCell(cell);
    const [store, id] = [rows[place?.row ?? -1], columns[place?.column ?? -1]];
    if (cell instanceof HTMLElement && store && id) cell.title = write.describe(store, id);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const height = (scroller.current?.clientHeight ?? 0) - HEAD_REMS * rem;
    const page = Math.max(1, Math.floor(height / rowHeight));
    const next = nextCell(active, event, { rows: rows.length, columns: columns.length, page });
    const store = rows[active.row];
    const { tagName } = event.target as Element;
    if (next) moveTo(next);
    else if (event.key === " " && store && tagName !== "INPUT") toggle(active.row, event.shiftKey);
    else if (event.key === "Enter" && store && tagName !== "A") onOpen(store);
    else return;
    event.preventDefault();
  };

  return (
    // the grid listens for its rows, which come and go; each cell can have the focus
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable="true"
      className={classNames(styles.scroller, isClipped && styles.isClipped)}
      style={
        {
          "--columns": tracks,
          "--width": `${width}rem`,
          "--sticky": `${sticky}rem`,
          height: `calc(var(--head) + ${rows.length * rowHeight + 2}px + var(--bar))`,
        } as CSSProperties
      }
      onClick={onClick}
      onKeyDown={onKeyDown}
      onMouseOver={describe}
      onFocus={(event) => {
        describe(event);
        onFocus(event);
      }}
    >
      <FleetHead {...{ columns, days, sort, extent }} active={active.row < 0 ? active.column : -1} />
      <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const store = rows[index];
          return (
            store && (
              <FleetRow
                key={store.id}
                {...{ store, index, columns, write }}
                top={start}
                isChosen={chosen.has(store.code)}
                active={index === active.row ? active.column : -1}
              />
            )
          );
        })}
      </div>
    </div>
  );
}
