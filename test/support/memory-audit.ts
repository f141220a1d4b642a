import { ServiceUnavailableError } from "../../src/errors.js";
import type { AuditCaller, AuditIntent, AuditLog, AuditResult } from "../../src/audit/types.js";

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
    find: () => Promise.resolve({ items: [], hasNextPage: false, totalCount: 0 }),
    // eslint-disable-next-line @typescript-eslint/require-await
    list: async function* () {
      yield* [];
    },
  };
  return audit;
}
