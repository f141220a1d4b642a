import { describe, expect, test } from "@jest/globals";
import { isoWeekday } from "../../../src/model/day.js";
import { fit, normaliseComponents, predict } from "../../../src/model/index.js";
import type { FitOptions, Forecast } from "../../../src/model/index.js";
import { makeSeries } from "../../support/series.js";

const series = makeSeries({ days: 800, closedWeekdays: [6, 7], promo: 0.3, yearly: 0.2 });
const days = Int32Array.from({ length: 28 }, (_, i) => series.days.at(-1)! + 1 + i).filter(
  (day) => isoWeekday(day) <= 5,
);
const future = { days, regressors: { promo: Float64Array.from(days, (day) => day % 2) } };

function find(forecast: Forecast, name: string): Float64Array {
  return forecast.components.find((component) => component.name === name)!.values;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const KINDS: [string, Partial<FitOptions>][] = [
  ["additive", {}],
  ["multiplicative", { seasonalityMode: "multiplicative" }],
];

describe.each(KINDS)("components for people, %s, of a five-day store", (_name, options) => {
  const model = fit(series, { ...options, regressors: [{ name: "promo" }] });
  const raw = predict(model, future, 0.8);
  const shown = normaliseComponents(model, raw);

  test("still sum to yhat, which stays", () => {
    expect(shown.yhat).toEqual(raw.yhat);
    shown.yhat.forEach((value, i) => {
      expect(shown.components.reduce((sum, { values }) => sum + values[i]!, 0)).toBeCloseTo(value, 8);
    });
  });

  test("have a weekly part that averages 0 over the weekdays traded on", () => {
    const isShare = options.seasonalityMode === "multiplicative";
    const unit = (i: number) => (isShare ? find(raw, "trend")[i]! : model.yScale);
    const share = find(shown, "weekly").map((value, i) => value / unit(i));
    expect(mean(share)).toBeCloseTo(0, 10);
  });

  test("have a trend that is the level of an ordinary day", () => {
    const ordinary = shown.yhat.map(
      (value, i) => value - find(shown, "promo")[i]! - find(shown, "yearly")[i]!,
    );
    expect(mean(find(shown, "trend")) / mean(ordinary)).toBeCloseTo(1, 2);
  });

  test("have the yearly part, whose days are all there, hardly moved", () => {
    const moved = find(shown, "yearly").map((value, i) => (value - find(raw, "yearly")[i]!) / model.yScale);
    expect(Math.max(...moved.map(Math.abs))).toBeLessThan(0.01);
  });

  test("have the promo as it was", () => {
    expect(find(shown, "promo")).toEqual(find(raw, "promo"));
  });
});

test("a seasonality under a condition is shown as it is", () => {
  const model = fit(series, {
    weeklySeasonality: false,
    seasonalities: [{ name: "promo weeks", period: 7, fourierOrder: 3, conditionName: "promo" }],
  });
  const raw = predict(model, future, 0.8);
  expect(find(normaliseComponents(model, raw), "promo weeks")).toEqual(find(raw, "promo weeks"));
});
