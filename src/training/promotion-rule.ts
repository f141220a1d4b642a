import type { ForecastMetrics } from "../model/types.js";

/** Both models on the same folds, held out for both. */
export interface ModelComparison {
  challenger: ForecastMetrics;
  champion: ForecastMetrics;
}

/** Everything the promotion rule looks at. */
export interface PromotionState {
  /** The present champion; `unusable` if its model cannot be read or cannot forecast this store's days. */
  champion: "none" | "unusable" | "usable";
  /** Null where no fold is held out for both. */
  comparison: ModelComparison | null;
  /** The new model's skill against the baseline; null if undefined. */
  skill: number | null;
  /** Whether the champion's own training had no backtest either: neither model has proven anything. */
  isChampionUntested: boolean;
  /** Whether the new model's history was too short for a backtest. */
  isUntested: boolean;
  /** Set by a rollback: only a strictly better challenger moves the champion. */
  isPinned: boolean;
}

/** Whether the new model becomes champion, and the sentence that says why. */
export interface PromotionDecision {
  promote: boolean;
  reason: string;
}

/**
 * Decides whether a new model becomes champion.
 *
 * A store without a champion that can serve gets the new model, pinned or not. Else the model with the smaller error on
 * the same days wins, the newer one on a tie. Where no fold is held out for both, the new model must beat the baseline, and an undefined
 * skill proves nothing; two models that are both too young for a backtest are told apart by their data, so the newer wins.
 */
export function decidePromotion(state: PromotionState): PromotionDecision {
  const { comparison, skill, isPinned } = state;
  if (state.champion === "none") return { promote: true, reason: "the store had no champion" };
  if (state.champion === "unusable") return { promote: true, reason: "the champion cannot be used" };
  if (comparison) {
    const [challenger, champion] = getErrors(comparison);
    const isBetter = challenger < champion;
    const isTie = challenger === champion;
    const figures = `${formatError(challenger)} against the champion's ${formatError(champion)}`;
    if (isBetter) return { promote: true, reason: `smaller error: ${figures}` };
    if (isTie && !isPinned) return { promote: true, reason: `equal error on newer data: ${figures}` };
    return { promote: false, reason: `${isTie ? "champion is pinned" : "larger error"}: ${figures}` };
  }
  if (isPinned) return { promote: false, reason: "the champion is pinned and no fold compares the two" };
  if (state.isUntested && state.isChampionUntested) {
    return { promote: true, reason: "both histories are too short for a backtest, this one is newer" };
  }
  if (skill === null) return { promote: false, reason: "no skill could be measured" };
  return skill > 0
    ? { promote: true, reason: `skill ${formatError(skill)} against the baseline` }
    : { promote: false, reason: `no skill against the baseline (${formatError(skill)})` };
}

/** WAPE of both, or MAE where nothing was sold and WAPE has no meaning: on the same days they order alike. */
function getErrors({ challenger, champion }: ModelComparison): [number, number] {
  return challenger.wape === null || champion.wape === null
    ? [challenger.mae, champion.mae]
    : [challenger.wape, champion.wape];
}

function formatError(value: number): string {
  return value.toFixed(4);
}
