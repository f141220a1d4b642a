/** How many of the shown stores are chosen. */
export type Extent = "none" | "some" | "all";

/**
 * The chosen stores after some were chosen too, or given up. Others stay, and the order is that of choosing.
 */
export function choose(
  chosen: readonly string[],
  codes: readonly string[],
  isChosen: boolean,
): readonly string[] {
  if (isChosen) return [...new Set([...chosen, ...codes])];
  const given = new Set(codes);
  return chosen.filter((code) => !given.has(code));
}

/** The rows from one to another, both included, whichever comes first. */
export function listRange<T>(rows: readonly T[], from: number, to: number): T[] {
  return rows.slice(Math.min(from, to), Math.max(from, to) + 1);
}

export function extentOf(codes: readonly string[], chosen: ReadonlySet<string>): Extent {
  const count = codes.filter((code) => chosen.has(code)).length;
  if (count === 0) return "none";
  return count === codes.length ? "all" : "some";
}
