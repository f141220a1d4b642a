import { expect, test } from "@jest/globals";
import { parse } from "graphql";
import { nestsTooDeep } from "../../../../src/http/limits/document-nesting.js";

const nested = (levels: number) => `{ a(b: ${"[".repeat(levels)}${"]".repeat(levels)}) }`;

test("a document that the parser has stack for is parsed, one that nests deeper is not", () => {
  expect(nestsTooDeep(nested(998))).toBe(false);
  expect(() => parse(nested(998))).not.toThrow();
  expect(nestsTooDeep(nested(999))).toBe(true);
});

test("brackets in texts, blocks and comments do not count", () => {
  const many = "[".repeat(5_000);
  for (const document of [
    `{ a(b: "${many}") }`,
    `{ a(b: "\\"${many}") }`,
    `{ a(b: """${many} " \\""" ${many}""") }`,
    `{ a } # ${many}`,
  ]) {
    expect(nestsTooDeep(document)).toBe(false);
  }
  expect(nestsTooDeep(`{ a(b: "", c: ${many}`)).toBe(true);
  expect(nestsTooDeep(`# "\n${many}`)).toBe(true);
});

test("brackets that stand side by side do not count, however many", () => {
  expect(nestsTooDeep(`{ ${"a { b } ".repeat(5_000)} }`)).toBe(false);
});
