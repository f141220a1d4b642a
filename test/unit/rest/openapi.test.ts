import { describe, expect, test } from "@jest/globals";
import { Validator } from "@seriousme/openapi-schema-validator";
import { makeOpenApi } from "../../../src/rest/openapi.js";
import { createRoutes } from "../../../src/rest/route-table.js";
import { createSpecCheck } from "../../support/openapi.js";

const routes = createRoutes({ checks: {} });
const document = makeOpenApi(routes, "1.2.3");

test("the document is one of OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect(errors).toBeUndefined();
  expect([valid, validator.version]).toEqual([true, "3.1"]);
});

test("every reference leads somewhere", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map((match) => match[1]!);
  expect(references.length).toBeGreaterThan(50);
  for (const reference of new Set(references)) {
    const found = reference
      .split("/")
      .slice(1)
      .reduce<unknown>((value, part) => (value as never)[part], document);
    expect([reference, found]).not.toEqual([reference, undefined]);
  }
});

test("every operation has its own name, and every value of an answer a description", () => {
  const names = routes.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  const { schemas } = document["components"] as { schemas: Record<string, Record<string, unknown>> };
  const missing = Object.entries(schemas).filter(([, { description }]) => !description);
  expect(missing.map(([name]) => name)).toEqual([]);
});

describe("examples", () => {
  const spec = createSpecCheck(document);
  test.each(routes.filter(({ examples }) => examples?.answer !== undefined))(
    "that of $operationId is what the document says",
    ({ method, path, status = 200, examples }) => {
      const answered = { method: method.toUpperCase(), path, status, contentType: "application/json" };
      expect(() => spec.check({ ...answered, body: examples?.answer })).not.toThrow();
    },
  );

  test.each(routes.filter(({ examples }) => examples?.body !== undefined))(
    "the body of $operationId is taken",
    ({ body, examples }) => {
      expect(body?.safeParse(examples?.body).error).toBeUndefined();
    },
  );
});
