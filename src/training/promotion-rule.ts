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
  /** What holds the champion in its place: a rollback's pin yields to a strictly better challenger, a person's to a person. */
  pin: "none" | "rollback" | "person";
}

/** Whether the new model becomes champion, and the sentence that says why. */
export interface PromotionDecision {
  promote: boolean;
  reason: string;
}

/**
 * Decides whether a new model becomes champion.
 *
 * |                                         | no pin  | rollback's pin | person's pin |
 * | --------------------------------------- | ------- | -------------- | ------------ |
 * | no champion, or one that cannot be used | promote | promote        | promote      |
 * | smaller error on the same days          | promote | promote        | keep         |
 * | equal error on the same days            | promote | keep           | keep         |
 * | larger error on the same days           | keep    | keep           | keep         |
 * | no shared fold, both untested           | promote | keep           | keep         |
 * | no shared fold, skill > 0               | promote | keep           | keep         |
 * | no shared fold, else                    | keep    | keep           | keep         |
 *
 * A store without a champion that can serve gets the new model, pinned or not: a pin that keeps nothing in service keeps nothing. Where no
 * fold is held out for both, the new model must beat the baseline, and an undefined skill proves nothing; two models that are both too
 * young for a backtest are told apart by their data, so the newer wins.
 */
export function decidePromotion(state: PromotionState): PromotionDecision {
  if (state.champion === "none") return { promote: true, reason: "the store had no champion" };
  if (state.champion === "unusable") return { promote: true, reason: "the champion cannot be used" };
  const { isStrictlyBetter, ...unpinned } = decideUnpinned(state);
  if (!unpinned.promote || state.pin === "none") return unpinned;
  if (state.pin === "rollback" && isStrictlyBetter) return unpinned;
  const held = state.pin === "rollback" ? "a rollback has pinned the champion" : "the champion is pinned";
  return { promote: false, reason: `${held}: ${unpinned.reason}` };
}

function decideUnpinned(state: PromotionState): PromotionDecision & { isStrictlyBetter: boolean } {
  const { comparison, skill } = state;
  if (comparison) {
    const [challenger, champion] = getErrors(comparison);
    const figures = `${formatError(challenger)} against the champion's ${formatError(champion)}`;
    if (challenger < champion) {
      return { promote: true, isStrictlyBetter: true, reason: `smaller error: ${figures}` };
    }
    const isTie = challenger === champion;
    const reason = isTie ? `equal error on newer data: ${figures}` : `larger error: ${figures}`;
    return { promote: isTie, isStrictlyBetter: false, reason };
  }
  const isStrictlyBetter = false;
  if (state.isUntested && state.isChampionUntested) {
    const reason = "both histories are too short for a backtest, this one is newer";
    return { promote: true, isStrictlyBetter, reason };
  }
  if (skill === null) return { promote: false, isStrictlyBetter, reason: "no skill could be measured" };
  return skill > 0
    ? { promote: true, isStrictlyBetter, reason: `skill ${formatError(skill)} against the baseline` }
    : { promote: false, isStrictlyBetter, reason: `no skill against the baseline (${formatError(skill)})` };
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
