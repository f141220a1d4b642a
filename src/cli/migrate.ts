import { Command } from "commander";
import type pg from "pg";
import { goBack, loadMigrationState } from "../database/migration-state.js";
import { runMigrations } from "../database/migrations.js";
import { makePool } from "../database/pool.js";
import { InvalidInputError } from "../errors.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";
import { withCommandServers } from "./servers.js";

interface Options {
  check?: boolean;
  to?: string;
  force?: boolean;
}

/** `storecast migrate`: brings the database's tables up to date, says whether they are, or goes back. */
export function migrateCommand(context: CommandContext): Command {
  return new Command("migrate")
    .description(
      "Bring the tables up to date, one process at a time. The API and workers do so too when they start.",
    )
    .option("--check", "change nothing; exit with 1 if a step is missing")
    .option("--to <step>", "go back to the tables as this step left them, for the release before")
    .option("--force", "with --to: also where data is lost that nothing else has")
    .action(async (options: Options) => {
      if (options.check && options.to !== undefined) {
        throw new InvalidInputError("--check changes nothing and --to does: leave one of them out.");
      }
      if (options.force && options.to === undefined) {
        throw new InvalidInputError("--force goes with --to: name the step to go back to.");
      }
      await withCommandServers(context, { mlflow: false, asItIs: true }, async ({ databaseUrl }) => {
        const pool = makePool({ url: databaseUrl, max: 1, logger: createCommandLogger(context, "migrate") });
        try {
          await migrate(context, pool, options);
        } finally {
          await pool.end();
        }
      });
    });
}

async function migrate(
  { runtime, exitWith }: CommandContext,
  pool: pg.Pool,
  { check, to, force }: Options,
): Promise<void> {
  const say = (line: string) => void runtime.stdout.write(`${line}\n`);
  if (to !== undefined) {
    const undone = await goBack(pool, to, force ?? false);
    for (const name of undone) say(`${name} undone`);
    say(
      undone.length > 0 ? `The tables are as ${to} left them.` : `The tables are as ${to} left them already.`,
    );
    return;
  }
  if (check) {
    const { missing, unknown } = await loadMigrationState(pool);
    for (const name of missing) say(`${name} missing`);
    for (const name of unknown) say(`${name} is of a later release, which does no harm`);
    say(missing.length > 0 ? "The tables are behind: run storecast migrate." : "The tables are up to date.");
    if (missing.length > 0) exitWith(1);
    return;
  }
  const applied = await runMigrations(pool);
  for (const name of applied) say(`${name} applied`);
  say(applied.length > 0 ? "The tables are up to date." : "The tables were up to date.");
}
