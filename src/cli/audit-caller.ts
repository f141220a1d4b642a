import { hostname } from "node:os";
import type { AuditCaller } from "../audit/types.js";
import { getUser } from "./runtime.js";

/** The user of this machine, as the audit log has it. */
export function auditCallerOf(): AuditCaller {
  return { actor: getUser(), actorKind: "command line", role: null, address: hostname(), requestId: null };
}
