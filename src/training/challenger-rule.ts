import type { RegisteredVersion } from "../mlflow/types.js";

/**
 * The challenger beside a champion: the newest version that was never promoted, while it is newer than the champion; null if there is none.
 * A version that was rolled back from has had its turn.
 */
export function findChallenger(
  versions: readonly RegisteredVersion[],
  champion: { version: number } | null,
): number | null {
  const newest = versions
    .filter(({ promotedAt, rolledBackAt }) => promotedAt === null && rolledBackAt === null)
    .filter(({ version }) => version > (champion?.version ?? 0))
    .reduce((highest, { version }) => Math.max(highest, version), 0);
  return newest === 0 ? null : newest;
}
