import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "@jest/globals";
import {
  getNamedType,
  type GraphQLInputObjectType,
  type GraphQLSchema,
  isInputObjectType,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from "graphql";
import { createExecutableSchema } from "../../../src/resolvers/executable-schema.js";
import { CORE_SCHEMA } from "../../support/core-schema.js";
import { listDescribedTypes, listSchemaFacts } from "../../support/schema-facts.js";

let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await createExecutableSchema();
});

test("the schema is valid and says all that clients rely on, to the last default and exclamation mark", () => {
  expect(validateSchema(schema)).toEqual([]);
  const lines = new Set(listSchemaFacts(schema).map((fact) => fact.line));
  expect(CORE_SCHEMA.filter((line) => !lines.has(line))).toEqual([]);
});

test("every type, field, argument and enum value is described in a sentence", () => {
  const isSentence = (text: string | null | undefined) => text != null && /^[\w`].*\.$/s.test(text);
  const types = listDescribedTypes(schema).filter((type) => !isSentence(type.description));
  const rest = listSchemaFacts(schema).filter((fact) => !isSentence(fact.description));
  expect([...types.map((type) => type.name), ...rest.map((fact) => fact.line)]).toEqual([]);
});

test("the committed schema.graphql is the one that is served", async () => {
  const file = await readFile(new URL("../../../schema.graphql", import.meta.url), "utf8");
  expect(file).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
});

test("no input type contains itself, so that no variable can be built without end", () => {
  const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
  const reaches = (type: GraphQLInputObjectType, goal: GraphQLInputObjectType, depth: number): boolean =>
    depth < inputs.length &&
    Object.values(type.getFields()).some((field) => {
      const inner = getNamedType(field.type);
      return isInputObjectType(inner) && (inner === goal || reaches(inner, goal, depth + 1));
    });
  expect(inputs.filter((type) => reaches(type, type, 0))).toEqual([]);
});
