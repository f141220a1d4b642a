import { expect, test } from "@jest/globals";
import { buildSchema } from "graphql";
import { ConfigurationError } from "../../../src/errors.js";
import { checkInputTypes } from "../../../src/http/input-types.js";

const schemaWith = (inputs: string) => buildSchema(`type Query { a: Int } ${inputs}`);

test("input types that end are fine, however often one is used", () => {
  const schema = schemaWith("input A { b: B!, c: [C] } input B { c: C, d: Int } input C { e: String }");
  expect(() => checkInputTypes(schema)).not.toThrow();
});

test("an input type that contains itself is an error of configuration", () => {
  const schema = schemaWith("input Filter { and: [Filter!] }");
  expect(() => checkInputTypes(schema)).toThrow(ConfigurationError);
  expect(() => checkInputTypes(schema)).toThrow(
    "The input type Filter contains itself: Filter.and → Filter. Input types must not.",
  );
});

test("a way back through others is named, without the way to it", () => {
  const schema = schemaWith("input A { b: B } input B { c: [C!]! } input C { n: Int, b: B }");
  expect(() => checkInputTypes(schema)).toThrow("The input type B contains itself: B.c → C.b → B.");
});
