const PAGE_LENGTH = 4_096;

/** Where numbers lie: from `start` on. */
export interface PlacedNumbers {
  page: Float64Array;
  start: number;
}

let page = new Float64Array(0);
let used = 0;

/**
 * Lays numbers behind those that were laid before. What a fleet's models consist of is read model after model, and is with the processor in time only
 * if it lies in that order. A page goes when all that lies on it is forgotten.
 */
export function placeNumbers(numbers: readonly number[]): PlacedNumbers {
  const { length } = numbers;
  if (used + length > page.length) {
    page = new Float64Array(Math.max(PAGE_LENGTH, length));
    used = 0;
  }
  const start = used;
  page.set(numbers, start);
  used += length;
  return { page, start };
}
