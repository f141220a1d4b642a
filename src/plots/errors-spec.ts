import type { TopLevelSpec } from "vega-lite";

import { COLOUR } from "./style.js";
import type { Plot } from "./types.js";

/** Beyond this, names of stores would be a black bar. */
const NAMED_STORES = 60;
const WIDTH = 720;
const HEIGHT = 320;

/** Errors of all stores, smallest first. */
export function makeErrorsSpec({ stores }: Extract<Plot, { kind: "errors" }>): TopLevelSpec {
  const sorted = stores
    .filter(({ wape }) => wape !== null)
    .sort((a, b) => a.wape! - b.wape!)
    .map(({ storeCode, wape, baselineWape }, index) => ({
      ...{ rank: index + 1, store: storeCode },
      ...{ model: wape, baseline: baselineWape },
    }));
  const values = sorted.flatMap(({ rank, store, model, baseline }) => [
    { rank, store, error: model, method: "model" },
    ...(baseline === null ? [] : [{ rank, store, error: baseline, method: "seasonal-naive baseline" }]),
  ]);
  const isNamed = sorted.length <= NAMED_STORES;
  return {
    title: `WAPE on held-out days of ${sorted.length} stores`,
    background: "white",
    width: WIDTH,
    height: HEIGHT,
    data: { values },
    mark: isNamed ? { type: "point", filled: true, size: 60 } : { type: "circle", size: 12 },
    encoding: {
      x: isNamed
        ? { field: "store", type: "nominal", title: "store", sort: sorted.map(({ store }) => store) }
        : { field: "rank", type: "quantitative", title: "stores by error", scale: { nice: false } },
      y: {
        field: "error",
        type: "quantitative",
        title: "WAPE",
        axis: { format: ".0%" },
        scale: { zero: true },
      },
      color: {
        field: "method",
        type: "nominal",
        title: null,
        scale: { domain: ["model", "seasonal-naive baseline"], range: [COLOUR.forecast, COLOUR.baseline] },
        legend: { orient: "top", labelLimit: 0 },
      },
    },
  };
}
