import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { epochDay } from "../../../src/model/day.js";
import { fit, fromProphetJson, ModelError, predict, toProphetJson } from "../../../src/model/index.js";
import { makeSaturatingSeries, makeSeries } from "../../support/series.js";

const series = makeSeries({ days: 120, promo: 0.3, closedWeekdays: [7] });
const model = fit(series, {
  regressors: [{ name: "promo" }],
  holidays: [
    {
      name: "fair",
      days: [epochDay("2013-02-01"), epochDay("2013-06-01")],
      lowerWindow: -2,
      upperWindow: 1,
      priorScale: 0.1,
    },
    { name: "Fête d'été", days: [epochDay("2013-03-15")], lowerWindow: 0, upperWindow: 0 },
  ],
});
const text = toProphetJson(model);

/** The saved model with one key changed. */
function change(edit: (saved: Record<string, unknown>) => void): string {
  const saved = JSON.parse(text) as Record<string, unknown>;
  edit(saved);
  return JSON.stringify(saved);
}

function editTable(
  saved: Record<string, unknown>,
  key: string,
  edit: (rows: Record<string, unknown>[]) => void,
): void {
  const table = JSON.parse(saved[key] as string) as { data: Record<string, unknown>[] };
  edit(table.data);
  saved[key] = JSON.stringify(table);
}

describe("a round trip through Prophet's JSON", () => {
  test("gives the same model to the bit", () => {
    expect(fromProphetJson(text)).toEqual(model);
    expect(toProphetJson(fromProphetJson(text))).toBe(text);
  });

  test("gives the same forecast to the bit", () => {
    const days = Int32Array.from({ length: 30 }, (_, i) => series.days.at(-1)! - 5 + i);
    const future = { days, regressors: { promo: Float64Array.from(days, (day) => day % 2) } };
    expect(predict(fromProphetJson(text), future, 0.8)).toEqual(predict(model, future, 0.8));
  });

  test("keeps caps and floors", () => {
    for (const scaling of ["absmax", "minmax"] as const) {
      for (const floor of [undefined, 50]) {
        const saturating = makeSaturatingSeries({ days: 90, ...(floor !== undefined && { floor }) });
        const logistic = fit(saturating, { growth: "logistic", scaling });
        expect(fromProphetJson(toProphetJson(logistic))).toEqual(logistic);
      }
    }
  });

  test("holds for any generated series", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 15, max: 200 }),
        fc.nat(),
        fc.integer({ min: 0, max: 12 }),
        (days, seed, nChangepoints) => {
          const fitted = fit(makeSeries({ days, seed }), {
            nChangepoints,
            growth: seed % 3 === 0 ? "flat" : "linear",
            scaling: seed % 5 === 0 ? "minmax" : "absmax",
            seasonalityMode: seed % 2 === 0 ? "additive" : "multiplicative",
            weeklySeasonality: days % 2 === 0,
          });
          expect(fromProphetJson(toProphetJson(fitted))).toEqual(fitted);
        },
      ),
      { seed: 42, numRuns: 30 },
    );
  });
});

test("the text has Prophet's 35 keys, each table a string of its own", () => {
  const saved = JSON.parse(text) as Record<string, unknown>;
  expect(Object.keys(saved)).toHaveLength(35);
  expect(saved.__prophet_version).toBe("1.5.0");
  expect(saved.start).toBe(epochDay("2013-01-01") * 86_400);
  for (const key of ["history", "holidays", "train_component_cols", "changepoints", "history_dates"]) {
    expect(typeof saved[key]).toBe("string");
  }
});

describe("dates of all Prophet's versions are read", () => {
  test.each([
    "2013-01-01T00:00:00.000",
    "2013-01-01T00:00:00.000Z",
    "2013-01-01T00:00:00",
    "2013-01-01 00:00:00",
    "2013-01-01",
  ])("%s", (date) => {
    const dated = change((saved) => editTable(saved, "history", (rows) => (rows[0]!.ds = date)));
    expect(fromProphetJson(dated).history.days[0]).toBe(epochDay("2013-01-01"));
  });
});

test("holidays may have a window a row", () => {
  const read = fromProphetJson(
    change((saved) => {
      editTable(saved, "holidays", (rows) => {
        rows[1]!.lower_window = 0;
        rows[1]!.upper_window = 0;
      });
    }),
  );
  expect(read.holidays.map(({ name, lowerWindow, upperWindow }) => [name, lowerWindow, upperWindow])).toEqual(
    [
      ["fair", -2, 1],
      ["fair", 0, 0],
      ["Fête d'été", 0, 0],
    ],
  );
});

