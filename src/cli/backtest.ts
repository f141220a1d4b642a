import { join, resolve } from "node:path";

import { Command } from "commander";

import { InvalidInputError } from "../errors.js";
import type { Evaluation } from "../evaluation/index.js";
import { isDay, type Day } from "../model/day.js";
import { DEFAULT_RECIPE, type Recipe } from "../model/index.js";
import { parseWhole } from "./arguments.js";
import type { BacktestInput } from "./backtest-stores.js";
import { isNamed, type StoreChoice } from "./choose-stores.js";
import { startProgress } from "./progress.js";
import { readRecipeFile } from "./recipe-file.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";

interface Options extends StoreChoice {
  cutoffs?: Day[];
  folds?: number;
  step?: number;
  horizon: number;
  recipe?: string;
  rossmann?: string;
  out?: string;
  json?: boolean;
}

const FOLDS = 8;
const STEP = 7;
const HORIZON = 7;
/** As many days as one forecast may ask for. */
const MAX_HORIZON = 90;

/** `storecast backtest`: how the chain's recipe, or another one, would have done on days that are past. */
export function backtestCommand(context: CommandContext): Command {
  const { runtime, config, exitWith } = context;
  return new Command("backtest")
    .description("Train stores as on past days, compare their forecasts with what came, and save a report.")
    .argument("[stores...]", "store codes (default: all)")
    .option("--all", "all stores, which is the default")
    .option("--region <codes...>", "all stores of these regions")
    .option("--cutoffs <days...>", "last days that are known, YYYY-MM-DD (instead of --folds and --step)")
    .option("--folds <count>", `how many cutoffs (default: ${FOLDS})`, parseWhole("--folds", 1, 200))
    .option("--step <days>", `days between two cutoffs (default: ${STEP})`, parseWhole("--step", 1, 366))
    .option(
      "--horizon <days>",
      "days forecast after each cutoff",
      parseWhole("--horizon", 1, MAX_HORIZON),
      HORIZON,
    )
    .option("--recipe <file>", "recipe to test (default: the chain's)")
    .option("--rossmann <directory>", "stores of a folder of Rossmann's files instead of the database's")
    .option(
      "--out <directory>",
      "where the report goes (default: backtests/<recipe> in the home folder); made when missing",
    )
    .option("--json", "print the report as JSON")
    .action(async (codes: string[], options: Options) => {
      checkOptions(codes, options);
      const evaluation = await runBacktest(context, codes, options);
      if (evaluation === null) {
        runtime.stderr.write("storecast: the backtest was stopped, and nothing was saved.\n");
        exitWith(1);
        return;
      }
      const { makeMarkdown } = await import("../evaluation/index.js");
      const { saveReport } = await import("./save-report.js");
      const directory = resolve(options.out ?? join(config.home, "backtests", evaluation.label));
      await saveReport(directory, evaluation);
      runtime.stdout.write(options.json ? `${JSON.stringify(evaluation)}\n` : makeMarkdown(evaluation));
      runtime.stderr.write(
        `storecast: report.md, report.csv, report.json and report.svg are in ${directory}\n`,
      );
    });
}

function checkOptions(codes: string[], options: Options): void {
  const { all, cutoffs, folds, step } = options;
  if (all && isNamed(codes, options)) {
    throw new InvalidInputError("--all is all stores: leave it out where stores or regions are named.");
  }
  if (cutoffs === undefined) return;
  if (folds !== undefined || step !== undefined) {
    throw new InvalidInputError("--cutoffs says all cutoffs: leave out --folds and --step.");
  }
  const wrong = cutoffs.find((cutoff) => !isDay(cutoff));
  if (wrong !== undefined) {
    throw new InvalidInputError(`--cutoffs ${wrong} is not a day that the calendar has, as YYYY-MM-DD.`);
  }
}

/** Null when it was stopped. */
async function runBacktest(
  context: CommandContext,
  codes: string[],
  options: Options,
): Promise<Evaluation | null> {
  const { runtime, config } = context;
  const { stores, lastDay, recipe } = await loadInput(context, codes, options);
  const { checkCutoffs, createForecastThreads, evaluateChain, makeCutoffs } =
    await import("../evaluation/index.js");
  const { BACKTEST } = await import("../training/backtest-plan.js");
  const { horizon, folds = FOLDS, step = STEP } = options;
  const cutoffs = options.cutoffs
    ? [...new Set(options.cutoffs)].sort()
    : makeCutoffs(lastDay, { folds, step, horizon });
  // before threads are started, which would be ended as they load
  checkCutoffs(stores, { cutoffs, horizon });
  const threads = await createForecastThreads({
    threads: config.fitThreads,
    logger: createCommandLogger(context, "backtest"),
  });
  const progress = startProgress(runtime, "backtesting");
  try {
    return await evaluateChain(
      stores,
      { recipe, cutoffs, horizon, backtest: BACKTEST },
      {
        threads,
        signal: runtime.stopping,
        onProgress: (done, total) => progress.update(done, total, "stores"),
      },
    );
  } catch (error) {
    if (runtime.stopping.aborted) return null;
    throw error;
  } finally {
    progress.stop();
    await threads.close();
  }
}

async function loadInput(
  context: CommandContext,
  codes: string[],
  options: Options,
): Promise<BacktestInput & { recipe: Recipe }> {
  const given = options.recipe === undefined ? null : await readRecipeFile(options.recipe);
  const { loadFromDatabase, loadFromRossmann } = await import("./backtest-stores.js");
  const progress = startProgress(context.runtime, "reading");
  try {
    if (options.rossmann !== undefined) {
      const input = await loadFromRossmann(options.rossmann, codes, options, progress);
      return { ...input, recipe: given ?? DEFAULT_RECIPE };
    }
    const input = await loadFromDatabase(context, codes, options, progress);
    return { ...input, recipe: given ?? input.recipe };
  } finally {
    progress.stop();
  }
}
