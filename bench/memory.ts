/**
 * Whether memory grows over 10,000 fits and forecasts, on generated series:
 *
 *     node --expose-gc --import tsx bench/memory.ts
 *
 * Last result (Node 20.20): heap 10.2 MB after 2,000 fits and 10.0 after 10,000, resident 154 and 160 MB.
 */
import { fit, predict } from "../src/model/index.js";
import { makeSeries } from "../test/support/series.js";

const FITS = 10_000;
const REPORTS = 5;

const series = Array.from({ length: 50 }, (_, seed) =>
  makeSeries({ days: 500 + 8 * seed, closedWeekdays: seed % 2 === 0 ? [7] : [], promo: 0.3, seed }),
);

function report(fits: number): void {
  if (!globalThis.gc) throw new Error("run with --expose-gc");
  globalThis.gc();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const [heap, buffers, resident] = [heapUsed, arrayBuffers, rss].map((bytes) =>
    (bytes / 2 ** 20).toFixed(1),
  );
  console.log(`${fits} fits: heap ${heap} MB, array buffers ${buffers} MB, resident ${resident} MB`);
}

report(0);
for (let i = 0; i < FITS; i++) {
  const own = series[i % series.length]!;
  const seasonalityMode = i % 10 === 0 ? "multiplicative" : "additive";
  const model = fit(own, { seasonalityMode, regressors: [{ name: "promo" }] });
  const days = Int32Array.from({ length: 7 }, (_, day) => own.days.at(-1)! + 1 + day);
  predict(model, { days, regressors: { promo: new Float64Array(7) } }, 0.8);
  if ((i + 1) % (FITS / REPORTS) === 0) report(i + 1);
}
