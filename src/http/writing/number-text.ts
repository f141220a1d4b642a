/**
 * The text that JSON.stringify has for a number, written as bytes in a third of its time. Engines find the shortest digits that read back as the same
 * number with arithmetic of 64 bits and more; for the numbers that forecasts consist of, a few hundred or thousand with a fraction, doubles will do.
 *
 * A number x = whole + fraction is read back from any decimal within half a unit in its last place, `reach`. Both parts are exact. The shortest
 * decimal has the fewest decimals, k, for which the integer nearest to fraction * 10^k is not further than reach * 10^k from it. Of that product only
 * the rounding is unsure, by a 2^-53 part of it: where the answer hangs on so little, and for numbers of other sizes, the engine is asked.
 */

/** Bytes that the longest number has: -2.2250738585072014e-308 and a few more. */
export const LONGEST_NUMBER = 32;

const DOT = 46;
const MINUS = 45;
const ZERO = 48;
/** Whole parts below this are 32-bit integers, which are divided quickly. */
const MAX_WHOLE = 2 ** 30;
/** Decimals of 15 digits are told apart by doubles. */
const MAX_INTEGER = 1e15;
/** Fractions have at most so many decimals here: with more, too much is unsure. */
const MAX_DECIMALS = 15;
const SEVEN_DIGITS = 1e7;

/** Exact up to 10^22. */
const POWERS = Float64Array.from({ length: MAX_DECIMALS + 1 }, (_, k) => Number(`1e${k}`));
/** By the binary exponent of a number: half a unit in its last place, and decimals that suffice for each. */
const REACHES = Float64Array.from({ length: 30 }, (_, exponent) => 2 ** (exponent - 53));
const DECIMALS = Uint8Array.from(REACHES, (reach) => {
  let decimals = 1;
  while (reach * Number(`1e${decimals}`) < 0.5) decimals++;
  return decimals;
});
/** Texts of 0 to 99. */
const PAIRS = Uint8Array.from(
  { length: 200 },
  (_, i) => ZERO + (i % 2 === 0 ? Math.floor(i / 20) : (i >> 1) % 10),
);

/**
 * Writes a number.
 *
 * @param value finite
 * @param bytes has {@link LONGEST_NUMBER} of them from `at` on
 * @returns where the text ends
 */
export function writeNumber(value: number, bytes: Uint8Array, at: number): number {
  if (value < 0) {
    bytes[at] = MINUS;
    return writePositive(-value, bytes, at + 1);
  }
  return writePositive(value, bytes, at);
}

/**
 * Writes a number rounded to so many decimals, half up: the text of `Math.round(value * 10 ** decimals) / 10 ** decimals`. That is the integer's own
 * digits: two decimals of so few digits are never the same double, so that none has a shorter text.
 *
 * @param value finite
 * @param decimals 0 to 9
 * @param bytes has {@link LONGEST_NUMBER} of them from `at` on
 * @returns where the text ends
 */
export function writeRounded(value: number, decimals: number, bytes: Uint8Array, at: number): number {
  const scale = POWERS[decimals]!;
  const integer = Math.round(value * scale);
  const whole = Math.floor(integer / scale);
  if (!(whole >= 0 && whole < MAX_WHOLE && integer < MAX_INTEGER)) {
    return writeNumber(integer / scale, bytes, at);
  }
  return writeDecimal(whole, integer - whole * scale, decimals, bytes, at);
}

function writePositive(value: number, bytes: Uint8Array, at: number): number {
  if (value >= MAX_WHOLE) return writeText(String(value), bytes, at);
  const whole = value | 0;
  const fraction = value - whole;
  if (fraction === 0) return writeWhole(whole, bytes, at);
  const thousandths = Math.round(fraction * 1_000);
  // Rounded figures are as near as that to what they were rounded to, and to no other.
  if ((whole * 1_000 + thousandths) / 1_000 === value) return writeDecimal(whole, thousandths, 3, bytes, at);
  const exponent = 31 - Math.clz32(whole);
  if (whole === 0 || DECIMALS[exponent]! > MAX_DECIMALS) return writeText(String(value), bytes, at);

  const reach = REACHES[exponent]!;
  let decimals = DECIMALS[exponent]!;
  let digits = -1;
  // With one decimal less than always suffices, at most one integer is within reach; with ever fewer, the first failure decides.
  while (decimals > 1) {
    const power = POWERS[decimals - 1]!;
    const product = fraction * power;
    const nearest = Math.floor(product + 0.5);
    const slack = reach * power - Math.abs(product - nearest);
    if (Math.abs(slack) <= product * Number.EPSILON) return writeText(String(value), bytes, at);
    if (slack < 0) break;
    digits = nearest;
    decimals--;
  }
  if (digits < 0) {
    const product = fraction * POWERS[decimals]!;
    digits = Math.floor(product + 0.5);
    const isTie = 0.5 - Math.abs(product - digits) <= product * Number.EPSILON;
    if (isTie) return writeText(String(value), bytes, at);
  }
  at = writeWhole(whole, bytes, at);
  bytes[at] = DOT;
  return writeDecimals(digits, decimals, bytes, at + 1);
}

/** Writes whole + fraction / 10^decimals, without zeros at the end; both are integers below 2^30. */
function writeDecimal(
  whole: number,
  fraction: number,
  decimals: number,
  bytes: Uint8Array,
  at: number,
): number {
  at = writeWhole(whole, bytes, at);
  let digits = fraction | 0;
  if (digits === 0) return at;
  while (digits % 10 === 0) {
    digits = (digits / 10) | 0;
    decimals--;
  }
  bytes[at] = DOT;
  return writeDecimals(digits, decimals, bytes, at + 1);
}

/** Writes a non-negative integer below 2^30. */
function writeWhole(whole: number, bytes: Uint8Array, at: number): number {
  const end = at + countDigits(whole);
  writePairs(whole, at, end, bytes);
  return end;
}

function writeDecimals(digits: number, decimals: number, bytes: Uint8Array, at: number): number {
  const end = at + decimals;
  if (decimals <= 7) {
    writePairs(digits, at, end, bytes);
    return end;
  }
  const high = Math.floor(digits / SEVEN_DIGITS);
  writePairs(digits - high * SEVEN_DIGITS, end - 7, end, bytes);
  writePairs(high, at, end - 7, bytes);
  return end;
}

/** Fills the places from `from` to `end` with the digits of a 32-bit integer and zeros before them. */
function writePairs(integer: number, from: number, end: number, bytes: Uint8Array): void {
  let rest = integer | 0;
  let at = end;
  while (at - from >= 2) {
    const quotient = (rest / 100) | 0;
    const pair = (rest - quotient * 100) << 1;
    bytes[--at] = PAIRS[pair + 1]!;
    bytes[--at] = PAIRS[pair]!;
    rest = quotient;
  }
  if (at > from) bytes[at - 1] = ZERO + rest;
}

function countDigits(whole: number): number {
  if (whole < 10_000) return whole < 100 ? (whole < 10 ? 1 : 2) : whole < 1_000 ? 3 : 4;
  if (whole < 1_000_000) return whole < 100_000 ? 5 : 6;
  if (whole < 100_000_000) return whole < 10_000_000 ? 7 : 8;
  return whole < 1_000_000_000 ? 9 : 10;
}

/** Writes text of ASCII. */
function writeText(text: string, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
