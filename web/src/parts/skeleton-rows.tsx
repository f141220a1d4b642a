import { Skeleton } from "./skeleton.js";

interface SkeletonRowsProps {
  rows: number;
  columns: number;
}

/** Rows of a table that have not come yet. */
export function SkeletonRows({ rows, columns }: SkeletonRowsProps) {
  return Array.from({ length: rows }, (_, row) => (
    <tr key={row} aria-hidden="true">
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          <Skeleton characters={column === 1 ? 16 : 8} />
        </td>
      ))}
    </tr>
  ));
}
