import { Command } from "commander";
import type { CommandContext } from "./runtime.js";

/** `storecast start`: every process of the product, on one machine, with one command. */
export function startCommand(context: CommandContext): Command {
  return new Command("start")
    .description(
      "Start everything: PostgreSQL, MLflow, a worker and the API; sample data where there is none.",
    )
    .action(async () => {
      const { runInstallation } = await import("./installation.js");
      await runInstallation(context);
    });
}
