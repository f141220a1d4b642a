import type { RegisteredVersion } from "./types.js";

/**
 * Versions that were champion before, the latest first: in the order in which they were promoted, without those that were
 * rolled back from since.
 *
 * @param versions of one store
 * @param except numbers of versions that are not asked for, such as the champion's own
 */
export function listEarlierChampions<
  T extends Pick<RegisteredVersion, "version" | "promotedAt" | "rolledBackAt">,
>(versions: readonly T[], except: readonly (number | null)[]): T[] {
  return versions
    .filter((version) => !except.includes(version.version) && isStanding(version))
    .sort(compareLater);
}

function isStanding({
  promotedAt,
  rolledBackAt,
}: Pick<RegisteredVersion, "promotedAt" | "rolledBackAt">): boolean {
  if (promotedAt === null) return false;
  return rolledBackAt === null || Date.parse(rolledBackAt) < Date.parse(promotedAt);
}

function compareLater(
  a: Pick<RegisteredVersion, "version" | "promotedAt">,
  b: Pick<RegisteredVersion, "version" | "promotedAt">,
): number {
  return Date.parse(b.promotedAt ?? "") - Date.parse(a.promotedAt ?? "") || b.version - a.version;
}
