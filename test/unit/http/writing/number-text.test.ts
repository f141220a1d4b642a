import { expect, test } from "@jest/globals";
import { LONGEST_NUMBER, writeNumber } from "../../../../src/http/writing/number-text.js";

const bytes = Buffer.alloc(LONGEST_NUMBER + 1);

function write(value: number): string {
  return bytes.toString("latin1", 1, writeNumber(value, bytes, 1));
}

function findDifferences(values: readonly number[]): [number, string][] {
  return values.flatMap((value): [number, string][] => {
    const text = write(value);
    return text === JSON.stringify(value) ? [] : [[value, text]];
  });
}

/** The same numbers in every run: a generator of 32 bits (Marsaglia's xorshift). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** The number that is so many steps of the last place away. */
function step(value: number, steps: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(steps));
  return view.getFloat64(0);
}

test("figures of every size are written as JSON.stringify writes them", () => {
  const random = makeRandom(1);
  const values = Array.from({ length: 200_000 }, (_, i) => {
    return ((random() + random() / 2 ** 32) / 2 ** 32) * 10 ** (i % 11);
  });
  expect(findDifferences(values)).toEqual([]);
});

test("so are rounded ones, negative ones and whole ones", () => {
  const random = makeRandom(2);
  const values = Array.from({ length: 100_000 }, (_, i) => (random() - 2 ** 31) / 10 ** (i % 9));
  expect(findDifferences(values)).toEqual([]);
});

test("so are any bits that are a number", () => {
  const random = makeRandom(3);
  const view = new DataView(new ArrayBuffer(8));
  const values = Array.from({ length: 100_000 }, () => {
    view.setUint32(0, random());
    view.setUint32(4, random());
    return view.getFloat64(0);
  });
  expect(findDifferences(values.filter(Number.isFinite))).toEqual([]);
});

test("so are the neighbours of powers of two and of ten, where the distance between numbers changes", () => {
  const centres = [
    ...Array.from({ length: 33 }, (_, i) => 2 ** i),
    ...Array.from({ length: 12 }, (_, i) => 10 ** i),
  ];
  const values = centres.flatMap((centre) => Array.from({ length: 1_001 }, (_, i) => step(centre, i - 500)));
  expect(findDifferences(values)).toEqual([]);
});

test.each([
  0,
  -0,
  1,
  0.1,
  0.5,
  99.99,
  999_999.5,
  2 ** 30 - 0.5,
  2 ** 30 + 0.5,
  1e21,
  1e-7,
  5e-324,
  -Number.MAX_VALUE,
])("%p is written as JSON.stringify writes it", (value) => {
  expect(write(value)).toBe(JSON.stringify(value));
});

test("nothing is written beyond the end, and the longest number fits", () => {
  const room = Buffer.alloc(LONGEST_NUMBER, "x");
  const end = writeNumber(-2.2250738585072014e-308, room, 0);
  expect(room.toString("latin1")).toBe(`-2.2250738585072014e-308${"x".repeat(LONGEST_NUMBER - end)}`);
});
