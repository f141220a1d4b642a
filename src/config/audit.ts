import { whole } from "./values.js";

/** Longest that a log can be kept for a number of days. */
const MOST_DAYS = 36_500;

/** Settings of the audit log. */
export const auditSettings = {
  STORECAST_AUDIT_RETENTION_DAYS: whole(0, MOST_DAYS).optional(),
};

export interface AuditConfig {
  /** Days that entries of the audit log are kept; 0 for good. */
  auditRetentionDays: number;
}

export function readAudit(env: { STORECAST_AUDIT_RETENTION_DAYS?: number | undefined }): AuditConfig {
  return { auditRetentionDays: env.STORECAST_AUDIT_RETENTION_DAYS ?? 400 };
}
