import { expect, test } from "@jest/globals";
import { JsonBytes } from "../../../../src/http/writing/json-bytes.js";
import { FigureTable } from "../../../../src/schema/figure-table.js";

function write(value: unknown): string | null {
  const json = new JsonBytes();
  return json.addValue(value) ? json.toBuffer().toString() : null;
}

test.each([
  ["text", "Fulda 3"],
  ["text that wants escaping", 'Fulda "Mitte"\\\n\t\u0000\u2028'],
  ["text of other letters", "Köln, Łódź, 東京, 🛒"],
  ["half a surrogate pair", "\ud83d"],
  ["a number", 1234.5678],
  ["truth", true],
  ["nothing", null],
  ["arrays of all of them", [[1.5, null, 0], [], ["a", false]]],
])("%s is written as JSON.stringify writes it", (_what, value) => {
  expect(write(value)).toBe(JSON.stringify(value));
});

test.each([
  ["an object", {}],
  ["a number that JSON has not", NaN],
  ["what is not there", undefined],
  ["an array with such", [1, [Infinity]]],
])("%s is refused", (_what, value) => {
  expect(write(value)).toBeNull();
});

const STORES = [
  [1234.56789, 0, 0.0005, 20],
  [null, 1e9, 2.5, 99.9995],
];

test.each([null, 0, 1, 3, 6])(
  "a table with %p decimals is written as JSON.stringify writes it",
  (decimals) => {
    const json = new JsonBytes();
    for (const table of [
      new FigureTable(STORES, 0, 2, decimals),
      new FigureTable(STORES, 2, 4, decimals),
      new FigureTable([[]], 0, 0, decimals),
      new FigureTable([], 0, 4, decimals),
    ]) {
      json.clear();
      expect(json.addTable(table)).toBe(true);
      expect(json.toBuffer().toString()).toBe(JSON.stringify(table));
    }
  },
);

test("a table with a figure that JSON has not is refused", () => {
  expect(new JsonBytes().addTable(new FigureTable([[1, Infinity]], 0, 2, null))).toBe(false);
  expect(new JsonBytes().addTable(new FigureTable([[1, NaN]], 0, 2, 3))).toBe(false);
});

test("there is room for a table of a fleet", () => {
  const table = new FigureTable(
    Array.from({ length: 5_000 }, (_, i) => [i / 7, i / 3]),
    0,
    2,
    null,
  );
  const json = new JsonBytes();
  json.addTable(table);
  expect(json.toBuffer().toString()).toBe(JSON.stringify(table));
});

test("there is room for as much as comes", () => {
  const values = Array.from({ length: 50_000 }, (_, i) => `store ${i}`);
  expect(write(values)).toBe(JSON.stringify(values));
});

test("what was taken stays as it is when the next is written", () => {
  const json = new JsonBytes();
  json.addText("first");
  const first = json.toBuffer();
  json.clear();
  json.addText("other");
  expect([first, json.toBuffer()].map(String)).toEqual(['"first"', '"other"']);
});
