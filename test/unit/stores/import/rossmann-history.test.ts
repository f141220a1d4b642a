import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { epochDay } from "../../../../src/model/day.js";
import { loadRossmannHistories } from "../../../../src/stores/import/index.js";
import { csv, makeImportFolder, type ImportFolder } from "../../../support/import-files.js";

const HEADER = "Store,Date,Sales,Open,Promo,StateHoliday,SchoolHoliday";

describe("the past of a folder of Rossmann's files", () => {
  let folder: ImportFolder;

  beforeAll(async () => {
    folder = await makeImportFolder();
    await folder.write("store.csv", csv("Store,StoreType", "2,a", "1,b", "3,c"));
    await folder.write("store_states.csv", csv("Store,State", "1,NW", "2,HBNI"));
  });
  afterAll(() => folder.remove());

  const load = async (...rows: string[]) => {
    await folder.write("train.csv", csv(HEADER, ...rows));
    return await loadRossmannHistories(folder.path);
  };

  test("is open days by store, oldest first, whatever order the file has", async () => {
    const { stores, lastDay } = await load(
      "2,2015-06-20,0,0,0,0,0",
      "1,2015-06-19,500,1,1,0,0",
      "2,2015-06-19,0,1,0,0,1",
      "1,2015-06-18,400,1,0,0,1",
    );
    expect(lastDay).toBe("2015-06-20");
    expect(
      stores.map(({ code, regionCode, holidayCalendar }) => [code, regionCode, holidayCalendar]),
    ).toEqual([
      ["2", "HBNI", "DE-NI"],
      ["1", "NW", "DE-NW"],
      ["3", "all", "DE"],
    ]);
    expect(stores[1]!.series).toEqual({
      days: Int32Array.of(epochDay("2015-06-18"), epochDay("2015-06-19")),
      y: Float64Array.of(400, 500),
      regressors: { promo: Float64Array.of(0, 1), school_holiday: Float64Array.of(1, 0) },
    });
    // Open without a sale is a day of trade; closed is none.
    expect(stores[0]!.series.y).toEqual(Float64Array.of(0));
    expect(stores[2]!.series.days).toHaveLength(0);
  });

  test.each([
    [
      ["1,2015-06-19,5,1,0,0,0", "1,2015-06-19,6,1,0,0,0"],
      /line 3, column Date: "2015-06-19" must stand only once/,
    ],
    [["9,2015-06-19,5,1,0,0,0"], /line 2, column Store: "9" is an unknown store: it must be in store\.csv/],
    [["1,2015-02-30,5,1,0,0,0"], /line 2, column Date: "2015-02-30" must be a day/],
    [["1,2015-06-19,-5,1,0,0,0"], /line 2, column Sales: "-5" must not be negative/],
  ])("with %j is refused, naming line and value", async (rows, message) => {
    await expect(load(...rows)).rejects.toThrow(message);
  });

  test("must be there", async () => {
    await expect(loadRossmannHistories("/no/such/folder")).rejects.toThrow(
      'The directory "/no/such/folder" must exist.',
    );
  });
});
