/** 1970-01-05, the first Monday that has a number. */
const A_MONDAY = 4;
/** Days between two ticks: what is longer than a day begins on Mondays. */
const STEPS = [1, 2, 7, 14, 28, 91, 182, 364] as const;

/**
 * Day numbers that are written on the axis, ascending.
 *
 * @param most how many have room, 1 or more
 */
export function dayTicks(first: number, last: number, most: number): number[] {
  const step = STEPS.find((candidate) => (last - first) / candidate + 1 <= most) ?? STEPS.at(-1)!;
  const anchor = step < 7 ? first : A_MONDAY;
  const start = anchor + Math.ceil((first - anchor) / step) * step;
  return Array.from(
    { length: Math.max(0, Math.floor((last - start) / step) + 1) },
    (_, i) => start + i * step,
  );
}

/** Whether ticks stand close enough to be written with their weekday. */
export function hasDailyTicks(ticks: readonly number[]): boolean {
  return ticks.length > 1 && ticks[1]! - ticks[0]! < 7;
}

/** Scale of the figures: from 0, with some air above the highest. */
export function figureRange(highest: number | null): [number, number] {
  return highest === null || highest <= 0 ? [0, 1] : [0, highest * 1.06];
}

/** The index that a key moves the cursor to; null takes it away, undefined is no key of the chart's. */
export function moveCursor(key: string, at: number | null, count: number): number | null | undefined {
  const within = (index: number) => Math.max(0, Math.min(count - 1, index));
  switch (key) {
    case "ArrowRight":
      return at === null ? 0 : within(at + 1);
    case "ArrowLeft":
      return at === null ? count - 1 : within(at - 1);
    case "PageDown":
      return at === null ? 0 : within(at + 7);
    case "PageUp":
      return at === null ? count - 1 : within(at - 7);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "Escape":
      return null;
    default:
      return undefined;
  }
}
