/** A cell of the grid. */
export interface Cell {
  /** -1 for the head. */
  row: number;
  column: number;
}

/** What the grid is like. */
export interface GridSize {
  rows: number;
  columns: number;
  /** Rows that are seen at once, 1 or more. */
  page: number;
}

interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** The cell that a key goes to; null if it goes nowhere. */
export function nextCell({ row, column }: Cell, { key, ctrlKey, metaKey }: Key, size: GridSize): Cell | null {
  const isFar = ctrlKey || metaKey;
  const last = size.rows - 1;
  const keepRow = (wanted: number) => ({ row: clamp(wanted, -1, last), column });
  const keepColumn = (wanted: number) => ({ row, column: clamp(wanted, 0, size.columns - 1) });
  switch (key) {
    case "ArrowUp":
      return keepRow(isFar ? Math.min(0, last) : row - 1);
    case "ArrowDown":
      return keepRow(isFar ? last : row + 1);
    case "ArrowLeft":
      return keepColumn(isFar ? 0 : column - 1);
    case "ArrowRight":
      return keepColumn(isFar ? size.columns - 1 : column + 1);
    case "PageUp":
      return keepRow(Math.max(row - size.page, Math.min(0, last)));
    case "PageDown":
      return keepRow(row + size.page);
    case "Home":
      return isFar ? { row: Math.min(0, last), column: 0 } : keepColumn(0);
    case "End":
      return isFar ? { row: last, column: size.columns - 1 } : keepColumn(size.columns - 1);
    default:
      return null;
  }
}

/** A cell that is there, beside one that may have gone. */
export function keepInside(cell: Cell, { rows, columns }: Pick<GridSize, "rows" | "columns">): Cell {
  return { row: clamp(cell.row, -1, rows - 1), column: clamp(cell.column, 0, columns - 1) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
