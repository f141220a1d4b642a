import type { StoreCatalogue } from "../stores/types.js";
import type { ChampionMoves } from "../training/champion-moves.js";

/**
 * Champion moves of the stores that are seen; of others they say what they say of stores that do not exist.
 *
 * @param catalogue of the stores that are seen
 */
export function scopeChampionMoves(moves: ChampionMoves, catalogue: StoreCatalogue): ChampionMoves {
  const isSeen = async (storeCode: string) => (await catalogue.loadStores([storeCode])).has(storeCode);
  const noChampion = (storeCode: string) =>
    ({ changed: false, code: "NO_CHAMPION", message: `Store ${storeCode} has no champion.` }) as const;
  return {
    promote: async (storeCode, version, asker) => {
      if (await isSeen(storeCode)) return moves.promote(storeCode, version, asker);
      const message = `Store ${storeCode} has no model version ${version}.`;
      return { moved: false, code: "MODEL_VERSION_NOT_FOUND", message, previousChampion: null };
    },
    rollback: async (storeCode, from, asker) => {
      if (await isSeen(storeCode)) return moves.rollback(storeCode, from, asker);
      const message = `Store ${storeCode} has no champion before the present one.`;
      return { moved: false, code: "NO_PREVIOUS_CHAMPION", message, previousChampion: null };
    },
    pin: async (storeCode, asker) =>
      (await isSeen(storeCode)) ? moves.pin(storeCode, asker) : noChampion(storeCode),
    unpin: async (storeCode, asker) =>
      (await isSeen(storeCode)) ? moves.unpin(storeCode, asker) : noChampion(storeCode),
  };
}
