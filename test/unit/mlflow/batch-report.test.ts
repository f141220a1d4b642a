import { describe, expect, test } from "@jest/globals";
import {
  describeBatch,
  digestBatch,
  makeDatasets,
  makeMetrics,
  makeStoreTable,
} from "../../../src/mlflow/batch-report.js";
import type { BatchResult } from "../../../src/mlflow/types.js";
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

  test("leaves out what has no value", () => {
    const keys = makeMetrics([tested("1", 10, 100)], 1, 0).map(({ key }) => key);
    expect(keys).not.toContain("mape");
    expect(makeMetrics([failed], 1, 0).map(({ key }) => key)).toEqual([
      ...["stores_trained", "stores_failed", "stores_promoted", "seconds"],
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

  test("says in words who asked and what came of it", () => {
    expect(describeBatch(makeBatch("b", 3), null)).toBe(
      "ann asked for 3 stores to be trained (person), with recipe `default@1`.",
    );
    const text = describeBatch(makeBatch("b", 3), results);
    expect(text).toContain("2 stores trained, 2 promoted to champion, 1 failed.");
    expect(text).toContain("- store 9: no data");
  });

  test("has a table of all stores as columns and rows", () => {
    const table = JSON.parse(makeStoreTable(results)) as { columns: string[]; data: unknown[][] };
    expect(table.data.map((row) => row[table.columns.indexOf("wape")])).toEqual([0.1, 0.3, null]);
    expect(table.data.every((row) => row.length === table.columns.length)).toBe(true);
  });
});

function dataset(storeCode: string) {
  return { dataset_name: `storecast-store-000${storeCode}`, dataset_digest: `d${storeCode}` };
}
