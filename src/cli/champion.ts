import { Command } from "commander";
import { InvalidInputError } from "../errors.js";
import type { RegisteredVersion } from "../mlflow/types.js";
import type { Asker, ChampionMove, ChampionMoves, PinChange } from "../training/champion-moves.js";
import { parseWhole } from "./arguments.js";
import { auditCallerOf } from "./audit-caller.js";
import { createCommandLogger, getUser, type CommandContext } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";

interface Options {
  reason?: string;
  from?: number;
  json?: boolean;
}

/** What a change of a champion came to. */
interface Outcome {
  sentence: string;
  /** Null if it was refused. */
  champion: RegisteredVersion | null;
  /** Why it was refused; null if it was not. */
  code: string | null;
}

const parseVersion = parseWhole("version", 1, Number.MAX_SAFE_INTEGER);

/** `storecast champion`: moves the version that serves a store, or keeps it in its place. */
export function championCommand(context: CommandContext): Command {
  const change = (name: string, description: string) =>
    new Command(name)
      .description(description)
      .argument("<store>", "store code")
      .option("--reason <text>", "why, for those who look later")
      .option("--json", "print the outcome as JSON");
  const run = (options: Options, work: (moves: ChampionMoves, asker: Asker) => Promise<Outcome>) =>
    runMove(context, options, work);
  return new Command("champion")
    .description("Promote, roll back, pin or unpin the version that serves a store.")
    .addCommand(
      change("promote", "Make a version the champion, and take the pin of the one before away.")
        .argument("<version>", "its number", parseVersion)
        .action((store: string, version: number, options: Options) =>
          run(options, async (moves, asker) =>
            describeMove(store, await moves.promote(store, version, asker)),
          ),
        ),
    )
    .addCommand(
      change(
        "rollback",
        "Restore the champion before, and pin it until a better challenger or a person moves it.",
      )
        .option("--from <version>", "do nothing unless this is the champion still", parseVersion)
        .action((store: string, options: Options) =>
          run(options, async (moves, asker) =>
            describeMove(store, await moves.rollback(store, options.from ?? null, asker)),
          ),
        ),
    )
    .addCommand(
      change("pin", "Keep the champion until a person unpins it or promotes another.").action(
        (store: string, options: Options) =>
          run(options, async (moves, asker) => describePin(store, await moves.pin(store, asker), "pinned")),
      ),
    )
    .addCommand(
      change("unpin", "Let better challengers move the champion again.").action(
        (store: string, options: Options) =>
          run(options, async (moves, asker) =>
            describePin(store, await moves.unpin(store, asker), "not pinned any more"),
          ),
      ),
    );
}

/** Exits with 1 where the change was refused. */
async function runMove(
  context: CommandContext,
  { reason, json }: Options,
  work: (moves: ChampionMoves, asker: Asker) => Promise<Outcome>,
): Promise<void> {
  const { runtime, config, exitWith } = context;
  if (reason?.trim() === "") throw new InvalidInputError("--reason is empty: say why, or leave it out.");
  const { openAdapters } = await import("../adapters.js");
  const { createChampionMoves } = await import("../training/champion-moves.js");
  const { auditChampionMoves } = await import("../audit/audit-services.js");
  const { notifyChampionsMoved } = await import("../training/event-messages.js");
  await withCommandServers(context, { mlflow: true }, async (urls) => {
    const mlflowUrl = requireMlflow(urls);
    const logger = createCommandLogger(context, "champion");
    const adapters = openAdapters({ config, runtime, databaseUrl: urls.databaseUrl, mlflowUrl, logger });
    try {
      const moves = createChampionMoves({
        registry: adapters.registry,
        announce: (storeCodes) => notifyChampionsMoved(adapters.pool, storeCodes),
        now: runtime.now,
      });
      const audited = auditChampionMoves(moves, auditCallerOf(), adapters.audit);
      const { sentence, champion, code } = await work(audited, {
        by: getUser(),
        reason: reason?.trim() ?? null,
      });
      if (code !== null) exitWith(1);
      const { version = null, pin = null } = champion ?? {};
      if (json)
        runtime.stdout.write(`${JSON.stringify({ champion: version, pin, code, message: sentence })}\n`);
      else if (code === null) runtime.stdout.write(`${sentence}\n`);
      else runtime.stderr.write(`storecast: ${sentence}\n`);
    } finally {
      await adapters.close();
    }
  });
}

function describeMove(store: string, move: ChampionMove): Outcome {
  if (!move.moved) return { sentence: move.message, champion: null, code: move.code };
  const { champion, previousChampion } = move;
  const before = previousChampion ? `, in place of version ${previousChampion.version}` : "";
  const pinned = champion.pin ? " It is pinned until a better challenger or a person moves it." : "";
  return {
    sentence: `Version ${champion.version} is the champion of store ${store}${before}.${pinned}`,
    champion,
    code: null,
  };
}

function describePin(store: string, change: PinChange, what: string): Outcome {
  if (!change.changed) return { sentence: change.message, champion: null, code: change.code };
  const { champion } = change;
  return {
    sentence: `Version ${champion.version}, the champion of store ${store}, is ${what}.`,
    champion,
    code: null,
  };
}
