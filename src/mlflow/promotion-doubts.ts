import type { StoreModels } from "./types.js";

/**
 * Tells when a missing alias is worth a second look. A version is tagged as promoted a moment before it gets the alias, so that a store whose newest version
 * is its first champion may have been read between the two. Whoever deleted the alias of such a version is found out by the second look: each version
 * gets one.
 */
export function makePromotionDoubts(): (models: StoreModels) => boolean {
  const doubted = new Set<string>();
  return ({ storeCode, champion, championIssue, newest }) => {
    if (championIssue?.code !== "NO_CHAMPION" || champion === null) return false;
    if (champion.version !== newest?.version) return false;
    const name = `${storeCode} ${champion.version}`;
    if (doubted.has(name)) return false;
    doubted.add(name);
    return true;
  };
}
