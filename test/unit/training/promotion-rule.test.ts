import { describe, expect, test } from "@jest/globals";

import type { ForecastMetrics } from "../../../src/model/index.js";
import { decidePromotion, type PromotionState } from "../../../src/training/promotion-rule.js";

const metrics = (wape: number | null, mae = 100): ForecastMetrics => ({
  ...{ wape, mae, rmse: 120, bias: 3, coverage: 0.8, level: 0.8, mape: null, mase: null },
});

const better = { challenger: metrics(0.08), champion: metrics(0.09) };
const equal = { challenger: metrics(0.09), champion: metrics(0.09) };
const worse = { challenger: metrics(0.1), champion: metrics(0.09) };

const state: PromotionState = {
  champion: "usable",
  comparison: null,
  skill: null,
  isUntested: false,
  isChampionUntested: false,
  pin: "none",
};

describe("the promotion rule", () => {
  test.each<[string, Partial<PromotionState>, boolean]>([
    ["no champion", { champion: "none" }, true],
    ["no champion and no skill", { champion: "none", skill: -0.5 }, true],
    ["no champion, yet pinned", { champion: "none", pin: "rollback" }, true],
    ["a champion that cannot be used", { champion: "unusable" }, true],
    ["a pinned champion that cannot be used", { champion: "unusable", pin: "rollback" }, true],
    ["a better challenger", { comparison: better }, true],
    ["a better challenger without skill", { comparison: better, skill: -0.2 }, true],
    ["an equal challenger", { comparison: equal }, true],
    ["a worse challenger", { comparison: worse }, false],
    ["a worse challenger with skill", { comparison: worse, skill: 0.5 }, false],
    ["a better challenger of a pinned store", { comparison: better, pin: "rollback" }, true],
    ["an equal challenger of a pinned store", { comparison: equal, pin: "rollback" }, false],
    ["a worse challenger of a pinned store", { comparison: worse, pin: "rollback" }, false],
    ["no shared fold, skill", { skill: 0.01 }, true],
    ["no shared fold, no skill", { skill: 0 }, false],
    ["no shared fold, negative skill", { skill: -0.3 }, false],
    ["no shared fold, skill, pinned", { skill: 0.9, pin: "rollback" }, false],
    ["undefined skill", { skill: null }, false],
    ["two untested models", { isUntested: true, isChampionUntested: true }, true],
    [
      "two untested models of a pinned store",
      { isUntested: true, isChampionUntested: true, pin: "rollback" },
      false,
    ],
    ["no champion, yet a person's pin", { champion: "none", pin: "person" }, true],
    [
      "a champion that a person pinned and that cannot be used",
      { champion: "unusable", pin: "person" },
      true,
    ],
    ["a better challenger of a store that a person pinned", { comparison: better, pin: "person" }, false],
    ["an equal challenger of a store that a person pinned", { comparison: equal, pin: "person" }, false],
    ["a worse challenger of a store that a person pinned", { comparison: worse, pin: "person" }, false],
    ["no shared fold, skill, a person's pin", { skill: 0.9, pin: "person" }, false],
    [
      "two untested models of a store that a person pinned",
      { isUntested: true, isChampionUntested: true, pin: "person" },
      false,
    ],
    ["an untested model against a tested champion", { isUntested: true }, false],
    [
      "days without sales, the smaller error",
      { comparison: { challenger: metrics(null, 1), champion: metrics(null, 2) } },
      true,
    ],
    [
      "days without sales, the larger error",
      { comparison: { challenger: metrics(null, 2), champion: metrics(null, 1) } },
      false,
    ],
  ])("%s: %j promotes: %s", (_, change, promote) => {
    expect(decidePromotion({ ...state, ...change }).promote).toBe(promote);
  });

  test("the reason names who holds the champion, and what the pin held back", () => {
    expect(decidePromotion({ ...state, comparison: better, pin: "person" }).reason).toBe(
      "the champion is pinned: smaller error: 0.0800 against the champion's 0.0900",
    );
    expect(decidePromotion({ ...state, skill: 0.5, pin: "rollback" }).reason).toBe(
      "a rollback has pinned the champion: skill 0.5000 against the baseline",
    );
  });

  test("the reason names both errors", () => {
    expect(decidePromotion({ ...state, comparison: worse }).reason).toBe(
      "larger error: 0.1000 against the champion's 0.0900",
    );
  });
});
