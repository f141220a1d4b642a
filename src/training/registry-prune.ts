import type { VersionStock } from "../mlflow/version-stock.js";
import type { VersionRetention } from "../mlflow/version-retention.js";
import { planRetention, type KeepingReason, type RetentionPolicy } from "./retention-rule.js";

/** What was, or would be, pruned of one store. */
export interface StorePrune {
  storeCode: string;
  versions: number;
  /** Numbers of kept versions by what keeps them. */
  kept: Partial<Record<KeepingReason, number>>;
  /** Numbers of the versions that went, or would go; highest first. */
  pruned: number[];
  /** Versions that were to go, and what saved them at the last moment. */
  spared: { version: number; reason: string }[];
}

/** What a prune has done, or would do. */
export interface PruneReport {
  stores: StorePrune[];
  /** Runs that went because no version of theirs is left; null in a dry run, which does not look. */
  runs: number | null;
  /** What an earlier prune that died had left, and this one finished. */
  resumed: { models: number; runs: number };
  /** Whether it was stopped before its end; the rest is for the next time. */
  isStopped: boolean;
}

export interface PruneOptions {
  retention: VersionRetention;
  /** All stores of the registry by default. */
  storeCodes?: readonly string[];
  policy: RetentionPolicy;
  /** Only says what would go. */
  isDryRun: boolean;
  now: () => Date;
  /** Tells everyone who serves these stores that versions of theirs have gone. */
  announce?: (storeCodes: readonly string[]) => Promise<void>;
  /** Stores done, of how many. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Stores whose versions are listed together: a year of daily trainings of so many is a few megabytes. */
const STORES_A_LISTING = 20;
/** Stores whose versions are deleted at the same time. */
const STORES_AT_ONCE = 4;

/**
 * Deletes the versions that the retention rule does not keep, with their artifacts, LoggedModels, and the runs that have none left. It may be
 * killed at any point and run again.
 *
 * @throws ServiceUnavailableError when the registry does not answer; what was done until then stays done
 */
export async function pruneRegistry(options: PruneOptions): Promise<PruneReport> {
  const { retention, policy, isDryRun, now, onProgress, signal } = options;
  const report: PruneReport = { stores: [], runs: null, resumed: { models: 0, runs: 0 }, isStopped: false };
  if (!isDryRun) report.resumed = await retention.resume();
  const storeCodes = options.storeCodes ?? (await retention.listStores());
  const emptied = new Set<string>();

  async function prune(stock: VersionStock): Promise<StorePrune> {
    const { kept, doomed, staleAliases } = planRetention(stock, policy, now());
    const result: StorePrune = {
      ...{ storeCode: stock.storeCode, versions: stock.versions.length, kept: countReasons(kept) },
      ...{ pruned: doomed.map(({ version }) => version), spared: [] },
    };
    if (isDryRun || (doomed.length === 0 && staleAliases.length === 0)) return result;
    for (const { runId } of doomed) if (runId !== "") emptied.add(runId);
    const { deleted, spared } = await retention.deleteVersions(stock.storeCode, doomed, staleAliases, now());
    return { ...result, pruned: deleted, spared };
  }

  for (let from = 0; from < storeCodes.length; from += STORES_A_LISTING) {
    const stocks = await retention.loadStocks(storeCodes.slice(from, from + STORES_A_LISTING));
    const pruned = await mapAtOnce(stocks, STORES_AT_ONCE, async (stock) => {
      if (signal?.aborted) return null;
      return await prune(stock);
    });
    const done = pruned.filter((store) => store !== null);
    report.stores.push(...done);
    const changed = done.filter((store) => store.pruned.length > 0).map(({ storeCode }) => storeCode);
    if (!isDryRun) await options.announce?.(changed);
    onProgress?.(Math.min(from + STORES_A_LISTING, storeCodes.length), storeCodes.length);
    if (signal?.aborted) report.isStopped = true;
    if (report.isStopped) break;
  }
  if (!isDryRun) report.runs = await retention.deleteEmptyRuns([...emptied]);
  return report;
}

/** How many versions each reason keeps. */
function countReasons(kept: readonly { reason: KeepingReason }[]): StorePrune["kept"] {
  const counts: StorePrune["kept"] = {};
  for (const { reason } of kept) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** Works on so many items at once; after a failure nothing goes on in the background. */
async function mapAtOnce<T, R>(
  items: readonly T[],
  count: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += count) {
    const some = await Promise.allSettled(items.slice(from, from + count).map(work));
    for (const one of some) {
      if (one.status === "rejected") throw one.reason;
      results.push(one.value);
    }
  }
  return results;
}
