const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** How long to wait before trying again after so many failures in a row, 1 or more, ms. */
export function backOffMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
}
