import { basename } from "node:path";
import type { AuditLog } from "../audit/types.js";
import type { ImportReport } from "../stores/types.js";
import { auditCallerOf } from "./audit-caller.js";

/**
 * An import on record.
 *
 * @param files whose names say what it is; undefined ones are none
 */
export function auditImport(
  audit: AuditLog,
  files: readonly (string | undefined)[],
  run: () => Promise<ImportReport>,
): Promise<ImportReport> {
  const names = files.filter((file) => file !== undefined).map((file) => basename(file));
  return audit.record(auditCallerOf(), { action: "IMPORT", subject: names.join(", ") }, run, (report) => ({
    outcome: "DONE",
    storeCodes: report.changedStoreCodes,
  }));
}
