import { describe, expect, test } from "@jest/globals";
import { InvalidInputError } from "../../../src/errors.js";
import { readDay, toTimestamp } from "../../../src/rest/days.js";

describe("a text as a day", () => {
  test.each([
    ["2026-11-26", "Europe/Berlin", "2026-11-26"],
    ["2026-11-26T08:00:00+01:00", "Europe/Berlin", "2026-11-26"],
    ["2026-11-26T22:59:59Z", "Europe/Berlin", "2026-11-26"],
    ["2026-11-26T23:00:00Z", "Europe/Berlin", "2026-11-27"],
    ["2026-07-26T22:00:00Z", "Europe/Berlin", "2026-07-27"],
    ["2026-11-26T04:59:59.999Z", "America/New_York", "2026-11-25"],
    ["2026-11-26T05:00:00z", "America/New_York", "2026-11-26"],
    ["2026-11-26t00:30:00+14:00", "Pacific/Kiritimati", "2026-11-26"],
    ["2016-12-31T23:59:60Z", "UTC", "2016-12-31"],
    ["2024-02-29T12:00:00Z", "UTC", "2024-02-29"],
  ])("%s in %s is %s", (text, timeZone, day) => {
    expect(readDay(text, timeZone, "beginDate")).toBe(day);
  });

  test.each([
    ...["", "today", "2026-11", "2026-02-29", "26.11.2026", "2026-11-26T08:00:00", "2026-11-26T08:00Z"],
    ...["2026-11-26T24:00:00Z", "2026-11-26T08:60:00Z", "2026-11-26T08:00:00+24:00", "2026-02-30T08:00:00Z"],
    ...["2026-11-26 ", "2026-11-26T08:00:00+0100", "+002026-11-26", "2026-11-26T08:00:00Z\n"],
  ])("%j is refused by name and value", (text) => {
    expect(() => readDay(text, "Europe/Berlin", "endDate")).toThrow(InvalidInputError);
    expect(() => readDay(text, "Europe/Berlin", "endDate")).toThrow(
      `endDate is ${JSON.stringify(text)}; it must`,
    );
  });
});

describe("a day as a timestamp", () => {
  test.each([
    ["2026-11-26", "Europe/Berlin", "2026-11-26T00:00:00+01:00"],
    ["2026-07-26", "Europe/Berlin", "2026-07-26T00:00:00+02:00"],
    ["2026-03-29", "Europe/Berlin", "2026-03-29T00:00:00+01:00"],
    ["2026-03-30", "Europe/Berlin", "2026-03-30T00:00:00+02:00"],
    ["2026-10-25", "Europe/Berlin", "2026-10-25T00:00:00+02:00"],
    ["2026-11-26", "UTC", "2026-11-26T00:00:00+00:00"],
    ["2026-11-26", "America/New_York", "2026-11-26T00:00:00-05:00"],
    ["2026-11-26", "Asia/Kathmandu", "2026-11-26T00:00:00+05:45"],
    ["2026-11-26", "America/St_Johns", "2026-11-26T00:00:00-03:30"],
  ])("%s in %s is %s", (day, timeZone, timestamp) => {
    expect(toTimestamp(day, timeZone)).toBe(timestamp);
  });

  test("where clocks skip midnight it is the instant of the jump", () => {
    // São Paulo went from 2018-11-03 23:59:59 -03 to 2018-11-04 01:00:00 -02
    expect(toTimestamp("2018-11-04", "America/Sao_Paulo")).toBe("2018-11-04T00:00:00-03:00");
    expect(readDay("2018-11-04T00:00:00-03:00", "America/Sao_Paulo", "beginDate")).toBe("2018-11-04");
  });

  test("where midnight comes twice it is the first", () => {
    // São Paulo went from 2018-02-17 23:59:59 -02 back to 23:00:00 -03; Havana goes from 01:00 -04 back to 00:00 -05
    expect(toTimestamp("2018-02-18", "America/Sao_Paulo")).toBe("2018-02-18T00:00:00-03:00");
    expect(toTimestamp("2025-11-02", "America/Havana")).toBe("2025-11-02T00:00:00-04:00");
  });

  test("read again it is its own day, all year round", () => {
    for (const timeZone of ["Europe/Berlin", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe"]) {
      for (let ms = Date.UTC(2025, 0, 1); ms < Date.UTC(2026, 0, 1); ms += 86_400_000) {
        const day = new Date(ms).toISOString().slice(0, 10);
        expect(readDay(toTimestamp(day, timeZone), timeZone, "day")).toBe(day);
      }
    }
  });
});
