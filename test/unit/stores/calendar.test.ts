import { describe, expect, test } from "@jest/globals";
import { InvalidInputError } from "../../../src/errors.js";
import { checkHolidayCalendar, listPublicHolidays } from "../../../src/stores/calendar.js";

function daysOf(calendar: string, name: string, from: string, to: string) {
  return listPublicHolidays(calendar, from, to).find((holiday) => holiday.name === name)?.days;
}

describe("listPublicHolidays", () => {
  test("a movable holiday falls on its day of every year, ascending", () => {
    expect(daysOf("DE-NW", "Good Friday", "2013-01-01", "2016-01-01")).toEqual([
      "2013-03-29",
      "2014-04-18",
      "2015-04-03",
    ]);
  });

  test("North Rhine-Westphalia has eleven public holidays in 2014", () => {
    const days = listPublicHolidays("DE-NW", "2014-01-01", "2015-01-01").flatMap((h) => h.days);
    expect(days).toEqual([
      "2014-01-01",
      "2014-04-18",
      "2014-04-21",
      "2014-05-01",
      "2014-05-29",
      "2014-06-09",
      "2014-06-19",
      "2014-10-03",
      "2014-11-01",
      "2014-12-25",
      "2014-12-26",
    ]);
  });

  test("states differ: Epiphany is kept in Bavaria and not in Berlin", () => {
    expect(daysOf("DE-BY", "Epiphany", "2015-01-01", "2016-01-01")).toEqual(["2015-01-06"]);
    expect(daysOf("DE-BE", "Epiphany", "2015-01-01", "2016-01-01")).toBeUndefined();
  });

  test("a country without state has its nation-wide holidays", () => {
    expect(daysOf("FR", "Labour Day", "2015-01-01", "2017-01-01")).toEqual(["2015-05-01", "2016-05-01"]);
    expect(daysOf("US-CA", "Thanksgiving Day", "2015-01-01", "2016-01-01")).toEqual(["2015-11-26"]);
  });

  test("the window is half-open", () => {
    expect(listPublicHolidays("DE-NW", "2014-12-25", "2014-12-26")).toEqual([
      { name: "Christmas Day", days: ["2014-12-25"] },
    ]);
    expect(listPublicHolidays("DE-NW", "2014-12-25", "2014-12-25")).toEqual([]);
  });

  test("a substitute day in the year before is found", () => {
    const holidays = listPublicHolidays("US", "2021-12-31", "2022-01-01");
    expect(holidays.flatMap((holiday) => holiday.days)).toEqual(["2021-12-31"]);
  });

  test("a holiday of several days gives each of them", () => {
    const days = daysOf("AM", "New Year's Day", "2014-01-01", "2014-01-05");
    expect(days).toEqual(["2014-01-01", "2014-01-02"]);
  });

  test.each(["XX", "DE-ZZ", "de-nw", "", "DE-NW-1", "DE-", "constructor"])(
    "the unknown calendar %p is refused by name",
    (calendar) => {
      expect(() => listPublicHolidays(calendar, "2014-01-01", "2015-01-01")).toThrow(InvalidInputError);
      expect(() => checkHolidayCalendar(calendar)).toThrow(`"${calendar}"`);
    },
  );

  test("a day that the calendar does not have is refused", () => {
    expect(() => listPublicHolidays("FR", "2015-02-29", "2015-03-01")).toThrow('"2015-02-29" is not a day');
  });
});
