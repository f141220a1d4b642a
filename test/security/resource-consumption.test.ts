import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { askText } from "../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";

/** API4, unrestricted resource consumption, by what one request multiplies; test/integration/graphql/limits.test.ts holds its other limits. */

let app: MemoryApp;

beforeAll(async () => {
  app = await startMemoryApp(2);
});
afterAll(() => app.close());

const aliases = (field: string) => Array.from({ length: 50 }, (_, index) => `a${index}: ${field}`).join(" ");

test("a long value that fifty aliases refuse does not make fifty long answers", async () => {
  const id = "x".repeat(500_000);
  const query = `query($v: ID!) { ${aliases("retrainBatch(id: $v) { id }")} }`;
  const { errors } = await askText(app.url, query, { v: id });
  expect(errors).toHaveLength(50);
  expect(errors[0]).toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
  expect(JSON.stringify(errors).length).toBeLessThan(200_000);
});

test("a filter of many names is refused before any of them is looked up", async () => {
  const storeIds = Array.from({ length: 100_000 }, (_, index) => String(index));
  app.counts.clear();
  const query = `query($v: [ID!]) { ${aliases("stores(filter: { storeIds: $v }) { totalCount }")} }`;
  const { errors } = await askText(app.url, query, { v: storeIds });
  expect(errors[0]).toMatchObject({
    message: "The filter names 100000 stores and regions; one may name at most 2000.",
    extensions: { code: "BAD_USER_INPUT", field: "filter" },
  });
  expect([...app.counts.keys()]).toEqual([]);
});
