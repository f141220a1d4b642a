/** Days that a table may span: four years, after which yearly waves repeat. */
const MAX_CYCLE = 1461;
/** Tables kept; the oldest falls out. */
const MAX_TABLES = 16;

/** The waves of every day of a cycle. */
interface Table {
  period: number;
  order: number;
  /** Days after which the waves repeat. */
  cycle: number;
  /** Wave after wave, each over the days of the cycle. */
  waves: Float64Array;
}

/** Worked out once a thread, since every series and every forecast asks for the same few waves. They hold what they would be worked out to again. */
const tables: Table[] = [];

/** The table of waves of a period, or null if they do not repeat after a whole number of days soon enough. */
function getTable(period: number, order: number): Table | null {
  const known = tables.find((table) => table.period === period && table.order === order);
  if (known) return known;
  const cycle = findCycle(period);
  if (cycle === null) return null;
  const days = Int32Array.from({ length: cycle }, (_, day) => day);
  const table = { period, order, cycle, waves: workOutWaves(days, period, order) };
  if (tables.length === MAX_TABLES) tables.shift();
  tables.push(table);
  return table;
}

/** Fewest days that are a whole number of periods. */
function findCycle(period: number): number | null {
  for (let cycle = period; cycle <= MAX_CYCLE; cycle += period) if (Number.isInteger(cycle)) return cycle;
  return null;
}

function workOutWaves(days: Int32Array, period: number, order: number): Float64Array {
  const waves = new Float64Array(days.length * 2 * order);
  const ofDay = new Float64Array(2 * order);
  for (let i = 0; i < days.length; i++) {
    fillFourier(ofDay, 0, days[i]!, period, order);
    for (let j = 0; j < ofDay.length; j++) waves[j * days.length + i] = ofDay[j]!;
  }
  return waves;
}

/** Where the waves of these days are to be read: wave j of day i at j * `cycle` + `places[i]`. */
interface Places extends Pick<Table, "cycle" | "waves"> {
  places: Int32Array;
}

function findWaves(days: Int32Array, period: number, order: number): Places {
  const places = new Int32Array(days.length);
  const table = getTable(period, order);
  if (table === null) {
    for (let i = 0; i < days.length; i++) places[i] = i;
    return { cycle: days.length, waves: workOutWaves(days, period, order), places };
  }
  const { cycle, waves } = table;
  for (let i = 0; i < days.length; i++) {
    const place = days[i]! % cycle;
    places[i] = place < 0 ? place + cycle : place;
  }
  return { cycle, waves, places };
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
  const rows = days.length;
  const { cycle, waves, places } = findWaves(days, period, order);
  for (let j = 0; j < 2 * order; j += 2) {
    const sin = j * cycle;
    const cos = sin + cycle;
    const toSin = j * rows;
    const toCos = toSin + rows;
    for (let row = 0; row < rows; row++) {
      const place = places[row]!;
      into[toSin + row] = waves[sin + place]!;
      into[toCos + row] = waves[cos + place]!;
    }
  }
  if (condition === null) return;
  for (let row = 0; row < rows; row++) {
    if (condition[row] === 0) for (let j = 0; j < 2 * order; j++) into[j * rows + row] = 0;
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
  const { cycle, waves, places } = findWaves(days, period, coefficients.length / 2);
  const sums = new Float64Array(days.length);
  for (let i = 0; i < days.length; i++) {
    if (condition !== null && condition[i] === 0) continue;
    let sum = 0;
    for (let j = 0; j < coefficients.length; j++) sum += waves[j * cycle + places[i]!]! * coefficients[j]!;
    sums[i] = sum;
  }
  return sums;
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
