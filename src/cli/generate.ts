import { Command } from "commander";
import { InvalidInputError } from "../errors.js";
import { isDay } from "../model/day.js";
import { startProgress } from "./progress.js";
import type { CommandContext } from "./runtime.js";
import { parseWhole } from "./arguments.js";

interface Options {
  stores: number;
  end: string;
  start?: string;
  seed: number;
  plannedDays: number;
  out: string;
  json?: boolean;
}

/** `storecast generate`: sales of a chain that does not exist, in the files of the Rossmann set. */
export function generateCommand({ runtime }: CommandContext): Command {
  return new Command("generate")
    .description("Write a generated chain as train.csv, store.csv, store_states.csv and test.csv.")
    .option("--stores <count>", "how many stores, 1 to 10000", parseWhole("--stores", 1, 10_000), 60)
    .requiredOption("--end <day>", "last day of the history, YYYY-MM-DD", parseDay("--end"))
    .option(
      "--start <day>",
      "first day of the history (default: 941 days before the end)",
      parseDay("--start"),
    )
    .option("--seed <number>", "the same seed gives the same files", parseWhole("--seed", 0, 2 ** 31 - 1), 1)
    .option("--planned-days <count>", "days planned after the end", parseWhole("--planned-days", 0, 366), 42)
    .requiredOption("--out <directory>", "where to write; made when missing")
    .option("--json", "print what was written as JSON")
    .action(async (options: Options) => {
      const { stores, end, start, seed, plannedDays, out } = options;
      const { writeSample } = await import("../stores/sample/index.js");
      const progress = startProgress(runtime, "generating");
      const written = await writeSample(
        out,
        { stores, end, seed, plannedDays, ...(start === undefined ? {} : { start }) },
        (done, total) => progress.update(done, total),
      ).finally(() => progress.stop());
      runtime.stdout.write(
        options.json
          ? `${JSON.stringify(written)}\n`
          : `${written.rows} days of ${stores} stores through ${end} are in ${out}.\n`,
      );
    });
}

function parseDay(option: string): (text: string) => string {
  return (text) => {
    if (!isDay(text))
      throw new InvalidInputError(`${option} ${text} is not a day that the calendar has, as YYYY-MM-DD.`);
    return text;
  };
}
