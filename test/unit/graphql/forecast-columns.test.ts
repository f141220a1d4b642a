import { expect, test } from "@jest/globals";
import type { ForecastRecord } from "../../../src/context.js";
import { makeFleetColumns, roundColumns } from "../../../src/resolvers/forecast-columns.js";
import { encodeId } from "../../../src/schema/ids.js";

const DATES = ["2015-08-01", "2015-08-02"];
const stores = ["1", "2", "3"].map((code) => ({ code, name: `Store ${code}` }));

function forecast(date: readonly string[], yhat: number[], version: number | null = 4): ForecastRecord {
  const columns = {
    date,
    yhat,
    lower: yhat.map((value) => value / 3),
    upper: yhat.map((value) => value * 2),
  };
  const figures = [...columns.yhat, ...columns.lower, ...columns.upper];
  const modelVersion = version && { version };
  return { status: "READY", modelVersion, dates: date, figures, columns } as unknown as ForecastRecord;
}

/** As a reader of the JSON sees them. */
function readColumns(...given: Parameters<typeof makeFleetColumns>): unknown {
  return JSON.parse(JSON.stringify(makeFleetColumns(...given)));
}

test("a fleet of one window has its days once, and an array a store", () => {
  const fleet = [1.23456, 20, 300].map((value) => forecast(DATES, [value, 0]));
  expect(readColumns(stores, fleet, 2)).toEqual({
    id: ["1", "2", "3"].map((code) => encodeId("Store", code)),
    name: ["Store 1", "Store 2", "Store 3"],
    status: ["READY", "READY", "READY"],
    version: [4, 4, 4],
    date: DATES,
    yhat: [
      [1.23, 0],
      [20, 0],
      [300, 0],
    ],
    lower: [
      [0.41, 0],
      [6.67, 0],
      [100, 0],
    ],
    upper: [
      [2.47, 0],
      [40, 0],
      [600, 0],
    ],
  });
});

test("a store whose model failed, one without a forecast and one of another day have nulls", () => {
  const other = forecast(["2015-08-02", "2015-08-03"], [5, 6]);
  const columns = readColumns(stores, [new Error("damaged"), forecast([], [], null), other], null);
  expect(columns).toMatchObject({
    ...{ status: [null, "READY", "READY"], version: [null, null, 4] },
    ...{
      date: ["2015-08-02", "2015-08-03"],
      yhat: [
        [null, null],
        [null, null],
        [5, 6],
      ],
    },
  });
  expect(readColumns(stores, [forecast(DATES, [1, 2]), other, other], null)).toMatchObject({
    date: [...DATES, "2015-08-03"],
    yhat: [
      [1, 2, null],
      [null, 5, 6],
      [null, 5, 6],
    ],
    upper: [
      [2, 4, null],
      [null, 10, 12],
      [null, 10, 12],
    ],
  });
});

test("figures are rounded half up, and as they are without decimals", () => {
  const { columns } = forecast(DATES, [0.125, 1234.5]);
  expect(roundColumns(columns, 2).yhat).toEqual([0.13, 1234.5]);
  expect(roundColumns(columns, 0).yhat).toEqual([0, 1235]);
  expect(roundColumns(columns, null)).toBe(columns);
});
