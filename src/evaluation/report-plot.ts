import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

import { METHOD_LABELS } from "./report-labels.js";
import type { Evaluation } from "./scoring.js";
import { METHODS, type Method } from "./types.js";

/** The model alone hides behind the recipe wherever it serves. */
const SHOWN = METHODS.filter((method) => method !== "model");
/** Told apart by people who see few colours (Okabe and Ito); the recipe's stands out. */
const COLOURS: Record<(typeof SHOWN)[number], string> = {
  recipe: "#d55e00",
  last_week: "#999999",
  two_weeks_ago: "#56b4e9",
  last_year: "#009e73",
  median_56: "#0072b2",
};
const HEIGHT = 240;

/** Three panels: WMAPE by cutoff, by day of the horizon, and over the stores. An SVG that needs nothing from elsewhere. */
export async function makePlot(evaluation: Evaluation): Promise<string> {
  const { cutoffs, horizonDays, deciles } = evaluation;
  const list = <Row>(rows: readonly Row[], getX: (row: Row) => string | number, getY: GetError<Row>) =>
    SHOWN.flatMap((method) =>
      rows.map((row) => ({ x: getX(row), y: getY(row, method), method: METHOD_LABELS[method] })),
    );
  const tenths = Array.from({ length: 9 }, (_, i) => i + 1);
  const spec: TopLevelSpec = {
    title: `WMAPE of ${evaluation.label}, ${evaluation.storeCount} stores, ${evaluation.horizon} days ahead`,
    background: "white",
    hconcat: [
      makePanel(
        "cutoff",
        420,
        list(
          cutoffs,
          ({ cutoff }) => cutoff,
          ({ wmape }, method) => wmape[method],
        ),
      ),
      makePanel(
        "day of the horizon",
        240,
        list(
          horizonDays,
          ({ ahead }) => ahead,
          ({ wmape }, method) => wmape[method],
        ),
      ),
      makePanel(
        "stores with a smaller error, %",
        240,
        list(
          tenths,
          (tenth) => tenth * 10,
          (tenth, method) => deciles[method][tenth]!,
        ),
      ),
    ],
  };
  return await new View(parse(compile(spec).spec), { renderer: "none" }).toSVG();
}

type GetError<Row> = (row: Row, method: Method) => number;

function makePanel(
  title: string,
  width: number,
  values: { x: string | number; y: number; method: string }[],
) {
  return {
    width,
    height: HEIGHT,
    data: { values },
    mark: { type: "line" as const, point: true },
    encoding: {
      x: {
        field: "x",
        type: "ordinal" as const,
        title,
        axis: { labelAngle: typeof values[0]?.x === "string" ? -60 : 0, labelOverlap: true },
      },
      y: {
        field: "y",
        type: "quantitative" as const,
        title: null,
        axis: { format: ".0%" },
        scale: { zero: true },
      },
      color: {
        field: "method",
        type: "nominal" as const,
        title: null,
        sort: SHOWN.map((method) => METHOD_LABELS[method]),
        scale: {
          domain: SHOWN.map((method) => METHOD_LABELS[method]),
          range: SHOWN.map((method) => COLOURS[method]),
        },
      },
      strokeWidth: {
        condition: { test: `datum.method === "${METHOD_LABELS.recipe}"`, value: 3 },
        value: 1.5,
      },
    },
  };
}
