import { expect, test } from "@jest/globals";
import { makeSalesWindow } from "../../../src/loaders/sales-loader.js";

test.each([
  [
    { from: "2015-07-01", to: "2015-07-02" },
    { from: "2015-07-01", to: "2015-07-02" },
  ],
  [{ from: "2015-07-01" }, { from: "2015-07-01", to: "2015-07-08" }],
  [
    { from: "2015-07-01", to: null },
    { from: "2015-07-01", to: "2015-07-08" },
  ],
  [
    { from: "2015-01-01", to: "2015-04-01" },
    { from: "2015-01-01", to: "2015-04-01" },
  ],
])("%j is %j", (window, expected) => {
  expect(makeSalesWindow(window)).toEqual(expected);
});

test.each([
  [{ to: "2015-07-02" }, "window.from is missing"],
  [{ from: "2015-07-02", to: "2015-07-02" }, "window.from 2015-07-02 is not before window.to 2015-07-02."],
  [{ from: "2015-01-01", to: "2015-04-02" }, "has 91 days; it must have at most 90."],
])("%j is refused", (window, message) => {
  expect(() => makeSalesWindow(window)).toThrow(message);
});
