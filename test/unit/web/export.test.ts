import { describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { toCsv } from "../../../web/src/export/csv.js";
import { fileName } from "../../../web/src/export/file-name.js";
import { moveInMenu } from "../../../web/src/export/menu-keys.js";

const MARK = "\uFEFF";
const one = (cell: string | number | null) => toCsv({ header: ["a"], rows: [[cell]] });

describe("a table as CSV", () => {
  test("is UTF-8 with a mark, its lines end with CRLF, and nothing is an empty cell", () => {
    const text = toCsv({
      header: ["Day", "Store 1: sold (units)"],
      rows: [
        ["2015-07-31", 5263],
        ["2015-08-01", null],
      ],
    });
    expect(text).toBe(`${MARK}Day,Store 1: sold (units)\r\n2015-07-31,5263\r\n2015-08-01,\r\n`);
  });

  test("quotes what would end a cell, and a reader gets it back", () => {
    const cells = ['say "hello"', "one, two", "one\r\ntwo", "Köln", "plain"];
    const text = toCsv({ header: ["a", "b", "c", "d", "e"], rows: [cells] });
    const [, read] = parse(text, { bom: true });
    expect(read).toEqual(cells);
    expect(text).toContain('"say ""hello"""');
  });

  test.each(["=1+1", "+49", "-x", "@SUM(A1)", "\t=1", "\r=1"])("makes no formula of %j", (text) => {
    const [, [read] = []] = parse(one(text), { bom: true });
    expect(read).toBe(`'${text}`);
  });

  test("guards its heads too, which hold names of stores", () => {
    expect(toCsv({ header: ["=A1"], rows: [] })).toBe(`${MARK}'=A1\r\n`);
  });

  test.each([
    [-12.5, "-12.5"],
    [1234567, "1234567"],
    [0.083333333, "0.0833"],
    [100, "100"],
    [-0.00001, "0"],
    [Number.NaN, ""],
  ])("writes the figure %d as %j, whatever the page's language", (value, text) => {
    expect(one(value)).toBe(`${MARK}a\r\n${text}\r\n`);
  });
});

describe("a file's name", () => {
  test("says what and when", () => {
    expect(fileName(["fleet"], "2015-08-01", "csv")).toBe("storecast-fleet-2015-08-01.csv");
    expect(fileName(["store", "262"], "2015-08-01", "png")).toBe("storecast-store-262-2015-08-01.png");
  });

  test("has nothing that a file system does not take", () => {
    expect(fileName(["store", "../A:1/ü "], "2015-08-01", "csv")).toBe(
      "storecast-store-a-1-ü-2015-08-01.csv",
    );
    expect(fileName(["///"], "2015-08-01", "csv")).toBe("storecast-2015-08-01.csv");
    expect(fileName(["x".repeat(300)], "2015-08-01", "csv")).toHaveLength(85);
  });
});

describe("a menu", () => {
  test("is walked through by arrows, round and round", () => {
    expect(moveInMenu("ArrowDown", 2, 3)).toBe(0);
    expect(moveInMenu("ArrowUp", 0, 3)).toBe(2);
    expect(moveInMenu("End", 0, 3)).toBe(2);
    expect(moveInMenu("a", 0, 3)).toBeUndefined();
  });
});
