import { Command } from "commander";
import { openHome } from "../launcher/home.js";
import { whenStopping, type CommandContext } from "./runtime.js";

/** `storecast database`: the embedded PostgreSQL alone. `start` runs it as a child. */
export function databaseCommand({ runtime, config, exitWith }: CommandContext): Command {
  return new Command("database")
    .description("Run the embedded PostgreSQL alone, until it is stopped.")
    .option("--port <port>", "port on 127.0.0.1 (default: a free one)", Number)
    .action(async ({ port }: { port?: number }) => {
      const { startPostgres } = await import("../database/server.js");
      const server = await startPostgres({
        directory: openHome(config.home).postgres,
        ...(port === undefined ? {} : { port }),
        log: (line) => runtime.stdout.write(`${line}\n`),
      });
      if (!runtime.isChild) runtime.stdout.write(`PostgreSQL listens on ${server.url}\n`);
      runtime.tellParent({ type: "ready", url: server.url });
      await Promise.race([whenStopping(runtime.stopping), server.exited]);
      if (!runtime.stopping.aborted) exitWith(1);
      await server.stop();
    });
}
