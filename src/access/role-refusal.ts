import { auditCallerOf } from "./audit-caller.js";
import type { Role } from "./principal.js";
import type { Caller } from "./session.js";
import { createAttemptNotes } from "../audit/refused-attempts.js";
import type { AuditLog } from "../audit/types.js";
import { ForbiddenError } from "../errors.js";

/** What somebody asked for whose role is not enough. */
export interface RoleNeed {
  /** As clients call it: `Mutation.championPin`, or `POST /api/v1/stores/{storeId}/pin`. */
  name: string;
  /** Field whose rule it is. */
  type: string;
  field: string;
  role: Role;
}

/** Makes the refusal of a role, by whichever door it was tried; a try at a change is on record by then. */
export type RefuseRole = (need: RoleNeed, caller: Caller) => Promise<ForbiddenError>;

export function createRoleRefusal(log: Pick<AuditLog, "record">): RefuseRole {
  const note = createAttemptNotes(log);
  return async ({ name, type, field, role: needed }, caller) => {
    const { principal } = caller.session;
    const refusal = new ForbiddenError(
      `${name} needs the role ${needed}; ${principal.name} is a ${principal.role}.`,
    );
    if (type === "Mutation") {
      await note(auditCallerOf(caller), { mutation: field, subject: name, code: refusal.code });
    }
    return refusal;
  };
}
