import { describe, expect, test } from "@jest/globals";
import { GraphQLError, Kind } from "graphql";
import {
  DateTimeScalar,
  FloatSeriesScalar,
  LocalDateScalar,
  LocalDateSeriesScalar,
  UrlScalar,
} from "../../../src/schema/scalars.js";

describe("LocalDate", () => {
  test.each(["2015-07-31", "2016-02-29", "0001-01-01"])("takes %s", (day) => {
    expect(LocalDateScalar.parseValue(day)).toBe(day);
    expect(LocalDateScalar.parseLiteral({ kind: Kind.STRING, value: day })).toBe(day);
  });

  test.each([
    ["a leap day of another year", "2015-02-29"],
    ["a month too many", "2015-13-01"],
    ["a day too many", "2015-04-31"],
    ["an instant", "2015-07-31T00:00:00Z"],
    ["missing zeros", "2015-7-1"],
    ["a number", 20150731],
    ["null in text", "null"],
    ["blanks", " 2015-07-31"],
  ])("refuses %s and names it", (_, value) => {
    expect(() => LocalDateScalar.parseValue(value)).toThrow(
      new GraphQLError(`${JSON.stringify(value)} is not a day of the calendar, written YYYY-MM-DD.`),
    );
  });

  test("refuses a number in the query text", () => {
    expect(() => LocalDateScalar.parseLiteral({ kind: Kind.INT, value: "20150731" })).toThrow(
      '"20150731" is not a day of the calendar',
    );
  });
});

test("DateTime writes instants in UTC", () => {
  const written = [new Date("2015-08-01T06:00:00Z"), "2015-08-01T08:00:00+02:00"].map((value) =>
    JSON.stringify(DateTimeScalar.serialize(value)),
  );
  expect(written).toEqual(['"2015-08-01T06:00:00.000Z"', '"2015-08-01T06:00:00.000Z"']);
});

test("URL writes absolute addresses and refuses others", () => {
  const url = "http://127.0.0.1:5000/#/models/storecast-store-0001/versions/1";
  expect(UrlScalar.serialize(url)).toBe(url);
  expect(() => UrlScalar.serialize("models/1")).toThrow("Invalid URL");
});

test("series are written as they are and cannot be sent", () => {
  expect(FloatSeriesScalar.serialize([1.5, 0, 2])).toEqual([1.5, 0, 2]);
  expect(LocalDateSeriesScalar.serialize(["2015-08-01"])).toEqual(["2015-08-01"]);
  expect(() => FloatSeriesScalar.parseValue([1])).toThrow("FloatSeries is an output type.");
  expect(() => LocalDateSeriesScalar.parseValue([])).toThrow("LocalDateSeries is an output type.");
});
