/**
 * The values below which 0, 10, ... 100 % of the others lie, between two of them by the straight line.
 *
 * @param values at least one
 * @returns eleven, ascending; the first is the least, the last the largest
 */
export function getDeciles(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return Array.from({ length: 11 }, (_, tenth) => {
    const place = (tenth * (sorted.length - 1)) / 10;
    const below = sorted[Math.floor(place)]!;
    return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
  });
}
