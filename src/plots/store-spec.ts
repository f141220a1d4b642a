import type { TopLevelSpec } from "vega-lite";

import { addDays } from "../model/day.js";
import { COLOUR, PARTS, percent } from "./style.js";
import type { Plot, PlottedComponents, PlottedStore } from "./types.js";

const WIDTH = 720;
const SMALL_WIDTH = 300;
const COLUMNS = 3;

/** A store's backtest, above what its forecast is made of. */
export function makeStoreSpec(plot: Extract<Plot, { kind: "store" }>): TopLevelSpec {
  const { store, level, components } = plot;
  const panels = [
    makeBacktestPanel(store, level, WIDTH, 240),
    ...(components && components.parts.length > 0 ? [makeComponentsPanel(components)] : []),
  ];
  return { background: "white", vconcat: panels, resolve: { scale: { color: "independent" } } };
}

/** The backtests of a few stores side by side. */
export function makeStoresSpec({ title, stores, level }: Extract<Plot, { kind: "stores" }>): TopLevelSpec {
  return {
    ...{ title, background: "white", columns: COLUMNS },
    concat: stores.map((store) => makeBacktestPanel(store, level, SMALL_WIDTH, 160)),
  };
}

function makeBacktestPanel(
  { storeCode, wape, baselineWape, folds }: PlottedStore,
  level: number,
  width: number,
  height: number,
) {
  const values = folds.flatMap(({ cutoff, ahead, y, yhat, lower, upper }) =>
    ahead.map((days, i) => ({
      ...{
        day: addDays(cutoff, days),
        cutoff,
        sold: y[i],
        forecast: yhat[i],
        lower: lower[i],
        upper: upper[i],
      },
    })),
  );
  const x = makeDayAxis();
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "sales a day",
    scale: { zero: true },
  });
  const domain = ["sold", "forecast", `${Math.round(100 * level)} % interval`];
  const named = (name: string) => ({
    datum: name,
    type: "nominal" as const,
    title: null,
    scale: { domain, range: [COLOUR.actual, COLOUR.forecast, COLOUR.interval] },
    legend: { orient: "top" as const },
  });
  return {
    title: `Store ${storeCode}: WAPE ${percent(wape)}, baseline ${percent(baselineWape)}`,
    ...{ width, height, data: { values } },
    layer: [
      {
        mark: { type: "area" as const, opacity: 0.5 },
        encoding: {
          x,
          y: y("lower"),
          y2: { field: "upper" },
          detail: { field: "cutoff" },
          color: named(domain[2]!),
        },
      },
      {
        mark: { type: "line" as const },
        encoding: { x, y: y("forecast"), detail: { field: "cutoff" }, color: named("forecast") },
      },
      { mark: { type: "point" as const, filled: true }, encoding: { x, y: y("sold"), color: named("sold") } },
    ],
  };
}

function makeComponentsPanel({ days, parts }: PlottedComponents) {
  const names = parts.map(({ name }) => name);
  const values = parts.flatMap(({ name, values }) =>
    days.map((day, i) => ({ day, part: name, value: values[i] })),
  );
  return {
    title: "What the forecast is made of",
    ...{ width: WIDTH, height: 240, data: { values } },
    mark: { type: "line" as const, strokeWidth: 1.5 },
    encoding: {
      x: makeDayAxis(),
      y: { field: "value", type: "quantitative" as const, title: "sales a day" },
      color: {
        ...{ field: "part", type: "nominal" as const, title: null, sort: names },
        scale: { domain: names, range: PARTS },
        legend: { orient: "top" as const },
      },
    },
  };
}

function makeDayAxis() {
  return { field: "day", type: "temporal" as const, title: null, scale: { type: "utc" as const } };
}
