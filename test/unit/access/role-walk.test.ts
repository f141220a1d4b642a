import { beforeAll, describe, expect, test } from "@jest/globals";
import { type GraphQLSchema, isInterfaceType, isObjectType, parse } from "graphql";
import { mayDo, ROLES, type Principal } from "../../../src/access/principal.js";
import { createAccessCheck } from "../../../src/http/access/operation-access.js";
import { createRoleRefusal } from "../../../src/access/role-refusal.js";
import { createExecutableSchema } from "../../../src/resolvers/executable-schema.js";
import { ACCESS_RULES, findAccessRule } from "../../../src/schema/access-rules.js";
import { createMemoryAudit } from "../../support/memory-audit.js";

/** What each role may do beyond reading. A field that is new to this list was opened or closed by somebody who said so here. */
const BEYOND_READING = {
  "Mutation.championPin": "planner",
  "Mutation.championRollback": "planner",
  "Mutation.championUnpin": "planner",
  "Mutation.modelVersionPromote": "planner",
  "Mutation.retrainBatchCancel": "planner",
  "Mutation.storesRetrain": "planner",
  "Query.auditEntries": "operator",
};

let schema: GraphQLSchema;
const refuseRole = createRoleRefusal(createMemoryAudit());

beforeAll(async () => {
  schema = await createExecutableSchema();
});

function listFields(): { type: string; field: string }[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith("__")
      ? Object.keys(type.getFields()).map((field) => ({ type: type.name, field }))
      : [],
  );
}

test("every field of the schema has a rule, and every rule a field", () => {
  const fields = listFields();
  expect(fields.filter(({ type, field }) => findAccessRule(type, field) === undefined)).toEqual([]);
  const types = new Set(fields.map(({ type }) => type));
  expect(Object.keys(ACCESS_RULES).filter((type) => !types.has(type))).toEqual([]);
  for (const [type, rule] of Object.entries(ACCESS_RULES)) {
    if (typeof rule === "string") continue;
    const known = fields.filter((field) => field.type === type).map(({ field }) => field);
    expect(Object.keys(rule).sort()).toEqual(known.sort());
  }
});

test("what needs more than reading is what this list says", () => {
  const needing = listFields().flatMap(({ type, field }) => {
    const rule = findAccessRule(type, field);
    return rule === "viewer" ? [] : [[`${type}.${field}`, rule]];
  });
  expect(Object.fromEntries(needing)).toEqual(BEYOND_READING);
});

test("a schema with a field that has no rule does not start", async () => {
  const { buildSchema } = await import("graphql");
  expect(() => createAccessCheck(buildSchema("type Query { secret: Int }"), refuseRole)).toThrow(
    "Query.secret has no rule of access",
  );
});

describe.each(ROLES)("a %s", (role) => {
  test("is refused every field that needs more, in any place of an operation, and no other", async () => {
    const check = createAccessCheck(schema, refuseRole);
    const principal: Principal = { name: "somebody", kind: "person", role, regionCodes: null };
    const caller = { requestId: "request-1", address: "10.0.0.7", session: { principal, expiresAt: null } };
    for (const { type, field } of listFields()) {
      const needed = findAccessRule(type, field)!;
      const kind = type === "Mutation" || type === "Subscription" ? type.toLowerCase() : "query";
      // an inline fragment puts the type's field where no valid document need lead to it
      const document = parse(
        `${kind} A { __typename ...F } fragment F on ${type} { alias: ${field} } query B { __typename }`,
      );
      const refusal = await check({ document, operationName: "A" }, caller);
      expect([type, field, refusal?.extensions["code"]]).toEqual([
        type,
        field,
        mayDo(role, needed) ? undefined : "FORBIDDEN",
      ]);
      expect(check({ document, operationName: "B" }, caller)).toBeNull();
    }
  });
});
