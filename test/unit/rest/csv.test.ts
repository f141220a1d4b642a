import { expect, test } from "@jest/globals";
import { writeCsv } from "../../../src/rest/csv.js";
import type { Cell } from "../../../src/rest/route.js";

const write = (...rows: Cell[][]) =>
  writeCsv({ columns: ["a", "b"], toRows: (answer: Cell[][]) => answer }, rows);

test("a line of names, then a line a row, empty cells for null", () => {
  expect(write(["x", 1.5], [null, true], [false, 0])).toBe("a,b\r\nx,1.5\r\n,true\r\nfalse,0\r\n");
});

test("no rows leave the names", () => {
  expect(write()).toBe("a,b\r\n");
});

test("commas, quotes and line breaks stay within their cell", () => {
  expect(write(['say "hi"', "a,b\r\nc"])).toBe('a,b\r\n"say ""hi""","a,b\r\nc"\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])("%j is no formula to a spreadsheet", (text) => {
  const [, line = ""] = write([text, "b"]).split("a,b\r\n");
  expect(line.replace(/^"/, "").startsWith(`'${text[0]}`)).toBe(true);
});
