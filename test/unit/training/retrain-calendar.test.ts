import { describe, expect, test } from "@jest/globals";

import { ConfigurationError } from "../../../src/errors.js";
import { makeCalendar } from "../../../src/training/retrain-calendar.js";

/** The next moments of a schedule, as UTC. */
const list = (pattern: string, zone: string, after: string, count: number) => {
  const advance = makeCalendar({ pattern, zone }).iterateAfter(new Date(after));
  return Array.from({ length: count }, () => advance().toISOString().slice(0, 16));
};

describe("the calendar of a schedule", () => {
  test("has the hours of its zone, summer and winter", () => {
    expect(list("0 3 * * 1-5", "Europe/Berlin", "2026-03-27T02:00:00Z", 2)).toEqual([
      ...["2026-03-30T01:00", "2026-03-31T01:00"],
    ]);
    expect(list("0 3 * * *", "UTC", "2026-03-28T04:00:00Z", 2)).toEqual([
      ...["2026-03-29T03:00", "2026-03-30T03:00"],
    ]);
    expect(makeCalendar({ pattern: "*/10 * * * * *", zone: "UTC" }).iterateAfter(new Date(5_000))()).toEqual(
      new Date(10_000),
    );
  });

  test("fires at 03:30 where the clock skips 02:30, once that day", () => {
    expect(list("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2)).toEqual([
      ...["2026-03-29T01:30", "2026-03-30T00:30"],
    ]);
  });

  test("fires at the first 02:30 where the clock has two, once that day", () => {
    expect(list("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2)).toEqual([
      ...["2026-10-25T00:30", "2026-10-26T01:30"],
    ]);
    expect(list("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", 1)).toEqual(["2026-10-26T01:30"]);
  });

  test("fires in both hours where the clock has two, if every hour is meant", () => {
    expect(list("0 * * * *", "Europe/Berlin", "2026-10-24T23:30:00Z", 3)).toEqual([
      ...["2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"],
    ]);
  });

  test.each([
    ["0 0 30 2 *", "must fire some day: this one never does"],
    ["0 0 31 2,4 *", "must fire some day: this one never does"],
    ["61 * * * *", "must be a cron expression (Constraint error, got value 61 expected range 0-59)"],
    ["daily", "must be a cron expression of 5 fields, or of 6 that begin with seconds"],
    ["H 3 * * *", "must be a cron expression of 5 fields, or of 6 that begin with seconds"],
    ["0 0 * * * * *", "must be a cron expression of 5 fields, or of 6 that begin with seconds"],
  ])("%s is refused with value and rule", (pattern, rule) => {
    const make = () => makeCalendar({ pattern, zone: "UTC" });
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(
      `The configuration is wrong: STORECAST_RETRAIN_SCHEDULE=${JSON.stringify(pattern)} ${rule}`,
    );
  });

  test.each(["Mars/Base", "+02:00", "berlin time"])("the zone %s is refused", (zone) => {
    expect(() => makeCalendar({ pattern: "0 3 * * *", zone })).toThrow(
      `STORECAST_RETRAIN_SCHEDULE_ZONE="${zone}" must be a name of the IANA list, such as Europe/Berlin`,
    );
  });
});
