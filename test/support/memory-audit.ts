import type {
  AuditCaller,
  AuditEntry,
  AuditFilter,
  AuditIntent,
  AuditLog,
  AuditResult,
} from "../../src/audit/types.js";
import { ServiceUnavailableError } from "../../src/errors.js";

/** One deed in memory; without a result it threw. */
export interface MemoryDeed {
  caller: AuditCaller;
  intent: AuditIntent;
  result?: AuditResult;
}

/** An audit log in memory, which can be away. */
export interface MemoryAudit extends AuditLog {
  deeds: MemoryDeed[];
  isAway: boolean;
}

export function createMemoryAudit(): MemoryAudit {
  const findAll = (filter: AuditFilter) =>
    audit.deeds
      .map(toEntry)
      .reverse()
      .flatMap((entry) => narrow(entry, filter));
  const audit: MemoryAudit = {
    deeds: [],
    isAway: false,
    record: async (caller, intent, work, describe) => {
      if (audit.isAway) throw new ServiceUnavailableError("database", "It was not done.");
      const deed: MemoryDeed = { caller, intent };
      audit.deeds.push(deed);
      const answer = await work();
      deed.result = describe(answer);
      return answer;
    },
    find: (filter, { first, after = Infinity }) => {
      const found = findAll(filter);
      const rest = found.filter(({ id }) => id < after);
      return Promise.resolve({
        items: rest.slice(0, first),
        hasNextPage: rest.length > first,
        totalCount: found.length,
      });
    },
    // eslint-disable-next-line @typescript-eslint/require-await
    list: async function* (filter) {
      yield* findAll(filter);
    },
  };
  return audit;
}

const AT = new Date("2015-08-01T12:00:00Z");

function toEntry({ caller, intent, result }: MemoryDeed, index: number): AuditEntry {
  return {
    ...{ id: index + 1, at: AT, ...caller, action: intent.action },
    storeCodes: [...(intent.storeCodes ?? []), ...(result?.storeCodes ?? [])],
    ...{ version: result?.version ?? intent.version ?? null, reason: intent.reason ?? null },
    ...{ batchId: result?.batchId ?? intent.batchId ?? null, subject: intent.subject ?? null },
    ...{ outcome: result?.outcome ?? null, code: result?.code ?? null, endedAt: result ? AT : null },
  };
}

/** As {@link makeStores} deals stores to regions. */
const regionOf = (code: string) => (Number(code) % 2 === 1 ? "HE" : "BW");

/** The entry as the filter lets it be seen; nothing where it does not. */
function narrow(entry: AuditEntry, filter: AuditFilter): AuditEntry[] {
  const { since, until, actor = entry.actor, action = entry.action, storeCode, regionCodes } = filter;
  const storeCodes = entry.storeCodes.filter((code) => regionCodes?.includes(regionOf(code)) ?? true);
  const isMeant =
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at < until) &&
    entry.actor === actor &&
    entry.action === action &&
    (storeCode === undefined || entry.storeCodes.includes(storeCode)) &&
    (regionCodes === undefined || storeCodes.length > 0);
  return isMeant ? [{ ...entry, storeCodes }] : [];
}
