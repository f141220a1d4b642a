import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  getIntrospectionQuery,
  getNamedType,
  getOperationAST,
  type GraphQLField,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  parse,
  validate,
} from "graphql";
import { type AnswerMeasure, createAnswerMeasure } from "../../../../src/http/limits/answer-measure.js";
import { DEFAULT_LIMITS } from "../../../../src/http/limits/limits.js";
import { createListSizes } from "../../../../src/http/limits/list-sizes.js";
import { bytesOfValue } from "../../../../src/http/limits/value-bytes.js";
import { createExecutableSchema } from "../../../../src/resolvers/executable-schema.js";

let schema: GraphQLSchema;
let measure: (text: string, variables?: Record<string, unknown>) => AnswerMeasure;

beforeAll(async () => {
  schema = await createExecutableSchema();
  const measureAnswer = createAnswerMeasure(schema);
  measure = (text, variables = {}) => {
    const document = parse(text);
    expect(validate(schema, document)).toEqual([]);
    const operation = getOperationAST(document);
    if (!operation) throw new Error(`no operation in ${text}`);
    return measureAnswer(document, operation, variables);
  };
});

const valuesOf = (text: string, variables?: Record<string, unknown>) => measure(text, variables).values;

describe("values that an answer can hold", () => {
  test("a page holds `first` items, 50 by default, and no more than stores that are named", () => {
    expect(valuesOf("{ stores { totalCount } }")).toBe(2);
    expect(valuesOf("{ stores { nodes { code name } } }")).toBe(2 + 50 * 2);
    expect(valuesOf("{ stores(first: 3) { edges { cursor node { code } } } }")).toBe(2 + 3 * 3);
    expect(valuesOf("{ stores(first: 100, filter: { storeIds: [1, 2] }) { nodes { code } } }")).toBe(2 + 2);
    expect(valuesOf(`{ store(id: "1") { modelVersions { nodes { version } } } }`)).toBe(3 + 20);
  });

  test("points are as many as the window of the forecast above has days, 7 by default", () => {
    const points = "points { date yhat }";
    expect(valuesOf(`{ store(id: "1") { forecast { ${points} } } }`)).toBe(3 + 7 * 2);
    const window = `window: { from: "2015-08-01", to: "2015-08-29" }`;
    expect(valuesOf(`{ forecasts(first: 10, ${window}) { nodes { ${points} } } }`)).toBe(
      2 + 10 * (1 + 28 * 2),
    );
    const inner = `{ store(id: "1") { forecast(${window}) { store { forecast { ${points} } } } } }`;
    expect(valuesOf(inner)).toBe(5 + 7 * 2);
  });

  test.each([
    ["a window without an end has 7 days", `window: { from: "2015-08-01" }`, 7],
    ["a window that begins today has 90 days at most", `window: { to: "2015-08-01" }`, 90],
    [
      "a window that is too long is refused by its own rule",
      `window: { from: "2015-01-01", to: "2016-01-01" }`,
      90,
    ],
    [
      "a window that ends before it begins holds nothing",
      `window: { from: "2015-08-02", to: "2015-08-01" }`,
      0,
    ],
  ])("%s", (_fact, window, days) => {
    expect(valuesOf(`{ store(id: "1") { forecast(${window}) { points { yhat } } } }`)).toBe(3 + days);
  });

  test("sales have 56 days by default", () => {
    expect(valuesOf(`{ store(id: "1") { sales { y } } }`)).toBe(2 + 56);
    expect(valuesOf(`{ store(id: "1") { sales(window: { from: "2015-07-01" }) { y } } }`)).toBe(2 + 7);
  });

  test("a column is one value, whatever its length", () => {
    expect(valuesOf(`{ store(id: "1") { forecast { columns { date yhat } } } }`)).toBe(3 + 2);
  });

  test("variables, and their defaults, count as literals do", () => {
    const text = `query Q($first: Int! = 4, $filter: StoreFilterInput, $window: DateWindowInput) {
      forecasts(first: $first, filter: $filter, window: $window) { nodes { points { yhat } } } }`;
    expect(valuesOf(text)).toBe(2 + 4 * 8);
    expect(valuesOf(text, { first: 2 })).toBe(2 + 2 * 8);
    expect(valuesOf(text, { filter: { storeIds: ["1"] } })).toBe(2 + 8);
    expect(valuesOf(text, { window: { from: "2015-08-01", to: "2015-08-04" } })).toBe(2 + 4 * 4);
    const omitted = "query Q($first: Int = 6) { stores(first: $first) { nodes { code } } }";
    expect(valuesOf(omitted, { first: 2 })).toBe(2 + 2);
    expect(valuesOf(omitted)).toBe(2 + 6);
  });

  test("numbers that their own rule refuses count as the nearest allowed", () => {
    expect(valuesOf("{ stores(first: 1000000) { nodes { code } } }")).toBe(2 + 2_000);
    expect(valuesOf("{ stores(first: -5) { nodes { code } } }")).toBe(2);
  });

  test("fragments count once where they are spread, and fields of one name once", () => {
    const code = "fragment Code on Store { code region { name } }";
    expect(valuesOf(`{ stores(first: 2) { nodes { ...Code ...Code code } } } ${code}`)).toBe(2 + 2 * 3);
    expect(valuesOf("{ fleet { stores } fleet { stores trained } }")).toBe(3);
    expect(valuesOf("{ a: fleet { stores } b: fleet { stores } }")).toBe(4);
  });

  test("what @skip and @include leave out is free", () => {
    const text = `query Q($isShort: Boolean!, $isLong: Boolean = false) {
      stores(first: 10) { totalCount nodes @skip(if: $isShort) { code } edges @include(if: $isLong) { cursor } } }`;
    expect(valuesOf(text, { isShort: true })).toBe(2);
    expect(valuesOf(text, { isShort: false })).toBe(3 + 10);
    expect(valuesOf(text, { isShort: false, isLong: true })).toBe(4 + 20);
  });

  test("of an interface the largest of its types counts", () => {
    const text = `{ node(id: "Store:1") {
      id ... on Store { code name } ... on Region { stores(first: 5) { nodes { code } } } ... on Node { __typename } } }`;
    expect(valuesOf(text)).toBe(1 + 2 + 2 + 5);
  });

  test("a retrain answers for the stores it names, or for 2,000", () => {
    const text = `mutation M($input: StoresRetrainInput!) { storesRetrain(input: $input) { results { outcome } } }`;
    expect(valuesOf(text, { input: { filter: { storeIds: ["1", "2", "3"] } } })).toBe(2 + 3);
    expect(valuesOf(text, { input: { filter: { regionIds: ["HE"] } } })).toBe(2 + 2_000);
  });
});

