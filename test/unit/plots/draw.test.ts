import { describe, expect, test } from "@jest/globals";

import { draw } from "../../../src/plots/index.js";
import type { PlottedStore } from "../../../src/plots/types.js";

const store = (storeCode: string, wape: number): PlottedStore => ({
  ...{ storeCode, wape, baselineWape: 0.25 },
  folds: [
    {
      ...{ cutoff: "2015-07-03", ahead: [1, 3, 4], y: [10, 20, 30], yhat: [11, 19, 31] },
      ...{ lower: [8, 16, 28], upper: [14, 22, 34] },
    },
  ],
});
const components = {
  days: ["2015-07-01", "2015-07-02"] as const,
  parts: [{ name: "promo", values: [1, 2] }],
};

describe("a picture", () => {
  test("of a store has its backtest against what was sold, and what the forecast is made of", async () => {
    const svg = await draw({ kind: "store", store: store("7", 0.1), level: 0.8, components });
    for (const text of ["Store 7: WAPE 10.0 %, baseline 25.0 %", "80 % interval", "sold", "promo"]) {
      expect(svg).toContain(text);
    }
    expect(svg).toMatch(/^<svg/);
  });

  test("of a store that the baseline serves has its backtest alone", async () => {
    const svg = await draw({ kind: "store", store: store("7", 0.1), level: 0.8, components: null });
    expect(svg).not.toContain("What the forecast is made of");
  });

  test("of errors has a mark for each store and method, and leaves out a store without a backtest", async () => {
    const stores = [store("1", 0.1), store("2", 0.2), { ...store("3", 0), wape: null }];
    const svg = await draw({ kind: "errors", stores });
    expect(svg).toContain("WAPE on held-out days of 2 stores");
    expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(4);
  });

  test("of a few stores has them side by side", async () => {
    const svg = await draw({
      kind: "stores",
      title: "Few",
      stores: [store("1", 0.1), store("2", 0.2)],
      level: 0.8,
    });
    expect(svg).toContain("Store 1: WAPE 10.0 %");
    expect(svg).toContain("Store 2: WAPE 20.0 %");
  });
});
