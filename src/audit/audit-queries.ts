import { runQuery, type Queryable } from "../database/pool.js";
import type { AuditActorKind, AuditEntry, AuditFilter, AuditLog, AuditOutcome } from "./types.js";

interface EntryRow {
  id: number;
  at: Date;
  actor: string;
  actor_kind: AuditActorKind;
  role: string | null;
  address: string;
  request_id: string | null;
  action: string;
  store_codes: string[];
  version: number | null;
  batch_id: string | null;
  subject: string | null;
  reason: string | null;
  outcome: AuditOutcome | null;
  code: string | null;
  ended_at: Date | null;
}

/** Entries that one statement of a listing reads. */
const A_FEW = 500;

/** Reads of the log. */
export function makeAuditQueries(db: Queryable): Pick<AuditLog, "find" | "list"> {
  async function load(filter: AuditFilter, first: number, after?: number): Promise<AuditEntry[]> {
    const { where, values } = makeConditions(filter);
    const rows = await runQuery<EntryRow>(
      db,
      `SELECT entry.id, entry.at, actor, actor_kind, role, address, request_id, action,
         entry.store_codes || coalesce(ended.store_codes, '{}') AS store_codes,
         coalesce(ended.version, entry.version) AS version, coalesce(ended.batch_id, entry.batch_id) AS batch_id,
         subject, reason, outcome, code, ended.at AS ended_at
       FROM audit_entry entry LEFT JOIN audit_outcome ended ON ended.entry_id = entry.id
       WHERE ${where} AND ($1::bigint IS NULL OR entry.id < $1) ORDER BY entry.id DESC LIMIT $2`,
      [after ?? null, first, ...values],
    );
    const seen = filter.regionCodes && (await loadCodes(db, filter.regionCodes));
    return rows.map((row) => toEntry(row, seen));
  }

  return {
    find: async (filter, { first, after }) => {
      const entries = await load(filter, first + 1, after);
      const { where, values } = makeConditions(filter, 0);
      const [count] = await runQuery<{ entries: number }>(
        db,
        `SELECT count(*) AS entries FROM audit_entry entry WHERE ${where}`,
        values,
      );
      return {
        items: entries.slice(0, first),
        hasNextPage: entries.length > first,
        totalCount: count!.entries,
      };
    },

    async *list(filter) {
      let after: number | undefined;
      do {
        const entries: AuditEntry[] = await load(filter, A_FEW, after);
        yield* entries;
        after = entries.length < A_FEW ? undefined : entries.at(-1)?.id;
      } while (after !== undefined);
    },
  };
}

/**
 * PostgreSQL's text holds everything but NUL: nothing that was kept has one.
 *
 * @param taken parameters that stand before those of the conditions
 */
function makeConditions(filter: AuditFilter, taken = 2): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions = ["true"];
  const add = (value: unknown, makeCondition: (parameter: string) => string) => {
    if (value === undefined) return;
    if (JSON.stringify(value).includes("\\u0000")) {
      conditions.push("false");
      return;
    }
    values.push(value);
    conditions.push(makeCondition(`$${taken + values.length}`));
  };
  add(filter.since, (since) => `entry.at >= ${since}`);
  add(filter.until, (until) => `entry.at < ${until}`);
  add(filter.actor, (actor) => `entry.actor = ${actor}`);
  add(filter.action, (action) => `entry.action = ${action}`);
  add(filter.storeCode && [filter.storeCode], (codes) => isAbout(`${codes}::text[]`));
  add(filter.regionCodes, (regions) =>
    isAbout(`ARRAY(SELECT code FROM store WHERE region_code = ANY (${regions}::text[]))`),
  );
  return { where: conditions.join(" AND "), values };
}

/** Two looks at two indexes: a condition that has an OR across the tables would read them whole. */
const isAbout = (codes: string) =>
  `entry.id IN (SELECT id FROM audit_entry WHERE store_codes && ${codes}
    UNION ALL SELECT entry_id FROM audit_outcome WHERE store_codes && ${codes})`;

async function loadCodes(db: Queryable, regionCodes: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await runQuery<{ code: string }>(db, "SELECT code FROM store WHERE region_code = ANY ($1)", [
    regionCodes,
  ]);
  return new Set(rows.map(({ code }) => code));
}

const { compare } = new Intl.Collator("en", { numeric: true });

function toEntry(row: EntryRow, seen: ReadonlySet<string> | undefined): AuditEntry {
  const codes = [...new Set(row.store_codes)].filter((code) => !seen || seen.has(code));
  return {
    id: row.id,
    at: row.at,
    actor: row.actor,
    actorKind: row.actor_kind,
    role: row.role,
    address: row.address,
    requestId: row.request_id,
    action: row.action,
    storeCodes: codes.sort(compare),
    version: row.version,
    batchId: row.batch_id,
    subject: row.subject,
    reason: row.reason,
    outcome: row.outcome,
    code: row.code,
    endedAt: row.ended_at,
  };
}
