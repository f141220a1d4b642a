import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ConfigurationError } from "../errors.js";
import { makeCsv, makeMarkdown, type Evaluation } from "../evaluation/index.js";

/**
 * Writes `report.md`, `report.csv`, `report.json` and `report.svg` into a folder, which is made when missing.
 *
 * @throws ConfigurationError when the folder cannot be written
 */
export async function saveReport(directory: string, evaluation: Evaluation): Promise<void> {
  // Loaded only here: drawing needs a large library.
  const { makePlot } = await import("../evaluation/report-plot.js");
  const files = {
    "report.md": makeMarkdown(evaluation),
    "report.csv": makeCsv(evaluation),
    "report.json": `${JSON.stringify(evaluation, null, 2)}\n`,
    "report.svg": await makePlot(evaluation),
  };
  try {
    await mkdir(directory, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  } catch (cause) {
    throw new ConfigurationError(
      `The report cannot be written to ${directory} (${(cause as Error).message}): name another folder with --out.`,
      { cause },
    );
  }
}
