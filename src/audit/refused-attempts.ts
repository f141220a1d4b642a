import { LRUCache } from "lru-cache";
import type { AuditAction, AuditCaller, AuditLog } from "./types.js";

/** What mutations are called in the log. */
export const ACTIONS: Readonly<Record<string, AuditAction>> = {
  championPin: "PIN",
  championRollback: "ROLLBACK",
  championUnpin: "UNPIN",
  modelVersionPromote: "PROMOTE",
  retrainBatchCancel: "RETRAIN_CANCEL",
  storesRetrain: "RETRAIN",
};

/** One who tries again and again fills no table: within this time the first try alone is written down, by action. */
const APART_MS = 60_000;
const REMEMBERED = 10_000;

/** Somebody's try at a change that a rule of access refused before anything was looked up. */
export interface RefusedAttempt {
  /** Mutation whose rule it was. */
  mutation: string;
  /** Way in that was tried, as the refusal names it. */
  subject: string;
  /** Of the refusal. */
  code: string;
}

/** Writes attempts down. One that cannot be written down stays refused all the same, and the log of the process says so. */
export type NoteAttempt = (caller: AuditCaller, attempt: RefusedAttempt) => Promise<void>;

export function createAttemptNotes(log: Pick<AuditLog, "record">): NoteAttempt {
  const noted = new LRUCache<string, true>({ max: REMEMBERED, ttl: APART_MS });
  return async (caller, { mutation, subject, code }) => {
    const action = ACTIONS[mutation];
    if (!action) throw new Error(`Nobody has said what the audit log calls ${mutation}.`);
    const key = `${caller.actorKind} ${caller.actor}\n${action}`;
    if (noted.has(key)) return;
    noted.set(key, true);
    const refused = () => ({ outcome: "REFUSED", code }) as const;
    await log
      .record(caller, { action, subject }, () => Promise.resolve(), refused)
      .catch(() => noted.delete(key));
  };
}
