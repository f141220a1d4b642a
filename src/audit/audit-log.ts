import type { Logger } from "pino";

import { runQuery, type Queryable } from "../database/pool.js";
import { AppError, ServiceUnavailableError } from "../errors.js";
import { makeAuditQueries } from "./audit-queries.js";
import type { AuditCaller, AuditIntent, AuditLog, AuditResult } from "./types.js";

interface AuditLogOptions {
  db: Queryable;
  now: () => Date;
  logger: Pick<Logger, "error">;
}

/** The log in the database; see {@link AuditLog}. */
export function createAuditLog({ db, now, logger }: AuditLogOptions): AuditLog {
  async function begin(caller: AuditCaller, intent: AuditIntent): Promise<number> {
    try {
      const [row] = await runQuery<{ id: number }>(
        db,
        `INSERT INTO audit_entry
           (at, actor, actor_kind, role, address, request_id, action, store_codes, version, batch_id, subject, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
        [
          ...[now(), toText(caller.actor), caller.actorKind, caller.role, caller.address],
          ...[toText(caller.requestId), intent.action, toTexts(intent.storeCodes), intent.version],
          ...[toText(intent.batchId), toText(intent.subject), toText(intent.reason)],
        ],
      );
      return row!.id;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      logger.error(
        { err: cause, action: intent.action, actor: caller.actor },
        "a deed could not be written down",
      );
      const message = `It was not done, because the audit log cannot be written (${why}).`;
      throw new ServiceUnavailableError("database", message, { cause });
    }
  }

  async function end(id: number, intent: AuditIntent, result: AuditResult): Promise<void> {
    const { outcome, code = null, version = null, batchId = null, storeCodes } = result;
    try {
      await runQuery(
        db,
        `INSERT INTO audit_outcome (entry_id, at, outcome, code, store_codes, version, batch_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, now(), outcome, code, toTexts(storeCodes), version, batchId],
      );
    } catch (error) {
      logger.error(
        { err: error, entry: id, action: intent.action, outcome },
        "what came of a deed could not be written down",
      );
    }
  }

  return {
    ...makeAuditQueries(db),
    record: async (caller, intent, work, describe) => {
      const id = await begin(caller, intent);
      let answer;
      try {
        answer = await work();
      } catch (error) {
        await end(id, intent, describeError(error));
        throw error;
      }
      await end(id, intent, describe(answer));
      return answer;
    },
  };
}

const CALLERS_FAULT = new Set([
  "BAD_USER_INPUT",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "LIMIT_EXCEEDED",
  "RATE_LIMITED",
]);

function describeError(error: unknown): AuditResult {
  const code = error instanceof AppError ? error.code : "INTERNAL_SERVER_ERROR";
  return { outcome: CALLERS_FAULT.has(code) ? "REFUSED" : "FAILED", code };
}

/** PostgreSQL has no text with a NUL, and a deed must not be refused, or go unseen, for one in its reason. */
function toText(text: string | null | undefined): string | null {
  return text?.replaceAll("\0", "\uFFFD") ?? null;
}

function toTexts(texts: readonly string[] = []): (string | null)[] {
  return [...new Set(texts)].map(toText);
}