describe("bytes of an answer", () => {
  test("names, brackets and values by their kinds", () => {
    // the brackets of two objects, "fleet":, "stores":, with their commas, and a number
    expect(measure("{ fleet { stores } }").bytes).toBe(3 + 9 + 3 + 10 + 7);
    const renamed = measure("{ retailFleet: fleet { stores } }").bytes;
    expect(renamed - measure("{ fleet { stores } }").bytes).toBe("retailFleet".length - "fleet".length);
  });

  test("columns have the bytes of their days", () => {
    const bytesOf = (to: string) =>
      measure(
        `{ store(id: "1") { forecast(window: { from: "2015-08-01", to: "${to}" }) { columns { yhat } } } }`,
      ).bytes;
    expect(bytesOf("2015-08-31") - bytesOf("2015-08-11")).toBe(20 * 19);
  });

  test("columns of a page have those of its stores and their days", () => {
    const bytesOf = (first: number) =>
      measure(`{ forecasts(first: ${first}) { columns { id yhat } } }`).bytes;
    expect(bytesOf(20) - bytesOf(10)).toBe(10 * (27 + 7 * 19 + 3));
    expect(valuesOf("{ forecasts(first: 2000) { columns { id yhat } } }")).toBe(4);
  });

  test("a text of many lines has a rule of its own", () => {
    const bytesOf = (field: string) => measure(`{ store(id: "1") { champion { ${field} } } }`).bytes;
    expect(bytesOf("description")).toBeGreaterThan(bytesOf("detailsUrl") + 1_000);
  });
});

