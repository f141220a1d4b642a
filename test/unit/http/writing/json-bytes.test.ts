import { expect, test } from "@jest/globals";
import { JsonBytes } from "../../../../src/http/writing/json-bytes.js";

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
