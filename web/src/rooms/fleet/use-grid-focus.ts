import { useCallback, useLayoutEffect, useRef, useState, type FocusEvent, type RefObject } from "react";
import { keepInside, type Cell, type GridSize } from "./grid-keys.js";

/** The cell that a focused element is in; null if it is in none. */
export function findCell(element: Element): Cell | null {
  const row = element.closest("[data-row]")?.getAttribute("data-row");
  const column = element.closest("[data-column]")?.getAttribute("data-column");
  return row != null && column != null ? { row: Number(row), column: Number(column) } : null;
}

export interface GridFocus {
  /** The one cell that Tab reaches. */
  active: Cell;
  /** Moves there, and the focus with it. */
  moveTo: (cell: Cell) => void;
  onFocus: (event: FocusEvent) => void;
}

/** One place for Tab in the whole grid, which arrow keys move. */
export function useGridFocus(
  grid: RefObject<HTMLElement | null>,
  size: Pick<GridSize, "rows" | "columns">,
): GridFocus {
  const [wanted, setWanted] = useState<Cell>({ row: 0, column: 1 });
  const hasMoved = useRef(false);
  const active = keepInside(wanted, size);
  useLayoutEffect(() => {
    if (!hasMoved.current) return;
    hasMoved.current = false;
    const cell = grid.current?.querySelector(`[data-row="${active.row}"] [data-column="${active.column}"]`);
    const target = cell?.querySelector<HTMLElement>("[tabindex]") ?? cell;
    if (!(target instanceof HTMLElement)) return;
    target.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  const moveTo = useCallback((cell: Cell) => {
    hasMoved.current = true;
    setWanted(cell);
  }, []);
  const onFocus = useCallback(({ target }: FocusEvent) => {
    const cell = findCell(target);
    if (cell) setWanted((last) => (last.row === cell.row && last.column === cell.column ? last : cell));
  }, []);
  return { active, moveTo, onFocus };
}
