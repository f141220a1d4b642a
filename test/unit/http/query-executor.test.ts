import { beforeEach, expect, test } from "@jest/globals";
import { buildSchema, getOperationAST, type GraphQLSchema, parse } from "graphql";
import { ConfigurationError } from "../../../src/errors.js";
import { createQueryExecutor, type Execute } from "../../../src/http/query-executor.js";

let schema: GraphQLSchema;
let execute: Execute;

beforeEach(() => {
  schema = buildSchema(`
    interface Named { name: String }
    type Thing implements Named { name: String, other(level: Float = 1): Int! }
    type Query { thing: Thing, named: Named }
    type Mutation { thing: Thing }
  `);
  // A method is called by graphql-js and not by compiled queries: who executed shows in the answer.
  const thing = { __typename: "Thing", name: () => "interpreted", other: 1 };
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type!.getFields())) field.resolve = () => thing;
  }
  execute = createQueryExecutor(schema);
});

async function getName(source: string, name?: string, variables: Record<string, unknown> = {}) {
  const document = parse(source);
  const node = getOperationAST(document, name) ?? undefined;
  const { data } = await execute({ source, hash: source, document, node, name, variables, context: {} });
  return Object.values(data ?? {}).map((thing) => (thing as { name?: string } | null)?.name)[0];
}

test("a query is compiled when it comes for the second time", async () => {
  expect(await getName("{ thing { name } }")).toBe("interpreted");
  expect(await getName("{ thing { name } }")).not.toBe("interpreted");
});

test("operations of one document are told apart by name", async () => {
  const source = "query A { thing { name } } query B { thing { name } }";
  await getName(source, "A");
  expect(await getName(source, "B")).toBe("interpreted");
});

test.each([
  ["a mutation", "mutation { thing { name } }"],
  ["a field of an abstract type", "{ named { name } }"],
])("%s is left to graphql-js, however often it comes", async (_what, source) => {
  for (let times = 0; times < 3; times++) expect(await getName(source)).toBe("interpreted");
});

test("after 200 others a query counts as new", async () => {
  await getName("{ thing { name } }");
  for (let n = 0; n < 200; n++) await getName(`{ thing { name other(level: ${n}) } }`);
  expect(await getName("{ thing { name } }")).toBe("interpreted");
});

test("a schema whose input types never end is refused", () => {
  const endless = buildSchema("input A { a: A } type Query { b(a: A): Int }");
  expect(() => createQueryExecutor(endless)).toThrow(ConfigurationError);
});