describe("the defaults", () => {
  const point = "date isOpen closedReason isAssumed yhat lower upper";
  const parts = "components { name value }";
  const forecast = (
    points: string,
  ) => `store { id code name region { name } } status staleReasons trainedThrough
    totalYhat level window { from to } modelVersion { id version trainedAt } points { ${points} }`;
  const days = (to: string) => `window: { from: "2015-08-01", to: "${to}" }`;
  const isWithin = ({ values, bytes }: AnswerMeasure) =>
    values <= DEFAULT_LIMITS.cost && bytes <= DEFAULT_LIMITS.answer;

  test.each([
    [
      "2,000 stores, 7 days, all there is of a point",
      `{ forecasts(first: 2000) { nodes { ${forecast(`${point} ${parts}`)} } } }`,
    ],
    [
      "1,115 stores, 28 days",
      `{ forecasts(first: 1115, ${days("2015-08-29")}) { nodes { ${forecast(point)} } } }`,
    ],
    [
      "2,000 stores, 90 days, in columns",
      `{ forecasts(first: 2000, ${days("2015-10-30")}) { nodes { store { code } columns { date yhat lower upper } } } }`,
    ],
    ["the stores of all regions", "{ regions { name stores(first: 2000) { nodes { code } } } }"],
    [
      "the schema itself",
      getIntrospectionQuery({ inputValueDeprecation: true, directiveIsRepeatable: true }),
    ],
  ])("let through %s", (_what, text) => {
    expect(isWithin(measure(text))).toBe(true);
  });

  test.each([
    [
      "2,000 stores, 90 days, with components",
      `{ forecasts(first: 2000, ${days("2015-10-30")}) { nodes { points { date yhat ${parts} } } } }`,
    ],
    [
      "forecasts of all stores of all regions",
      "{ regions { stores(first: 2000) { nodes { forecast { points { yhat } } } } } }",
    ],
    [
      "the columns of 90 days thrice",
      `{ ${["a", "b", "c"].map((name) => `${name}: forecasts(first: 2000, ${days("2015-10-30")}) { nodes { columns { date yhat lower upper } } }`).join(" ")} }`,
    ],
    [
      "the descriptions of all versions of all stores",
      "{ stores(first: 2000) { nodes { modelVersions { nodes { description } } } } }",
    ],
  ])("refuse %s", (_what, text) => {
    expect(isWithin(measure(text))).toBe(false);
  });
});

describe("every field of the schema", () => {
  function* fields(): Generator<[type: string, field: GraphQLField<unknown, unknown>]> {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of Object.values(type.getFields())) yield [type.name, field];
    }
  }

  test("says how long its list gets, if it is one", () => {
    const findSize = createListSizes(schema);
    const free = [...fields()].filter(([type, field]) => findSize(type, field) === null);
    expect(free.map(([type, { name }]) => `${type}.${name}`)).toEqual([]);
  });

  test("that gives a page is asked for how many items", () => {
    const endless = [...fields()].filter(
      ([, { type, args }]) =>
        getNamedType(type).name.endsWith("Connection") && !args.some(({ name }) => name === "first"),
    );
    expect(endless.map(([type, { name }]) => `${type}.${name}`)).toEqual([]);
  });

  test("has a number of bytes, if it is a value", () => {
    const unknown = Object.values(schema.getTypeMap()).filter(
      (type) =>
        isLeafType(type) && !isEnumType(type) && bytesOfValue(type, {}, { page: 50, days: 7 }) === null,
    );
    expect(unknown).toEqual([]);
  });
});
