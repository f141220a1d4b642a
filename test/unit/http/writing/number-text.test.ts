import { expect, test } from "@jest/globals";
import { LONGEST_NUMBER, writeNumber, writeRounded } from "../../../../src/http/writing/number-text.js";

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

test.each([0, 1, 2, 3, 4, 5, 6])(
  "rounded to %i decimals, figures of every size are as Math.round has them",
  (decimals) => {
    const random = makeRandom(4 + decimals);
    const scale = 10 ** decimals;
    const drawn = Array.from({ length: 50_000 }, (_, i) => (random() / 2 ** 32) * 10 ** (i % 13));
    const halves = Array.from({ length: 2_000 }, (_, i) => (i + 0.5) / scale);
    const values = [...drawn, ...halves, ...halves.map((half) => -half), 0, -0, 2 ** 30, 1e15, 5e-324, 1e300];
    const differences = values.flatMap((value) => {
      const text = bytes.toString("latin1", 1, writeRounded(value, decimals, bytes, 1));
      const rounded = Math.round(value * scale) / scale;
      return text === JSON.stringify(rounded) ? [] : [[value, text]];
    });
    expect(differences).toEqual([]);
  },
);

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
