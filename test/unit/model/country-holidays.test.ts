import { describe, expect, test } from "@jest/globals";
import { makeCountryHolidays } from "../../../src/model/country-holidays.js";
import type { CountryHolidayOptions } from "../../../src/model/country-holidays.js";
import { epochDay } from "../../../src/model/day.js";
import { fit, fromProphetJson, predict, toProphetJson } from "../../../src/model/index.js";
import { makeSeries } from "../../support/series.js";

const YEARS = { from: "2013-01-01", to: "2015-01-01" };

describe("a country's holidays", () => {
  test("are plain holidays, with the window and the prior asked for", () => {
    const holidays = makeCountryHolidays("DE", {
      ...YEARS,
      lowerWindow: -1,
      upperWindow: 2,
      priorScale: 0.5,
    });
    expect(holidays).toContainEqual({
      name: "Good Friday",
      days: ["2013-03-29", "2014-04-18"].map(epochDay),
      lowerWindow: -1,
      upperWindow: 2,
      priorScale: 0.5,
    });
  });

  test("reach no day but their own unless asked to", () => {
    const [holiday] = makeCountryHolidays("FR", YEARS);
    expect(Object.keys(holiday!)).toEqual(["name", "days", "lowerWindow", "upperWindow"]);
    expect([holiday!.lowerWindow, holiday!.upperWindow]).toEqual([0, 0]);
  });

  test("may be a state's", () => {
    const names = (state?: string) =>
      makeCountryHolidays("DE", { ...YEARS, ...(state !== undefined && { state }) }).map(({ name }) => name);
    expect(names("BY")).toContain("Epiphany");
    expect(names()).not.toContain("Epiphany");
  });

  test("are fitted, forecast and kept in the model", () => {
    const holidays = makeCountryHolidays("DE", { ...YEARS, state: "NW" });
    const series = makeSeries({ days: 500 });
    const christmas = epochDay("2013-12-25");
    const y = series.y.map((value, i) => (series.days[i] === christmas ? value / 2 : value));
    const model = fit({ ...series, y }, { holidays });
    const future = { days: Int32Array.of(epochDay("2014-12-25")), regressors: {} };
    const effect = predict(model, future, 0.8).components.find(({ name }) => name === "holidays")!.values[0];
    expect(effect).toBeLessThan(-1500);
    expect(fromProphetJson(toProphetJson(model)).holidays).toEqual(model.holidays);
  });

  test.each<[string, CountryHolidayOptions, string]>([
    ["XX", YEARS, 'country is "XX": must be a country\'s ISO code, such as FR.'],
    [
      "DE",
      { ...YEARS, state: "ZZ" },
      'state is "ZZ": must be a state of DE that has holidays of its own, such as NW in DE.',
    ],
    ["DE", { ...YEARS, from: "2013-02-30" }, 'from is "2013-02-30": must be a calendar day, YYYY-MM-DD.'],
    ["DE", { ...YEARS, to: "soon" }, 'to is "soon": must be a calendar day, YYYY-MM-DD.'],
  ])("of %s with %j are refused", (country, options, message) => {
    expect(() => makeCountryHolidays(country, options)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message }),
    );
  });
});
