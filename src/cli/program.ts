import { Command } from "commander";
import type { Config } from "../config.js";
import { VERSION } from "../version.js";
import { apiCommand } from "./api.js";
import { auditCommand } from "./audit.js";
import { backtestCommand } from "./backtest.js";
import { batchCommand } from "./batch.js";
import { championCommand } from "./champion.js";
import { databaseCommand } from "./database.js";
import { doctorCommand } from "./doctor.js";
import { generateCommand } from "./generate.js";
import { importCommand } from "./import.js";
import { keyCommand } from "./key.js";
import { migrateCommand } from "./migrate.js";
import { recipeCommand } from "./recipe.js";
import { registryCommand } from "./registry.js";
import { reproduceCommand } from "./reproduce.js";
import { retrainCommand } from "./retrain.js";
import type { CommandContext, Runtime } from "./runtime.js";
import { startCommand } from "./start.js";
import { statusCommand } from "./status.js";
import { workerCommand } from "./worker.js";

/** The command line. `run` resolves to the exit code: 0 done, 1 failed, 2 wrong usage. */
export function createProgram(runtime: Runtime, config: Config): { run(args: string[]): Promise<number> } {
  let exitCode = 0;
  const context: CommandContext = { runtime, config, exitWith: (code) => (exitCode = code) };
  const program = new Command("storecast")
    .description(
      "Forecasts how much each store of a chain will sell, one model a store, every model in MLflow.",
    )
    .version(VERSION)
    .showHelpAfterError("(storecast --help lists the commands)")
    .configureOutput({
      writeOut: (text) => runtime.stdout.write(text),
      writeErr: (text) => runtime.stderr.write(text),
    })
    .exitOverride();
  const commands = [
    startCommand,
    apiCommand,
    workerCommand,
    databaseCommand,
    importCommand,
    generateCommand,
    retrainCommand,
    batchCommand,
    championCommand,
    recipeCommand,
    registryCommand,
    keyCommand,
    reproduceCommand,
    auditCommand,
    migrateCommand,
    backtestCommand,
    statusCommand,
    doctorCommand,
  ];
  for (const make of commands) {
    const command = make(context).copyInheritedSettings(program);
    for (const part of command.commands) part.copyInheritedSettings(command);
    program.addCommand(command);
  }
  return {
    run: async (args) => {
      await program.parseAsync(args, { from: "user" });
      return exitCode;
    },
  };
}
