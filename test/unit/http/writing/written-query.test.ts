import { beforeEach, expect, test } from "@jest/globals";
import { buildSchema, type GraphQLSchema, parse } from "graphql";
import { prepareWriting, type WriteQuery } from "../../../../src/http/writing/written-query.js";

let schema: GraphQLSchema;
let things: unknown[];

beforeEach(() => {
  schema = buildSchema(`
    type Thing { name: String, size: Float!, later: Int }
    type Page { things: [Thing], total: Int! }
    type Query { page(first: Int = 2): Page, thing: Thing }
  `);
  things = [
    { name: 'a "b"', size: 1.25 },
    { name: null, size: 3 },
  ];
  const { page, thing } = schema.getQueryType()!.getFields();
  page!.resolve = (_root, { first }: { first: number }) =>
    Promise.resolve({ things: things.slice(0, first), total: Promise.resolve(things.length) });
  thing!.resolve = () => null;
});

const prepare = (source: string): WriteQuery | null => prepareWriting(schema, parse(source), undefined, {});

test("the answer is written with what had to be waited for outside lists", async () => {
  const write = prepare(
    "{ __typename page { all: things { name size __typename } total } none: thing { name } }",
  )!;
  const data = await write({}, {});
  expect(String(data?.answer)).toBe(
    `{"data":{"__typename":"Query","page":{"all":[{"name":"a \\"b\\"","size":1.25,"__typename":"Thing"},{"name":null,"size":3,"__typename":"Thing"}],"total":2},"none":null}}\n`,
  );
  expect(JSON.stringify({ data })).toBe(String(data?.answer).trimEnd());
});

test("a query in whose lists something may have to be waited for is none to be written", () => {
  const thing = schema.getType("Thing") as unknown as { getFields(): Record<string, { resolve?: unknown }> };
  thing.getFields()["later"]!.resolve = () => Promise.resolve(1);
  expect(prepare("{ page { things { name } } }")).not.toBeNull();
  expect(prepare("{ page { things { later } } }")).toBeNull();
});

test.each([
  ["an error in a list", () => new Error("broken")],
  ["a null where none may be", () => ({ name: "a", size: null })],
  ["a number that JSON has not", () => ({ name: "a", size: Infinity })],
  ["an item to be waited for", () => Promise.resolve({ name: "a", size: 1 })],
])("%s is left to the ordinary way, and so are the next 20 askings", async (_what, makeItem) => {
  const write = prepare("{ page { things { name size } } }")!;
  const good = things;
  things = [makeItem()];
  expect(await write({}, {})).toBeNull();
  things = good;
  for (let times = 0; times < 20; times++) expect(await write({}, {})).toBeNull();
  expect(await write({}, {})).not.toBeNull();
});

test("a resolver that throws is left to the ordinary way", async () => {
  schema.getQueryType()!.getFields()["page"]!.resolve = () => {
    throw new Error("broken");
  };
  expect(await prepare("{ page { total } thing { size } }")!({}, {})).toBeNull();
});
