import { describe, expect, test } from "@jest/globals";
import {
  digestBatch,
  makeDatasets,
  makeMetrics,
  makeParams,
  makeStoreTable,
} from "../../../src/mlflow/batch-report.js";
import type { BatchResult } from "../../../src/mlflow/batch-types.js";
import { BACKTEST, makeBatch, makeResult } from "../../support/models.js";

/** Errs by `mae` a day on sales of `sales` a day. */
const tested = (storeCode: string, mae: number, sales: number): BatchResult => ({
  ...makeResult(storeCode, {
    modelId: `m-${storeCode}`,
    version: 1,
    promoted: true,
    dataDigest: `d${storeCode}`,
  }),
  backtest: { ...BACKTEST, metrics: { ...BACKTEST.metrics, mae, wape: mae / sales } },
});
const failed = makeResult("9", {
  ...{ status: "FAILED", failure: "no data", backtest: null, dataDigest: null, rows: null },
});
const results = [tested("1", 10, 100), tested("2", 90, 300), failed];

describe("the report of a batch", () => {
  test("has the accuracy of all stores as if they were one, and the median", () => {
    const ofBatch = makeMetrics(results, 12.5, 1_000).filter((metric) => metric.model_id === undefined);
    expect(Object.fromEntries(ofBatch.map(({ key, value }) => [key, value]))).toMatchObject({
      ...{ wape: 0.25, wape_pooled: 0.25, wape_median: 0.2, seconds: 12.5 },
      ...{ stores_trained: 2, stores_failed: 1, stores_promoted: 2 },
    });
  });

  test("has each model's metrics at its place in the batch, and the batch's own last", () => {
    const wapes = makeMetrics(results, 12.5, 1_000).filter(({ key }) => key === "wape");
    expect(wapes).toEqual([
      { ...{ key: "wape", value: 0.1, timestamp: 1_000, step: 0, model_id: "m-1" }, ...dataset("1") },
      { ...{ key: "wape", value: 0.3, timestamp: 1_000, step: 1, model_id: "m-2" }, ...dataset("2") },
      { key: "wape", value: 0.25, timestamp: 1_000, step: 3 },
    ]);
  });

  test("has each model's folds as a series, by number and cutoff", () => {
    const fold = { ...{ ahead: [], y: [], yhat: [], lower: [], upper: [] }, coverage: 0.75 };
    const folds = [
      { ...fold, cutoff: "2015-06-26", wape: 0.1, baselineWape: 0.2 },
      { ...fold, cutoff: "2015-07-03", wape: 0.3, baselineWape: null },
    ];
    const metrics = makeMetrics([failed, { ...tested("1", 10, 100), folds }], 1, 1_000);
    const ofFolds = metrics.filter(({ key, model_id }) => key.startsWith("fold_") && model_id);
    expect(
      ofFolds.map(({ key, value, step, timestamp }) => [key, value, step, new Date(timestamp).toISOString()]),
    ).toEqual([
      ["fold_wape", 0.1, 1, "2015-06-26T00:00:00.000Z"],
      ["fold_baseline_wape", 0.2, 1, "2015-06-26T00:00:00.000Z"],
      ["fold_coverage", 0.75, 1, "2015-06-26T00:00:00.000Z"],
      ["fold_wape", 0.3, 2, "2015-07-03T00:00:00.000Z"],
      ["fold_coverage", 0.75, 2, "2015-07-03T00:00:00.000Z"],
    ]);
    expect(new Set(ofFolds.map(({ model_id }) => model_id))).toEqual(new Set(["m-1"]));
  });

  test("has what was asked for as params", () => {
    expect(makeParams(makeBatch("b", 3))).toEqual({
      ...{ recipe: "default@1", code_version: "0.1.0", trigger: "person", stores: "3" },
      ...{ horizon: "7", folds: "4", step: "7", level: "0.8" },
    });
  });

  test("leaves out what has no value", () => {
    const keys = makeMetrics([tested("1", 10, 100)], 1, 0).map(({ key }) => key);
    expect(keys).not.toContain("mape");
    expect(makeMetrics([failed], 1, 0).map(({ key }) => key)).toEqual([
      ...["stores_trained", "stores_failed", "stores_promoted", "seconds"],
    ]);
  });

  test("has of a fleet's folds their WAPE alone, to spare MLflow", () => {
    const fold = { ...{ ahead: [], y: [], yhat: [], lower: [], upper: [] }, coverage: 0.75 };
    const folds = [{ ...fold, cutoff: "2015-06-26", wape: 0.1, baselineWape: 0.2 }];
    const fleet = Array.from({ length: 21 }, (_, index) => ({ ...tested(String(index), 10, 100), folds }));
    const ofFolds = makeMetrics(fleet, 1, 0).filter(
      ({ key, model_id }) => key.startsWith("fold_") && model_id,
    );
    expect(ofFolds.map(({ key }) => key)).toEqual(fleet.map(() => "fold_wape"));
  });

  test("has the folds of all stores as if they were one", () => {
    const fold = { cutoff: "2015-07-03" as const, ahead: [1], yhat: [], lower: [], upper: [] };
    const folds = (wape: number, sales: number, coverage: number) => [
      { ...fold, wape, baselineWape: 2 * wape, coverage, y: [sales] },
    ];
    const stores = [
      { ...tested("1", 10, 100), folds: folds(0.1, 100, 1) },
      { ...tested("2", 90, 300), folds: folds(0.3, 300, 0.5) },
    ];
    const pooled = makeMetrics(stores, 1, 1_000).filter(
      ({ key, model_id }) => key.startsWith("fold_") && model_id === undefined,
    );
    expect(pooled).toEqual([
      { key: "fold_wape", value: 0.25, timestamp: 1_000, step: 1 },
      { key: "fold_baseline_wape", value: 0.5, timestamp: 1_000, step: 1 },
      { key: "fold_coverage", value: 0.75, timestamp: 1_000, step: 1 },
    ]);
  });

  test("has one dataset for all of a fleet", () => {
    const fleet = Array.from({ length: 21 }, (_, index) => tested(String(index), 10, 100));
    expect(makeDatasets(fleet)).toMatchObject([
      { name: "storecast-stores", digest: digestBatch(fleet), rows: 21 * 900 },
    ]);
  });

  test("has one dataset a trained store", () => {
    expect(makeDatasets(results).map(({ name, digest, rows }) => [name, digest, rows])).toEqual([
      ["storecast-store-0001", "d1", 900],
      ["storecast-store-0002", "d2", 900],
    ]);
  });

  test("digests its data alike whatever the order, one store's as its own", () => {
    expect(digestBatch(results)).toBe(digestBatch([...results].reverse()));
    expect(digestBatch(results)).toHaveLength(36);
    expect(digestBatch([tested("1", 10, 100)])).toBe("d1");
    expect(digestBatch([failed])).toBeNull();
  });

  test("has a table of all stores by code, as columns and rows", () => {
    const table = JSON.parse(makeStoreTable([...results].reverse())) as {
      columns: string[];
      data: unknown[][];
    };
    expect(table.data.map((row) => row.slice(0, 2))).toEqual([
      ["1", 0.1],
      ["2", 0.3],
      ["9", null],
    ]);
    expect(table.data.every((row) => row.length === table.columns.length)).toBe(true);
  });
});

function dataset(storeCode: string) {
  return { dataset_name: `storecast-store-000${storeCode}`, dataset_digest: `d${storeCode}` };
}
