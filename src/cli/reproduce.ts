import { Command } from "commander";
import { AppError, InvalidInputError } from "../errors.js";
import type { ModelRegistry, OwnVersion } from "../mlflow/types.js";
import type { Reproduction } from "../training/reproduction.js";
import { VERSION } from "../version.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";

const DIFFERENT = 1;
const IMPOSSIBLE = 2;
const DIFFERENCES_SHOWN = 10;

interface Outcome extends Reproduction {
  store: string;
  version: number;
  /** SHA-256 of `model.pr` as it is, and as it was registered. */
  sha256: string;
  registeredSha256: string;
  /** Versions of this product that trained it, and that fitted it anew. */
  trainedBy: string;
  refittedBy: string;
}

/** `storecast reproduce`: fits a version anew from its artifact alone. Exits with 0 for the same, 1 for another, 2 where it cannot. */
export function reproduceCommand(context: CommandContext): Command {
  const { runtime, exitWith } = context;
  return new Command("reproduce")
    .description(
      "Fit a version anew from what its artifact holds, and say whether the parameters are the same to the bit.",
    )
    .argument("<version>", "STORE@VERSION, STORE@champion or STORE@challenger")
    .option("--json", "print the outcome as JSON")
    .action(async (named: string, { json }: { json?: boolean }) => {
      try {
        const outcome = await run(context, named);
        if (!outcome.isSame) exitWith(DIFFERENT);
        runtime.stdout.write(json ? `${JSON.stringify(outcome)}\n` : describe(outcome));
      } catch (error) {
        const { ModelError } = await import("../model/index.js");
        if (!(error instanceof AppError || error instanceof ModelError)) throw error;
        runtime.stderr.write(`storecast: ${named} cannot be reproduced: ${error.message}\n`);
        exitWith(IMPOSSIBLE);
      }
    });
}

async function run(context: CommandContext, named: string): Promise<Outcome> {
  const { runtime, config } = context;
  const { openRegistry } = await import("../adapters.js");
  const { reproduce } = await import("../training/reproduction.js");
  const { storeCode, wanted } = parseName(named);
  return await withCommandServers(context, { mlflow: true }, async (urls) => {
    const logger = createCommandLogger(context, "reproduce");
    const registry = openRegistry(config, runtime, requireMlflow(urls), logger);
    const version = await findVersion(registry, storeCode, wanted);
    const { prophetJson, sha256 } = await registry.readModel(version);
    return {
      ...reproduce(prophetJson),
      ...{ store: storeCode, version: version.version },
      ...{ sha256, registeredSha256: version.facts.modelSha256 },
      ...{ trainedBy: version.facts.codeVersion, refittedBy: VERSION },
    };
  });
}

type Wanted = number | "champion" | "challenger";

function parseName(named: string): { storeCode: string; wanted: Wanted } {
  const [, storeCode, wanted] = /^(.+)@(champion|challenger|[1-9]\d*)$/.exec(named) ?? [];
  if (storeCode === undefined || wanted === undefined) {
    throw new InvalidInputError("it must read STORE@VERSION, STORE@champion or STORE@challenger.");
  }
  return { storeCode, wanted: wanted === "champion" || wanted === "challenger" ? wanted : Number(wanted) };
}

async function findVersion(registry: ModelRegistry, storeCode: string, wanted: Wanted): Promise<OwnVersion> {
  const { champion, challenger } = (await registry.findStoreModels([storeCode])).get(storeCode) ?? {};
  const number = wanted === "challenger" ? challenger : wanted === "champion" ? champion?.version : wanted;
  const versions = (await registry.listVersions([storeCode])).get(storeCode) ?? [];
  const found = versions.find(({ version }) => version === number);
  if (found?.origin === "storecast") return found;
  const what = typeof wanted === "number" ? `version ${wanted}` : wanted;
  throw new InvalidInputError(`store ${storeCode} has no ${what} that Storecast has trained.`);
}

function describe(outcome: Outcome): string {
  const { store, version, isSame, isTextSame, parameters, differences, trainedBy, refittedBy } = outcome;
  const lines = [
    isSame
      ? `Version ${version} of store ${store} is the same to the bit: all ${parameters} parameters${isTextSame ? ", and all of Prophet's text" : ""}.`
      : `Version ${version} of store ${store} comes out otherwise: ${differences.length} of ${parameters} parameters.`,
    ...differences.slice(0, DIFFERENCES_SHOWN).map(describeDifference),
    ...(differences.length > DIFFERENCES_SHOWN
      ? [`  … and ${differences.length - DIFFERENCES_SHOWN} more; --json lists all`]
      : []),
    `recipe ${outcome.recipe ?? "none"}, ${outcome.rows} rows`,
    `model.pr SHA-256 ${outcome.sha256}${outcome.sha256 === outcome.registeredSha256 ? ", as registered" : `, but ${outcome.registeredSha256} was registered: somebody has changed the file`}`,
    `trained by Storecast ${trainedBy}, fitted anew by ${refittedBy}${!isSame && trainedBy !== refittedBy ? ": another version may fit otherwise" : ""}`,
  ];
  return `${lines.join("\n")}\n`;
}

function describeDifference({ name, stored, refitted }: Outcome["differences"][number]): string {
  const by = stored === null || refitted === null ? "" : `, by ${(refitted - stored).toExponential(2)}`;
  return `  ${name}: ${stored ?? "none"} stored, ${refitted ?? "none"} now${by}`;
}
