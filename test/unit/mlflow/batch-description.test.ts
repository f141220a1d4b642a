import { describe, expect, test } from "@jest/globals";
import { describeBatch } from "../../../src/mlflow/batch-description.js";
import type { BatchResult } from "../../../src/mlflow/batch-types.js";
import { BACKTEST, makeBatch, makeResult } from "../../support/models.js";

const trained = (storeCode: string, wape: number): BatchResult => ({
  ...makeResult(storeCode, { modelId: `m-${storeCode}`, version: 3, promoted: true }),
  backtest: { ...BACKTEST, metrics: { ...BACKTEST.metrics, wape } },
});
const failed = makeResult("9", { status: "FAILED", failure: "no data", backtest: null });

describe("the description of a run", () => {
  test("says what was asked before anything came of it", () => {
    const text = describeBatch(makeBatch("b", 3), null);
    expect(text).toContain("3 stores to be trained, asked for by ann (person), with recipe `default@1`");
    expect(text).toContain("Backtests hold out 7 days at 4 cutoffs");
  });

  test("says what came of it, against which baseline, and links to the version of each store", () => {
    const text = describeBatch(makeBatch("b", 2), [trained("1", 0.0875), failed]);
    expect(text).toContain(
      "**1 store trained**, 1 promoted to champion, 1 failed. WAPE 8.8 % against the baseline's 17.5 %;",
    );
    expect(text).toContain("81.3 % of days were inside the 80 % interval.");
    expect(text).toContain(
      "| [storecast-store-0001](#/models/storecast-store-0001/versions/3?workflowType=machine_learning) | 3 | 8.8 % | 17.5 % | yes |",
    );
    expect(text).toContain("- store 9: no data");
  });

  test("says how many were cancelled and by whom", () => {
    const cancelled = makeResult("9", { status: "CANCELLED", backtest: null });
    const batch = { ...makeBatch("b", 3), cancelledBy: "bob" };
    expect(describeBatch(batch, [trained("1", 0.0875), cancelled, cancelled])).toContain(
      "**1 store trained**, 1 promoted to champion, 0 failed, 2 cancelled by bob. WAPE",
    );
    expect(describeBatch(batch, [failed])).toContain("1 failed.");
  });

  test("lists the five largest errors of a fleet and stays within what MLflow keeps", () => {
    const fleet = Array.from({ length: 1_115 }, (_, index) =>
      trained(String(index + 1), (index + 1) / 10_000),
    );
    const text = describeBatch(makeBatch("b", 1_115), fleet);
    expect(text.match(/storecast-store-\d+\]/g)).toEqual(
      [1115, 1114, 1113, 1112, 1111].map((code) => `storecast-store-${code}]`),
    );
    expect(text.length).toBeLessThanOrEqual(8_000);
  });
});
