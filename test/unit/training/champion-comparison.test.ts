import { describe, expect, test } from "@jest/globals";

import { addDays } from "../../../src/model/day.js";
import { backtest, fit, toProphetJson, type Series } from "../../../src/model/index.js";
import { canShareFold, compareWithChampion } from "../../../src/training/champion-comparison.js";
import { makeTrainingSeries } from "../../../src/training/training-series.js";
import { makeProphetTrainer } from "../../support/forecasters.js";
import { makeDays } from "../../support/retrain.js";

const LEVEL = 0.8;
const through = "2015-06-19";
const asked = { horizon: 7, folds: 4, step: 7, level: LEVEL };
const options = { regressors: [{ name: "promo" }] };

const makeSeries = (last: string): Series =>
  makeTrainingSeries({ days: makeDays({ through, days: 140, scale: 1_000 }) }, last);

const folds = () => backtest(makeSeries(through), makeProphetTrainer(options), asked)?.folds ?? [];

const makeChampion = (trainedThrough: string) => ({
  prophetJson: toProphetJson(fit(makeSeries(trainedThrough), options)),
  trainedThrough,
});

describe("the comparison with the champion", () => {
  test("a champion fitted as a fold was errs as that fold did", () => {
    const all = folds();
    const last = all.at(-1);
    const result = compareWithChampion(
      makeChampion("2015-06-12"),
      all,
      "prophet",
      makeSeries(through),
      LEVEL,
    );
    if (result.kind !== "compared") throw new Error(result.kind);
    const { challenger, champion } = result.comparison;
    expect(challenger.mae).toBeCloseTo(last?.metrics.mae ?? 0, 9);
    expect(champion.mae).toBeCloseTo(challenger.mae, 9);
    expect(champion.coverage).toBe(challenger.coverage);
  });

  test("only folds that the champion has not seen count", () => {
    const champion = makeChampion("2015-06-05");
    const result = compareWithChampion(champion, folds(), "prophet", makeSeries(through), LEVEL);
    if (result.kind !== "compared") throw new Error(result.kind);
    const [third, fourth] = folds().slice(2);
    const [a, b] = [third?.metrics.mae ?? 0, fourth?.metrics.mae ?? 0];
    // Six open days each.
    expect(result.comparison.challenger.mae).toBeCloseTo((a + b) / 2, 9);
  });

  test.each([through, "2015-06-13"])("a champion trained through %s shares no fold", (trainedThrough) => {
    const champion = makeChampion(trainedThrough);
    expect(compareWithChampion(champion, folds(), "prophet", makeSeries(through), LEVEL)).toEqual({
      kind: "not compared",
    });
    expect(canShareFold(champion, makeSeries(through), asked)).toBe(false);
  });

  test("a champion trained a week ago is worth loading", () => {
    const champion = { trainedThrough: addDays(through, -7) };
    expect(canShareFold(champion, makeSeries(through), asked)).toBe(true);
  });

  test("a champion trained through a closed Sunday has seen no more than Saturday", () => {
    const [lastSunday, sunday] = ["2015-06-07", "2015-06-14"];
    const series = makeSeries(sunday);
    const champion = { ...makeChampion(lastSunday), trainedThrough: lastSunday };
    expect(canShareFold(champion, series, asked)).toBe(true);
    const folds = backtest(series, makeProphetTrainer(options), asked)?.folds ?? [];
    expect(folds.at(-1)?.cutoff).toBe("2015-06-06");
    const result = compareWithChampion(champion, folds, "prophet", series, LEVEL);
    if (result.kind !== "compared") throw new Error(result.kind);
    expect(result.comparison.champion.mae).toBeCloseTo(result.comparison.challenger.mae, 9);
  });

  test("no champion and no folds compare nothing", () => {
    expect(compareWithChampion(null, folds(), "prophet", makeSeries(through), LEVEL)).toEqual({
      kind: "not compared",
    });
    expect(
      compareWithChampion(makeChampion("2015-06-12"), [], "prophet", makeSeries(through), LEVEL),
    ).toEqual({
      kind: "not compared",
    });
  });

  test.each<[string, string, RegExp]>([
    ["is no JSON", "{", /JSON/],
    ["is no model", "{}", /./],
  ])("a champion that %s is unusable", (_, prophetJson, reason) => {
    const champion = { prophetJson, trainedThrough: "2015-06-12" };
    const result = compareWithChampion(champion, folds(), "prophet", makeSeries(through), LEVEL);
    expect(result).toEqual({ kind: "unusable", reason: expect.stringMatching(reason) as unknown });
  });

  test("a champion that needs a regressor nobody knows any more is unusable, by name", () => {
    const champion = makeChampion("2015-06-12");
    const bare = { ...makeSeries(through), regressors: {} };
    const result = compareWithChampion(champion, folds(), "prophet", bare, LEVEL);
    expect(result).toEqual({ kind: "unusable", reason: expect.stringMatching(/promo/) as unknown });
  });
});
