import { describe, expect, test } from "@jest/globals";

import type { Plot } from "../../../src/plots/types.js";
import { makeBatchPainter, type PicturedResult } from "../../../src/training/batch-pictures.js";
import { BACKTEST, makeResult } from "../../support/models.js";

const tested = (storeCode: string, wape: number): PicturedResult => ({
  ...makeResult(storeCode, { modelId: `m-${storeCode}` }),
  backtest: { ...BACKTEST, metrics: { ...BACKTEST.metrics, wape } },
  components: null,
});
const untested: PicturedResult = { ...makeResult("99", { backtest: null }), components: null };
const fleet = (count: number) =>
  Array.from({ length: count }, (_, index) => tested(String(index), index / 100));

function make(fails: (plot: Plot) => boolean = () => false) {
  const drawn: Plot[] = [];
  const warnings: unknown[] = [];
  const paint = makeBatchPainter(
    (plot) => {
      drawn.push(plot);
      return fails(plot) ? Promise.reject(new Error("no ink")) : Promise.resolve(`<svg>${plot.kind}</svg>`);
    },
    { warn: (...args: unknown[]) => void warnings.push(args) },
  );
  return { drawn, warnings, paint };
}

describe("the pictures of a batch", () => {
  test("of one store are its own alone", async () => {
    const { ofRun, ofModels } = await make().paint([tested("1", 0.1)]);
    expect(ofRun).toEqual([]);
    expect(ofModels).toEqual([
      { modelId: "m-1", file: { path: "backtest-and-components.svg", body: "<svg>store</svg>" } },
    ]);
  });

  test("of twenty stores are one for each and one for all; a store without a backtest has none", async () => {
    const { ofRun, ofModels } = await make().paint([...fleet(19), untested]);
    expect(ofRun.map(({ path }) => path)).toEqual(["wape-over-stores.svg"]);
    expect(ofModels).toHaveLength(19);
  });

  test("of a fleet are on its run: all errors, the three largest, and three in the middle", async () => {
    const { paint, drawn } = make();
    const { ofRun, ofModels } = await paint(fleet(21));
    expect(ofRun.map(({ path }) => path)).toEqual([
      ...["wape-over-stores.svg", "worst-stores.svg", "median-stores.svg"],
    ]);
    expect(ofModels).toEqual([]);
    const codes = drawn.map((plot) =>
      "stores" in plot ? plot.stores.map(({ storeCode }) => storeCode) : [],
    );
    expect(codes.slice(1)).toEqual([
      ["20", "19", "18"],
      ["11", "10", "9"],
    ]);
  });

  test("that cannot be drawn are left out with a warning", async () => {
    const { paint, warnings } = make((plot) => plot.kind === "errors");
    const { ofRun, ofModels } = await paint(fleet(2));
    expect([ofRun.length, ofModels.length, warnings.length]).toEqual([0, 2, 1]);
  });
});
