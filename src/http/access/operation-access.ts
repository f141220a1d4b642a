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
import { mayDo, type Principal, type Role } from "../../access/principal.js";
import { ForbiddenError } from "../../errors.js";
import { findAccessRule } from "../../schema/access-rules.js";
import type { OperationRequest } from "../limits/request-limits.js";
import { toRequestError } from "../request-error.js";

/** What an operation needs more than a viewer's role: the field that needs most. */
interface Need {
  role: Role;
  field: string;
}

/** Says whether somebody may ask for all that an operation asks for; null if so. */
export type CheckAccess = (request: OperationRequest, principal: Principal) => GraphQLError | null;

/**
 * Makes the check of roles, which looks at an operation before anything of it is executed.
 *
 * @throws Error for a schema with a field that has no rule
 */
export function createAccessCheck(schema: GraphQLSchema): CheckAccess {
  requireRules(schema);
  const known = new WeakMap<DocumentNode, ReadonlyMap<string, Need>>();

  function findNeeds(document: DocumentNode): ReadonlyMap<string, Need> {
    let needs = known.get(document);
    if (!needs) {
      const operations = Object.entries(separateOperations(document));
      needs = new Map(operations.map(([name, operation]) => [name, findNeed(schema, operation)]));
      known.set(document, needs);
    }
    return needs;
  }

  return ({ document, operationName }, { role, name }) => {
    const needs = findNeeds(document);
    const need = operationName ? needs.get(operationName) : [...needs.values()][0];
    if (!need || mayDo(role, need.role)) return null;
    const message = `${need.field} needs the role ${need.role}; ${name} is a ${role}.`;
    return toRequestError(new ForbiddenError(message), 403);
  };
}

/** @param operation one operation with its fragments, valid for the schema */
function findNeed(schema: GraphQLSchema, operation: DocumentNode): Need {
  let need: Need = { role: "viewer", field: "" };
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
        if (!mayDo(need.role, role)) need = { role, field: `${type}.${field}` };
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
