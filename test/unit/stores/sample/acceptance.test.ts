import { beforeAll, describe, expect, test } from "@jest/globals";
import { generateSample, type Sample, type StoreDays } from "../../../../src/stores/sample/index.js";
import { mean, measureChain, measureNaives, quantile, type ChainMeasures } from "./measures.js";

/** Relative distance between a measure of the generated chain and that of the real one. */
function off(value: number, real: number): number {
  return Math.abs(value / real - 1);
}

describe("a generated chain of 1,115 stores through 2015-07-31 measures like the real one", () => {
  let sample: Sample;
  let stores: StoreDays[];
  let measures: ChainMeasures;

  beforeAll(() => {
    sample = generateSample({ stores: 1_115, end: "2015-07-31", seed: 1 });
    stores = [...sample.stores];
    measures = measureChain(sample, stores);
  });

  test("it has exactly 1,017,209 rows", () => {
    expect(measures.rows).toBe(1_017_209);
  });

  test("the shares of states, types and Bavaria's gap are exact", () => {
    const countBy = (key: (store: StoreDays) => string) =>
      stores.reduce<Record<string, number>>(
        (counts, store) => ({ ...counts, [key(store)]: (counts[key(store)] ?? 0) + 1 }),
        {},
      );
    expect(countBy((store) => store.profile.storeType)).toEqual({ a: 602, b: 17, c: 148, d: 348 });
    expect(countBy((store) => store.profile.state.code)).toMatchObject({ NW: 286, BY: 180, HBNI: 22 });
    const lacking = stores.filter((store) => store.isRecorded.filter((mark) => mark === 0).length >= 184);
    expect(lacking.length).toBe(180);
    expect(lacking.every((store) => store.profile.state.code === "BY")).toBe(true);
  });

  test("83.0 % of rows are open, within 0.3 points", () => {
    expect(Math.abs(measures.openRate - 0.83)).toBeLessThanOrEqual(0.003);
  });

  test("38.15 % of rows are in promo weeks", () => {
    expect(measures.promoRate).toBeCloseTo(0.3815, 4);
  });

  test("17.9 % of rows are school holidays, within 1 point", () => {
    expect(Math.abs(measures.schoolHolidayRate - 0.179)).toBeLessThanOrEqual(0.01);
  });

  test("sales on open days have mean 6,956 and median 6,369 within 3 %, P99 17,789 within 8 %", () => {
    expect(off(mean(measures.openSales), 6_956)).toBeLessThanOrEqual(0.03);
    expect(off(quantile(measures.openSales, 0.5), 6_369)).toBeLessThanOrEqual(0.03);
    expect(off(quantile(measures.openSales, 0.99), 17_789)).toBeLessThanOrEqual(0.08);
  });

  test("the median promo ratio is 1.39 within .03", () => {
    expect(Math.abs(quantile(measures.promoRatios, 0.5) - 1.39)).toBeLessThanOrEqual(0.03);
  });

  test("Mondays sell 8,216 and Saturdays 5,875, within 4 %", () => {
    expect(off(measures.weekdayMeans[1] ?? 0, 8_216)).toBeLessThanOrEqual(0.04);
    expect(off(measures.weekdayMeans[6] ?? 0, 5_875)).toBeLessThanOrEqual(0.04);
  });

  test("an open day has 763 customers within 4 %", () => {
    expect(off(measures.meanCustomers, 763)).toBeLessThanOrEqual(0.04);
  });

  test("December lies .18 above November in ln sales, within .03", () => {
    expect(Math.abs(measures.decemberOverNovember - 0.18)).toBeLessThanOrEqual(0.03);
  });

  test("33 stores trade on Sundays, about 3,593 times", () => {
    const traders = stores.filter((store) => store.profile.sundays !== "never");
    expect(traders).toHaveLength(33);
    expect(off(measures.openSundays, 3_593)).toBeLessThanOrEqual(0.05);
  });

  test("forecasts without a model err as on the real set: two weeks ago .11-.14, the median of 56 days .075-.12", () => {
    const origins = ["2015-06-12", "2015-06-26", "2015-07-10", "2015-07-24"];
    const naives = measureNaives(sample, stores, origins);
    expect(naives.twoWeeksAgo).toBeGreaterThanOrEqual(0.11);
    expect(naives.twoWeeksAgo).toBeLessThanOrEqual(0.14);
    expect(naives.median).toBeGreaterThanOrEqual(0.075);
    expect(naives.median).toBeLessThanOrEqual(0.12);
  });
});
