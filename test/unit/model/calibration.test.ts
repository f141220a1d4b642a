import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  calibrate,
  calibrateInterval,
  DEFAULT_CALIBRATION,
  quantileAt,
  summariseResiduals,
} from "../../../src/model/calibration.js";
import type { CalibrationSettings, ResidualSummary } from "../../../src/model/calibration.js";
import { fit, ModelError, predict } from "../../../src/model/index.js";
import type { Forecast } from "../../../src/model/index.js";
import { makeHalfWidth } from "../../../src/model/interval.js";
import { makeNormal, makeSeries } from "../../support/series.js";

const NORMAL: CalibrationSettings = {
  cap: 8,
  usualSize: Math.sqrt(2 / Math.PI),
  ownPseudoDays: 12,
  chainPseudoStores: 10,
  chainInfluence: 0.25,
  shape: [0.5, 0.8, 0.95].map((level) => ({ level, reach: makeHalfWidth(level) })),
};
const NOTHING: ResidualSummary = { count: 0, meanSize: 0 };

function makeForecast(yhat: number[], sd: number[], level: number): Forecast {
  const reach = makeHalfWidth(level);
  return {
    days: Int32Array.from(yhat, (_, i) => i),
    yhat: Float64Array.from(yhat),
    lower: Float64Array.from(yhat, (value, i) => value - reach * sd[i]!),
    upper: Float64Array.from(yhat, (value, i) => value + reach * sd[i]!),
    components: [],
  };
}

function makeChain(stores: number, meanSize: number): ResidualSummary[] {
  return Array.from({ length: stores }, () => ({ count: 24, meanSize }));
}

describe("summariseResiduals", () => {
  it("averages sizes and caps them, an infinite one too", () => {
    const summary = summariseResiduals(Float64Array.of(-1, 2, 30, -Infinity), { cap: 8 });
    expect(summary).toEqual({ count: 4, meanSize: 19 / 4 });
  });

  it("says nothing of nothing", () => {
    expect(summariseResiduals(new Float64Array(0), { cap: 8 })).toEqual(NOTHING);
  });
});

describe("calibrate", () => {
  it("leaves everything as usual where nothing is known", () => {
    expect(calibrate(NOTHING, [], NORMAL)).toEqual({ scale: 1, shape: NORMAL.shape });
  });

  it("weighs a store's own residuals by their number", () => {
    const meanSize = 2 * NORMAL.usualSize;
    const scales = [1, 12, 1e6].map((count) => calibrate({ count, meanSize }, [], NORMAL).scale);
    expect(scales[0]).toBeCloseTo(14 / 13, 12);
    expect(scales[1]).toBeCloseTo(1.5, 12);
    expect(scales[2]).toBeCloseTo(2, 4);
  });

  it("sets a store against its chain: bad weeks that all share widen intervals only by the chain's influence", () => {
    const chain = makeChain(1e6, 2 * NORMAL.usualSize);
    const own = { count: 24, meanSize: 2 * NORMAL.usualSize };
    expect(calibrate(own, chain, NORMAL).scale).toBeCloseTo(2 ** 0.25, 4);
    expect(calibrate(own, chain, { ...NORMAL, chainInfluence: 0 }).scale).toBeCloseTo(1, 4);
    expect(calibrate({ ...own, meanSize: NORMAL.usualSize }, chain, NORMAL).scale).toBeLessThan(2 ** 0.25);
  });

  it("believes a small chain little and passes over stores without residuals", () => {
    const own = { count: 24, meanSize: NORMAL.usualSize };
    const [few, many] = [2, 2000].map((n) => calibrate(own, makeChain(n, 2), NORMAL).scale);
    const alone = calibrate(own, [], NORMAL).scale;
    expect(Math.abs(few! - alone)).toBeLessThan(Math.abs(many! - alone) / 2);
    expect(calibrate(own, [...makeChain(20, 2), NOTHING], NORMAL)).toEqual(
      calibrate(own, makeChain(20, 2), NORMAL),
    );
  });

  it("is plain JSON that shares nothing with the settings", () => {
    const calibration = calibrate({ count: 20, meanSize: 1 }, makeChain(5, 0.9), DEFAULT_CALIBRATION);
    expect(JSON.parse(JSON.stringify(calibration))).toEqual(calibration);
    expect(calibration.shape[0]).not.toBe(DEFAULT_CALIBRATION.shape[0]);
  });
});