test("a history without rows is enough to forecast", () => {
  const emptied = fromProphetJson(change((saved) => editTable(saved, "history", (rows) => rows.splice(0))));
  const future = { days: Int32Array.of(16000), regressors: { promo: Float64Array.of(1) } };
  expect(predict(emptied, future, 0.8)).toEqual(predict(model, future, 0.8));
});

describe("what cannot be served is refused by name", () => {
  const seasonality = (saved: Record<string, unknown>) =>
    (saved.seasonalities as [string[], Record<string, Record<string, unknown>>])[1].weekly!;
  const regressor = (saved: Record<string, unknown>) =>
    (saved.extra_regressors as [string[], Record<string, Record<string, unknown>>])[1].promo!;
  const params = (saved: Record<string, unknown>) => saved.params as Record<string, unknown>;

  test.each<[string, (saved: Record<string, unknown>) => void, string | RegExp]>([
    [
      "a growth nobody knows",
      (s) => (s.growth = "cubic"),
      'growth is "cubic": not supported, only "linear", "logistic" and "flat" are.',
    ],
    [
      "logistic growth without a cap in the history",
      (s) => (s.growth = "logistic"),
      "history[0].cap is undefined: must be a number.",
    ],
    [
      "MCMC",
      (s) => (s.mcmc_samples = 300),
      "mcmc_samples is 300: not supported, only 0, a fit to the mode, is.",
    ],
    [
      "a scaling nobody knows",
      (s) => (s.scaling = "log"),
      'scaling is "log": not supported, only "absmax" and "minmax" are.',
    ],
    [
      "minmax scaling without its least value",
      (s) => Object.assign(s, { scaling: "minmax", y_min: null }),
      "y_min is null: must be a number, the scaling is minmax.",
    ],
    [
      "country holidays",
      (s) => (s.country_holidays = "DE"),
      'country_holidays is "DE": not supported, only holidays listed in the model are: fit it anew with the country\'s days as `holidays`, as makeCountryHolidays lists them.',
    ],
    [
      "a mode nobody knows",
      (s) => (seasonality(s).mode = "quadratic"),
      /^model\.seasonalities\.1\.weekly\.mode is not what Prophet's JSON has there: /,
    ],
    [
      "a conditional seasonality whose condition is not in the history",
      (s) => (seasonality(s).condition_name = "on_season"),
      "history[0].on_season is undefined: must be a number.",
    ],
    [
      "a regressor with a model of its own",
      (s) => (regressor(s).predictor_spec = { growth: "linear" }),
      'extra_regressors.promo.predictor_spec is {"growth":"linear"}: not supported, only null is.',
    ],
    [
      "a time of day",
      (s) => editTable(s, "history", (rows) => (rows[2]!.ds = "2013-01-03T06:00:00.000")),
      'history[2].ds is "2013-01-03T06:00:00.000": must be a day at midnight, without a time of day or a zone.',
    ],
    [
      "a day that no calendar has",
      (s) => editTable(s, "history", (rows) => (rows[2]!.ds = "2013-02-29T00:00:00.000")),
      'history[2].ds is "2013-02-29T00:00:00.000": must be a day at midnight, without a time of day or a zone.',
    ],
    [
      "a start within a day",
      (s) => (s.start = 1_356_998_401),
      "start is 1356998401: must be midnight of a day.",
    ],
    [
      "a coefficient too few",
      (s) => (params(s).beta as number[][])[0]!.pop(),
      "params.beta.length is 11: must be one a column, 12.",
    ],
    [
      "a change of slope too many",
      (s) => (params(s).delta as number[][])[0]!.push(0),
      "params.delta.length is 26: must be one a changepoint, 25.",
    ],
    ["a missing key", (s) => delete s.y_scale, /^model\.y_scale is not what Prophet's JSON has there: /],
    [
      "a parameter that is NaN",
      (s) => (params(s).k = [[null]]),
      /^model\.params\.k.* is not what Prophet's JSON has there: /,
    ],
    ["a broken table", (s) => (s.history = "{"), /^history is not JSON: /],
  ])("%s", (_name, edit, message) => {
    let caught: unknown;
    try {
      fromProphetJson(change(edit));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ModelError);
    expect((caught as ModelError).code).toBe("INVALID_INPUT");
    if (typeof message === "string") expect((caught as ModelError).message).toBe(message);
    else expect((caught as ModelError).message).toMatch(message);
  });

  test.each(["", "not JSON", "{}", "[]", "null", '{"model":"linear"}'])(
    "another tool's text: %s",
    (other) => {
      expect(() => fromProphetJson(other)).toThrow(ModelError);
    },
  );
});
