/** Days that a table may span: four years, after which yearly waves repeat. */
const MAX_CYCLE = 1461;
/** Tables kept; the oldest falls out. */
const MAX_TABLES = 16;

/** The waves of every day of a cycle, day after day. */
interface Table {
  /** Days after which the waves repeat. */
  cycle: number;
  /** sin and cos of 1 to `order` times the day's angle, row by row. */
  rows: Float64Array;
}

/** Worked out once a thread, since every series and every forecast asks for the same few waves. They hold what they would be worked out to again. */
const tables = new Map<string, Table>();

/** The table of waves of a period, or null if they do not repeat after a whole number of days soon enough. */
function getTable(period: number, order: number): Table | null {
  const key = `${period} ${order}`;
  let table = tables.get(key);
  if (table) return table;
  const cycle = findCycle(period);
  if (cycle === null) return null;
  const rows = new Float64Array(cycle * 2 * order);
  for (let day = 0; day < cycle; day++) fillFourier(rows, day * 2 * order, day, period, order);
  if (tables.size === MAX_TABLES) tables.delete(tables.keys().next().value!);
  tables.set(key, (table = { cycle, rows }));
  return table;
}

/** Fewest days that are a whole number of periods. */
function findCycle(period: number): number | null {
  for (let cycle = period; cycle <= MAX_CYCLE; cycle += period) if (Number.isInteger(cycle)) return cycle;
  return null;
}

/**
 * Writes a seasonality's columns, one wave after the other as Prophet's are: sin and cos of 1 to `order` times the day's angle.
 *
 * @param condition 1 where the seasonality holds and 0 where not; null if it always does
 */
export function fillWaves(
  into: Float64Array,
  days: Int32Array,
  period: number,
  order: number,
  condition: Float64Array | null,
): void {
  const width = 2 * order;
  const rows = days.length;
  const wave = makeWave(period, order);
  for (let row = 0; row < rows; row++) {
    if (condition !== null && condition[row] === 0) continue;
    const at = wave.find(days[row]!);
    for (let j = 0; j < width; j++) into[j * rows + row] = wave.values[at + j]!;
  }
}

/**
 * What a seasonality of these coefficients adds on each day.
 *
 * @param condition 1 where the seasonality holds and 0 where not; null if it always does
 */
export function sumWaves(
  coefficients: Float64Array,
  days: Int32Array,
  period: number,
  condition: Float64Array | null,
): Float64Array {
  const wave = makeWave(period, coefficients.length / 2);
  const sums = new Float64Array(days.length);
  for (let i = 0; i < days.length; i++) {
    if (condition !== null && condition[i] === 0) continue;
    const at = wave.find(days[i]!);
    let sum = 0;
    for (let j = 0; j < coefficients.length; j++) sum += wave.values[at + j]! * coefficients[j]!;
    sums[i] = sum;
  }
  return sums;
}

/** Where the waves of a day are to be read. */
interface Wave {
  values: Float64Array;
  /** Place of the first of them. */
  find(day: number): number;
}

function makeWave(period: number, order: number): Wave {
  const table = getTable(period, order);
  if (table) {
    const { cycle, rows } = table;
    return { values: rows, find: (day) => (day - cycle * Math.floor(day / cycle)) * 2 * order };
  }
  const values = new Float64Array(2 * order);
  return {
    values,
    find: (day) => {
      fillFourier(values, 0, day, period, order);
      return 0;
    },
  };
}

/**
 * Writes sin and cos of 1 to `order` times the day's angle, interleaved as Prophet's columns are.
 * One sine and cosine a day; the harmonics follow by rotation.
 */
export function fillFourier(
  into: Float64Array,
  at: number,
  day: number,
  period: number,
  order: number,
): void {
  // Whole periods leave the angle alone: without them it keeps all its digits.
  const angle = (2 * Math.PI * (day % period)) / period;
  const sin1 = Math.sin(angle);
  const cos1 = Math.cos(angle);
  let sin = sin1;
  let cos = cos1;
  for (let i = 0; i < order; i++) {
    into[at + 2 * i] = sin;
    into[at + 2 * i + 1] = cos;
    const next = sin * cos1 + cos * sin1;
    cos = cos * cos1 - sin * sin1;
    sin = next;
  }
}
