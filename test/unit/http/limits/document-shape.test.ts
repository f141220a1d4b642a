import { describe, expect, test } from "@jest/globals";
import { getIntrospectionQuery, parse } from "graphql";
import { measureShape } from "../../../../src/http/limits/document-shape.js";

const shapeOf = (text: string) => measureShape(parse(text));

describe("the shape of a document", () => {
  test("depth counts fields inside each other, not the fragments around them", () => {
    expect(shapeOf("{ stores { nodes { code } } }").depth).toBe(3);
    expect(shapeOf("{ stores { ... { nodes { ...Code } } } } fragment Code on Store { code }").depth).toBe(3);
    expect(shapeOf("{ regions { name } stores { nodes { region { name } } } }").depth).toBe(4);
  });

  test("fields and aliases of a fragment count wherever it is spread", () => {
    const text = "{ a: store(id: 1) { ...F } b: store(id: 2) { ...F } } fragment F on Store { c: code name }";
    expect(shapeOf(text)).toEqual({ depth: 2, fields: 6, aliases: 4 });
  });

  test("fragments that double each other a thousand times are counted in the time their text takes", () => {
    const doubling = Array.from(
      { length: 1_000 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    const text = `{ ...F0 } ${doubling.join(" ")} fragment F1000 on Query { a: fleet { stores } }`;
    expect(shapeOf(text)).toEqual({ depth: 2, fields: 2 ** 1001, aliases: 2 ** 1000 });
  });

  test("a fragment that contains itself ends", () => {
    const text = "{ ...F } fragment F on Query { stores { nodes { ...G } } } fragment G on Store { ...F }";
    expect(shapeOf(text).depth).toBe(2);
  });

  test("of several operations the largest figures count", () => {
    const text =
      "query A { fleet { stores } } query B { regions { name id } } query C { a: fleet { stores } }";
    expect(shapeOf(text)).toEqual({ depth: 2, fields: 3, aliases: 1 });
  });

  test("what the schema says of itself has no depth", () => {
    expect(shapeOf(getIntrospectionQuery()).depth).toBe(1);
    expect(shapeOf(`{ __type(name: "Store") { fields { type { ofType { name } } } } }`).depth).toBe(1);
  });
});
