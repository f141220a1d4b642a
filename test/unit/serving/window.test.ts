import { describe, expect, test } from "@jest/globals";
import { InvalidInputError } from "../../../src/errors.js";
import { checkLevel, getToday, joinWindows, makeForecastWindow } from "../../../src/serving/window.js";

describe("getToday", () => {
  test.each([
    ["Europe/Berlin", "2015-06-20"],
    ["UTC", "2015-06-19"],
    ["America/Los_Angeles", "2015-06-19"],
    ["Pacific/Auckland", "2015-06-20"],
  ])("22:30 UTC on 2015-06-19 is, in %s, on %s", (timeZone, day) => {
    expect(getToday(new Date("2015-06-19T22:30:00Z"), timeZone)).toBe(day);
  });

  test("it is another day from midnight on, to the millisecond, and the one before if the clock goes back", () => {
    const ask = (time: string) => getToday(new Date(`2015-06-19T${time}Z`), "Asia/Kathmandu");
    expect(["18:14:00.000", "18:14:59.999", "18:15:00.000", "18:14:59.999"].map(ask)).toEqual([
      ...["2015-06-19", "2015-06-19", "2015-06-20", "2015-06-19"],
    ]);
  });

  test("an unknown time zone is refused by name", () => {
    expect(() => getToday(new Date(0), "Mars/Base")).toThrow('Time zone "Mars/Base" is not known');
  });
});

describe("makeForecastWindow", () => {
  test.each([
    [{}, "2015-06-20", "2015-06-27"],
    [{ from: null, to: null }, "2015-06-20", "2015-06-27"],
    [{ from: "2015-02-25" }, "2015-02-25", "2015-03-04"],
    [{ to: "2015-06-21" }, "2015-06-20", "2015-06-21"],
    [{ from: "2015-01-01", to: "2015-04-01" }, "2015-01-01", "2015-04-01"],
  ])("%j on 2015-06-20 is %s to %s", (window, from, to) => {
    expect(makeForecastWindow(window, "2015-06-20")).toEqual({ from, to });
  });

  test.each([
    [{ from: "2015-02-29" }, 'window.from "2015-02-29" must be a calendar day, YYYY-MM-DD.'],
    [{ to: "tomorrow" }, 'window.to "tomorrow" must be a calendar day, YYYY-MM-DD.'],
    [{ from: "2015-07-02", to: "2015-07-01" }, "window.from 2015-07-02 is not before window.to 2015-07-01."],
    [{ from: "2015-07-01", to: "2015-07-01" }, "window.from 2015-07-01 is not before window.to 2015-07-01."],
    [{ to: "2015-06-20" }, "window.from 2015-06-20 (today) is not before window.to 2015-06-20."],
    [
      { from: "2015-01-01", to: "2015-04-02" },
      "window 2015-01-01 to 2015-04-02 has 91 days; it must have at most 90.",
    ],
  ])("%j is refused", (window, message) => {
    expect(() => makeForecastWindow(window, "2015-06-20")).toThrow(InvalidInputError);
    expect(() => makeForecastWindow(window, "2015-06-20")).toThrow(message);
  });
});

describe("checkLevel", () => {
  test.each([0, 1, -0.1, 1.2, Number.NaN])("%p is refused by value", (level) => {
    expect(() => checkLevel(level)).toThrow(`level is ${level}; it must be above 0 and below 1.`);
  });

  test("0.8 is accepted", () => {
    expect(checkLevel(0.8)).toBeUndefined();
  });
});

describe("joinWindows", () => {
  test("windows that overlap or touch are one, those apart are not", () => {
    expect(
      joinWindows([
        { from: "2015-06-20", to: "2015-06-27" },
        { from: "2013-01-01", to: "2013-01-08" },
        { from: "2015-06-19", to: "2015-06-26" },
        { from: "2015-06-27", to: "2015-06-28" },
        { from: "2015-06-21", to: "2015-06-22" },
      ]),
    ).toEqual([
      { from: "2013-01-01", to: "2013-01-08" },
      { from: "2015-06-19", to: "2015-06-28" },
    ]);
  });
});
