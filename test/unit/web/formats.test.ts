import { describe, expect, test } from "@jest/globals";
import { addDays, isDay } from "../../../web/src/format/day.js";
import { createFormats } from "../../../web/src/format/formats.js";

/** Typographic blanks differ between versions of the locale data. */
const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, " ");

describe("days", () => {
  test.each([
    ["2015-08-01", 7, "2015-08-08"],
    ["2015-12-31", 1, "2016-01-01"],
    ["2016-03-01", -1, "2016-02-29"],
    // the clocks change in Europe
    ["2015-03-28", 2, "2015-03-30"],
  ])("%s and %i days is %s", (day, days, expected) => expect(addDays(day, days)).toBe(expected));

  test.each([
    ["2016-02-29", true],
    ["2015-02-29", false],
    ["2015-13-01", false],
    ["2015-8-1", false],
    ["", false],
  ])("%s is a day: %s", (text, expected) => expect(isDay(text)).toBe(expected));
});

describe.each(["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])("in %s", (timeZone) => {
  test("a day is that day", () => {
    const before = process.env["TZ"];
    process.env["TZ"] = timeZone;
    try {
      const { day, fullDay } = createFormats("en-GB");
      expect(day("2015-08-01")).toBe("Sat 1 Aug");
      expect(fullDay("2015-08-01")).toBe("1 Aug 2015");
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });
});

describe("figures", () => {
  const en = createFormats("en-US");
  const de = createFormats("de-DE");

  test("are written as the locale has it", () => {
    expect(en.units(12_345.6)).toBe("12,346");
    expect(de.units(12_345.6)).toBe("12.346");
    expect(en.percent(0.0834)).toBe("8.3%");
    expect(plain(de.percent(0.0834))).toBe("8,3 %");
  });

  test("a change has its sign, and none is none", () => {
    expect([0.0834, -0.02, 0].map(en.change)).toEqual(["+8.3%", "-2.0%", "0.0%"]);
  });

  test("a window ends with its last day", () => {
    expect(plain(en.window({ from: "2015-08-01", to: "2015-08-08" }))).toBe("Aug 1 – 7, 2015");
    expect(plain(de.window({ from: "2015-07-31", to: "2015-08-07" }))).toMatch(
      /^31\. Juli ?– ?6\. Aug\. 2015$/,
    );
  });
});
