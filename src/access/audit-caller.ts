import type { AuditCaller } from "../audit/types.js";
import type { Caller } from "./session.js";

/** Who asks, as the audit log has it. */
export function auditCallerOf({ session, address, requestId }: Caller): AuditCaller {
  const { name, kind, role } = session.principal;
  return { actor: name, actorKind: kind, role, address, requestId };
}
