import { describe, expect, test } from "@jest/globals";

import { checkCutoffs, makeCutoffs } from "../../../src/evaluation/cutoffs.js";
import { makeChain } from "../../support/evaluation.js";

describe("cutoffs", () => {
  test("roll back from a horizon before the last day", () => {
    expect(makeCutoffs("2015-06-19", { folds: 3, step: 14, horizon: 7 })).toEqual([
      ...["2015-05-15", "2015-05-29", "2015-06-12"],
    ]);
  });

  test("need a day to train on and a day to score", () => {
    const stores = makeChain(1);
    const check = (cutoff: string, horizon = 7) => checkCutoffs(stores, { cutoffs: [cutoff], horizon });
    expect(() => check("2013-01-01")).not.toThrow();
    expect(() => check("2014-03-25")).not.toThrow();
    expect(() => check("2012-12-31")).toThrow(
      "Cutoff 2012-12-31 has no data: a store must have been open on or before it and sold on one of the 7 days after it.",
    );
    expect(() => check("2014-03-26")).toThrow(/2014-03-26/);
    // The day after is a Sunday.
    expect(() => check("2014-03-22", 1)).toThrow(/2014-03-22/);
  });
});
