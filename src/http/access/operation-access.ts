import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { mayDo } from "../../access/principal.js";
import type { RefuseRole, RoleNeed } from "../../access/role-refusal.js";
import type { Caller } from "../../access/session.js";
import { findAccessRule } from "../../schema/access-rules.js";
import type { OperationRequest } from "../limits/request-limits.js";
import { toRequestError } from "../request-error.js";

/** Says whether somebody may ask for all that an operation asks for; null if so. */
export type CheckAccess = (request: OperationRequest, caller: Caller) => Promise<GraphQLError> | null;

/**
 * Makes the check of roles, which looks at an operation before anything of it is executed.
 *
 * @throws Error for a schema with a field that has no rule
 */
export function createAccessCheck(schema: GraphQLSchema, refuseRole: RefuseRole): CheckAccess {
  requireRules(schema);
  const known = new WeakMap<DocumentNode, ReadonlyMap<string, RoleNeed>>();

  function findNeeds(document: DocumentNode): ReadonlyMap<string, RoleNeed> {
    let needs = known.get(document);
    if (!needs) {
      const operations = Object.entries(separateOperations(document));
      needs = new Map(operations.map(([name, operation]) => [name, findNeed(schema, operation)]));
      known.set(document, needs);
    }
    return needs;
  }

  return ({ document, operationName }, caller) => {
    const needs = findNeeds(document);
    const need = operationName ? needs.get(operationName) : [...needs.values()][0];
    if (!need || mayDo(caller.session.principal.role, need.role)) return null;
    return refuseRole(need, caller).then((refusal) => toRequestError(refusal, 403));
  };
}

/**
 * What an operation needs more than a viewer's role: the first of the fields that need most.
 *
 * @param operation one operation with its fragments, valid for the schema
 */
function findNeed(schema: GraphQLSchema, operation: DocumentNode): RoleNeed {
  let need: RoleNeed = { role: "viewer", name: "", type: "", field: "" };
  const types = new TypeInfo(schema);
  visit(
    operation,
    visitWithTypeInfo(types, {
      Field() {
        const type = types.getParentType()?.name ?? "";
        const field = types.getFieldDef()?.name ?? "";
        if (type.startsWith("__") || field.startsWith("__")) return;
        // what has no rule is nobody's
        const role = findAccessRule(type, field) ?? "operator";
        if (!mayDo(need.role, role)) need = { role, name: `${type}.${field}`, type, field };
      },
    }),
  );
  return need;
}

function requireRules(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || !(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.keys(type.getFields())) {
      if (findAccessRule(type.name, field) !== undefined) continue;
      throw new Error(`${type.name}.${field} has no rule of access: say in ACCESS_RULES who may ask for it.`);
    }
  }
}
