import type { KeyBook } from "../access/key-book.js";
import type { AuditLog } from "../audit/types.js";
import { auditCallerOf } from "./audit-caller.js";

/** Keys on record: which were made, and which were revoked. */
export function auditKeys(book: KeyBook, audit: AuditLog): KeyBook {
  return {
    ...book,
    create: (asked, by) =>
      audit.record(
        auditCallerOf(),
        { action: "KEY_CREATE", subject: asked.name },
        () => book.create(asked, by),
        () => ({ outcome: "DONE" }),
      ),
    revoke: (named, by) =>
      audit.record(
        auditCallerOf(),
        { action: "KEY_REVOKE", subject: named },
        () => book.revoke(named, by),
        () => ({ outcome: "DONE" }),
      ),
  };
}
