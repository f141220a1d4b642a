import { describe, expect, test } from "@jest/globals";

import { makeCsv } from "../../../src/evaluation/report-csv.js";
import { makeMarkdown } from "../../../src/evaluation/report-markdown.js";
import { makePlot } from "../../../src/evaluation/report-plot.js";
import { scoreForecasts } from "../../../src/evaluation/scoring.js";
import { DEFAULT_RECIPE } from "../../../src/model/index.js";
import { makeForecast } from "../../support/evaluation.js";

const evaluation = scoreForecasts(
  [
    { code: "1", cutoffs: [makeForecast(), makeForecast({ cutoff: "2015-06-12" })] },
    { code: "A-2", cutoffs: [makeForecast({ y: [100, 200], refusal: "Too short." })] },
  ],
  { recipe: DEFAULT_RECIPE, cutoffs: ["2015-06-05", "2015-06-12"], horizon: 7 },
);

describe("the report", () => {
  test("in Markdown tells each figure in its table", () => {
    const text = makeMarkdown(evaluation);
    expect(text).toMatch(
      /^# Backtest of default@3\n\n2 stores, the 7 days after each of 2 cutoffs, 6 open days/,
    );
    // (10 + 20 + 100) / 510
    expect(text).toContain(
      "| 2015-06-05 |      2 |    4 | 0.2549 |      0.2549 |    0.2549 |        0.2549 |    0.2549 |      0.2549 |",
    );
    expect(text).toContain("| pooled     |        |    6 | 0.2222 |");
    expect(text).toContain("The baseline served 3 of 3 forecasts, 1 of them for want of a model.");
    expect(text).toContain("The first such reason: Too short.");
    expect(text).toContain("| as served     |  80 % |");
    expect(text).toContain("within 8 points of the level");
    const lines = text.split("\n").filter((line) => line.startsWith("|"));
    const widths = new Set(
      lines.filter((line) => line.includes("2015-06-")).map((line) => line.split("|").length),
    );
    expect([...widths]).toEqual([11, 9]);
  });

  test("in CSV has one figure a row", () => {
    const rows = makeCsv(evaluation).trimEnd().split("\n");
    expect(rows[0]).toBe("part,at,of,level,measure,value");
    expect(rows.every((row) => row.split(",").length === 6)).toBe(true);
    expect(rows).toEqual(
      expect.arrayContaining([
        "pooled,,recipe,,wmape,0.222222",
        "cutoff,2015-06-05,,,not_fitted,1",
        "cutoff,2015-06-12,median_56,,wmape,0.142857",
        "day,3,recipe,,wmape,0.318182",
        "pooled,,served,0.8,coverage,0.5",
        "store,A-2,recipe,,wmape,0.333333",
        "decile,100,recipe,,wmape,0.333333",
      ]),
    );
  });

  test("as JSON comes back as it was", () => {
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  test("is drawn in three panels that need nothing from elsewhere, the same every time", async () => {
    const svg = await makePlot(evaluation);
    expect(svg).toMatch(/^<svg /);
    const axes = ["cutoff", "day of the horizon", "stores with a smaller error, %"];
    for (const text of [...axes, "last week", "2015-06-12", "WMAPE of default@3"])
      expect(svg).toContain(text);
    expect(svg).not.toMatch(/NaN|undefined/);
    expect(svg.replaceAll(/xmlns(:xlink)?="[^"]*"/g, "")).not.toMatch(/https?:|url\(|@import/);
    expect(await makePlot(evaluation)).toBe(svg);
  });
});
