import { createHash } from "node:crypto";
import { epochDay } from "../../src/model/day.js";
import { fit, fromProphetJson, predict, toProphetJson } from "../../src/model/index.js";
import type { FitOptions, Series } from "../../src/model/index.js";
import { makeSeries } from "./series.js";

const store = makeSeries({ days: 780, closedWeekdays: [7], promo: 0.3, seed: 3 });
const FAIR = ["2013-06-08", "2014-06-07", "2015-06-06"].map(epochDay);
const drivers: Partial<FitOptions> = {
  regressors: [{ name: "promo" }],
  holidays: [{ name: "fair", days: FAIR, lowerWindow: -1, upperWindow: 1, priorScale: 0.5 }],
};

/** Series and options of every kind of model; the logarithms are part of the input. */
const KINDS: [string, Series, Partial<FitOptions>][] = [
  ["additive", store, drivers],
  ["multiplicative", store, { ...drivers, seasonalityMode: "multiplicative" }],
  ["of the logarithm", { ...store, y: store.y.map((value) => Math.log(value)) }, drivers],
  ["flat", makeSeries({ days: 200, seed: 4 }), { growth: "flat", scaling: "minmax" }],
  [
    "multiplicative and flat",
    makeSeries({ days: 200 }),
    { growth: "flat", seasonalityMode: "multiplicative" },
  ],
  [
    "with waves of odd periods, before 1970 and after",
    makeSeries({ days: 900, start: "1968-11-01", seed: 5 }),
    {
      changepointPriorScale: 0.5,
      seasonalities: [
        { name: "monthly", period: 30.436875, fourierOrder: 5 },
        { name: "fortnightly", period: 14, fourierOrder: 3, mode: "multiplicative" },
      ],
    },
  ],
];

/** For each kind of model a digest of the bits of its parameters, of its forecast and of its text. */
export function digestFits(): Record<string, string> {
  return Object.fromEntries(
    KINDS.map(([name, series, options]) => {
      const hash = createHash("sha256");
      const add = (values: ArrayLike<number>) => {
        const bytes = new DataView(new ArrayBuffer(8 * values.length));
        for (let i = 0; i < values.length; i++) bytes.setFloat64(8 * i, values[i]!);
        hash.update(bytes);
      };
      const model = fit(series, options);
      const { k, m, delta, sigmaObs, beta, logPosterior } = model.params;
      add([k, m, ...delta, sigmaObs, ...beta, logPosterior!]);
      const days = Int32Array.from({ length: 1500 }, (_, i) => series.days.at(-1)! - 20 + i);
      const future = { days, regressors: { promo: Float64Array.from(days, (day) => day % 2) } };
      const text = toProphetJson(model);
      hash.update(text);
      for (const asked of [model, fromProphetJson(text)]) {
        const { yhat, lower, upper, components } = predict(asked, future, 0.9);
        for (const values of [yhat, lower, upper, ...components.map(({ values }) => values)]) add(values);
      }
      return [name, hash.digest("hex")];
    }),
  );
}
