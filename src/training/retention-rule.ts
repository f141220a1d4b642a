import type { StockedVersion, VersionStock } from "../mlflow/version-stock.js";
import { findPreviousChampion } from "./champion-moves.js";

/** How long versions are kept. */
export interface RetentionPolicy {
  /** Newest versions of ours kept of each store, whole, >= 1. */
  keepLast: number;
  /** Days that a former champion is kept after its time, >= 0. */
  keepChampionsDays: number;
}

/** Why a version is kept, first reason first. */
export const KEEPING_REASONS = [
  "champion",
  "challenger",
  "alias",
  "pinned",
  "former champion",
  "newest",
  "shared",
  "not ours",
] as const;

export type KeepingReason = (typeof KEEPING_REASONS)[number];

/** What becomes of a store's versions. */
export interface RetentionPlan {
  kept: { version: number; reason: KeepingReason }[];
  doomed: StockedVersion[];
  /** Aliases to be removed: a challenger that the champion has left behind. */
  staleAliases: string[];
}

const MS_PER_DAY = 86_400_000;

/**
 * Decides which versions of a store are kept; the first rule that holds says why.
 *
 * | kept                                                                                     | as              |
 * | ---------------------------------------------------------------------------------------- | --------------- |
 * | what alias `champion` points to                                                          | champion        |
 * | what alias `challenger` points to, while it is newer than the champion                   | challenger      |
 * | what any other alias points to: somebody wants it                                        | alias           |
 * | what a person or a rollback has pinned                                                   | pinned          |
 * | what a rollback would restore, and what was champion within the last so many days        | former champion |
 * | the newest so many versions of ours                                                      | newest          |
 * | what has its artifacts in common with a version that is kept                             | shared          |
 * | what others registered: it is theirs to delete                                           | not ours        |
 */
export function planRetention(stock: VersionStock, policy: RetentionPolicy, now: Date): RetentionPlan {
  const { versions } = stock;
  const { champion, challenger, ...otherAliases } = stock.aliases;
  const isStale = challenger !== undefined && champion !== undefined && challenger < champion;
  const aliased = new Set(Object.values(otherAliases));
  const own = versions.filter(({ isOwn }) => isOwn);
  const newest = new Set(
    own
      .map(({ version }) => version)
      .sort((a, b) => b - a)
      .slice(0, policy.keepLast),
  );
  const former = findFormerChampions(
    own,
    champion ?? null,
    now.getTime() - policy.keepChampionsDays * MS_PER_DAY,
  );
  const judge = ({ version, isPinned, isOwn }: StockedVersion): KeepingReason | null => {
    if (version === champion) return "champion";
    if (version === challenger && !isStale) return "challenger";
    if (aliased.has(version)) return "alias";
    if (isPinned) return "pinned";
    if (former.has(version)) return "former champion";
    if (newest.has(version)) return "newest";
    return isOwn ? null : "not ours";
  };
  const judged = versions.map((version) => ({ version, reason: judge(version) }));
  const keptModels = new Set(
    judged.flatMap(({ version, reason }) => (reason === null ? [] : [version.modelId])),
  );
  const plan: RetentionPlan = { kept: [], doomed: [], staleAliases: isStale ? ["challenger"] : [] };
  for (const { version, reason } of judged) {
    const isShared = version.modelId !== null && keptModels.has(version.modelId);
    if (reason === null && !isShared) plan.doomed.push(version);
    else plan.kept.push({ version: version.version, reason: reason ?? "shared" });
  }
  return plan;
}

/** The version that a rollback would restore, and those whose time as champion ended after `sinceMs`. */
function findFormerChampions(
  versions: readonly StockedVersion[],
  champion: number | null,
  sinceMs: number,
): Set<number> {
  const previous = findPreviousChampion(versions, { version: champion ?? 0 });
  // a rollback restores a champion without promoting it, but pins it
  const began = ({ promotedAt, pinnedAt }: StockedVersion) => Math.max(toMs(promotedAt), toMs(pinnedAt));
  const reigns = versions
    .filter((version) => began(version) > -Infinity)
    .sort((a, b) => began(a) - began(b) || a.version - b.version);
  const recent = reigns.filter((version, index) => {
    const next = reigns[index + 1];
    const left = toMs(version.rolledBackAt);
    const ended = Math.min(next ? began(next) : Infinity, left >= began(version) ? left : Infinity);
    return ended >= sinceMs;
  });
  return new Set([...recent, ...(previous ? [previous] : [])].map(({ version }) => version));
}

function toMs(at: string | null): number {
  return at === null ? -Infinity : Date.parse(at);
}