describe("quantileAt", () => {
  const calibration = calibrate(NOTHING, [], DEFAULT_CALIBRATION);

  it("goes through the knots of the shape", () => {
    for (const { level, reach } of DEFAULT_CALIBRATION.shape) {
      expect(quantileAt(calibration, (1 + level) / 2)).toBeCloseTo(reach, 12);
    }
  });

  it("is the normal quantile, at any level, if the knots are", () => {
    const normal = calibrate(NOTHING, [], NORMAL);
    for (const level of [0.01, 0.3, 0.8, 0.9, 0.999, 0.999999]) {
      expect(quantileAt(normal, (1 + level) / 2)).toBeCloseTo(makeHalfWidth(level), 9);
    }
  });

  it("is odd about 0 and strictly ascends", () => {
    const probability = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(probability, probability, (a, b) => {
        expect(quantileAt(calibration, 1 - a)).toBeCloseTo(-quantileAt(calibration, a), 6);
        if (b - a > 1e-12) expect(quantileAt(calibration, b)).toBeGreaterThan(quantileAt(calibration, a));
      }),
    );
    expect(quantileAt(calibration, 0.5)).toBeCloseTo(0, 15);
  });

  it("refuses what is no probability", () => {
    for (const p of [0, 1, NaN]) expect(() => quantileAt(calibration, p)).toThrow(ModelError);
  });
});

describe("calibrateInterval", () => {
  it("stretches the interval about yhat and leaves the rest alone", () => {
    const calibration = { scale: 2, shape: [...NORMAL.shape] };
    const forecast = makeForecast([10, 20], [1, 3], 0.8);
    const calibrated = calibrateInterval(forecast, 0.8, calibration);
    expect(calibrated.yhat).toBe(forecast.yhat);
    expect(calibrated.upper[1]! - 20).toBeCloseTo(6 * makeHalfWidth(0.8), 12);
    expect(10 - calibrated.lower[0]!).toBeCloseTo(2 * makeHalfWidth(0.8), 12);
  });

  it("holds an interval of a higher level around one of a lower level", () => {
    const model = fit(makeSeries({ days: 200 }));
    const days = Int32Array.from({ length: 7 }, (_, i) => model.start + 200 + i);
    const calibration = calibrate({ count: 24, meanSize: 1.3 }, makeChain(50, 0.9), DEFAULT_CALIBRATION);
    const levels = [0.1, 0.5, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999];
    const forecasts = levels.map((level) =>
      calibrateInterval(predict(model, { days, regressors: {} }, level), level, calibration),
    );
    forecasts.slice(1).forEach((wide, i) => {
      days.forEach((_, day) => {
        expect(wide.lower[day]).toBeLessThan(forecasts[i]!.lower[day]!);
        expect(wide.upper[day]).toBeGreaterThan(forecasts[i]!.upper[day]!);
      });
    });
  });

  it("mends the coverage of a model whose noise is twice what it believes", () => {
    const normal = makeNormal(7);
    const draw = (count: number) => Float64Array.from({ length: count }, () => 2 * normal());
    const believed = makeForecast(Array<number>(2000).fill(0), Array<number>(2000).fill(1), 0.8);
    const own = summariseResiduals(draw(400), NORMAL);
    const { lower, upper } = calibrateInterval(believed, 0.8, calibrate(own, [], NORMAL));
    const inside = draw(2000).filter((y, i) => y >= lower[i]! && y <= upper[i]!).length / 2000;
    expect(Math.abs(inside - 0.8)).toBeLessThan(0.03);
  });
});
