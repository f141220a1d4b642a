import { describe, expect, test } from "@jest/globals";
import type { BacktestSummary } from "../../../src/model/types.js";
import { getStaleReasons } from "../../../src/serving/staleness.js";

const METRICS = { mae: 1, rmse: 1, bias: 0, coverage: 0.8, level: 0.8, wape: 0.1, mape: null, mase: null };
const BACKTEST: BacktestSummary = { horizon: 7, cutoffs: [], metrics: METRICS, baseline: METRICS, skill: 0 };
const STORE = { dataThrough: "2015-06-19", dataRevision: 2 };
const FACTS = { trainedThrough: "2015-06-19", dataRevision: 2, backtest: BACKTEST };
const WEEK = { from: "2015-06-20", to: "2015-06-27" };

describe("getStaleReasons", () => {
  test.each([
    ["trained on all data, seven days from the next day", STORE, FACTS, WEEK, []],
    ["a window in the past", STORE, FACTS, { from: "2015-01-01", to: "2015-01-08" }, []],
    ["a day observed since", { ...STORE, dataThrough: "2015-06-20" }, FACTS, WEEK, ["NEW_DATA"]],
    ["a store whose data has gone", { ...STORE, dataThrough: null }, FACTS, WEEK, []],
    ["seen days corrected since", { ...STORE, dataRevision: 3 }, FACTS, WEEK, ["CHANGED_DATA"]],
    ["the eighth day ahead", STORE, FACTS, { ...WEEK, to: "2015-06-28" }, ["BEYOND_HORIZON"]],
    ["far ahead without a backtest", STORE, { ...FACTS, backtest: null }, { ...WEEK, to: "2015-09-01" }, []],
    [
      "all of it",
      { dataThrough: "2015-07-01", dataRevision: 3 },
      FACTS,
      { ...WEEK, to: "2015-09-01" },
      ["NEW_DATA", "CHANGED_DATA", "BEYOND_HORIZON"],
    ],
  ])("%s", (_, store, facts, window, reasons) => {
    expect(getStaleReasons(store, facts, window)).toEqual(reasons);
  });
});
