import { Command } from "commander";
import type { PruneReport, StorePrune } from "../training/registry-prune.js";
import { KEEPING_REASONS } from "../training/retention-rule.js";
import { parseWhole } from "./arguments.js";
import { auditCallerOf } from "./audit-caller.js";
import { checkCodes } from "./choose-stores.js";
import { startProgress } from "./progress.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";

interface Options {
  dryRun?: boolean;
  keepLast: number;
  keepChampionsDays: number;
  stores?: string[];
  json?: boolean;
}

const KEEP_LAST = 10;
const KEEP_CHAMPIONS_DAYS = 90;
const MOST_KEPT = 100_000;

/** `storecast registry`: looks after what trainings leave in MLflow. */
export function registryCommand(context: CommandContext): Command {
  return new Command("registry")
    .description("Look after the versions that trainings leave in MLflow.")
    .addCommand(pruneCommand(context));
}

function pruneCommand(context: CommandContext): Command {
  const { runtime, exitWith } = context;
  return new Command("prune")
    .description(
      "Delete old versions with their artifacts and runs. Champions, challengers, pinned and aliased versions stay.",
    )
    .option("--dry-run", "only say what would go")
    .option(
      "--keep-last <count>",
      "newest versions kept of each store",
      parseWhole("--keep-last", 1, MOST_KEPT),
      KEEP_LAST,
    )
    .option(
      "--keep-champions-days <days>",
      "days that a former champion is kept after its time",
      parseWhole("--keep-champions-days", 0, MOST_KEPT),
      KEEP_CHAMPIONS_DAYS,
    )
    .option("--stores <codes...>", "stores to look after (default: all in the registry)")
    .option("--json", "print the outcome as JSON")
    .action(async (options: Options) => {
      const report = await prune(context, options);
      const isDryRun = options.dryRun ?? false;
      if (report.isStopped) exitWith(1);
      runtime.stdout.write(
        options.json ? `${JSON.stringify({ dryRun: isDryRun, ...report })}\n` : describe(report, isDryRun),
      );
      for (const { storeCode, spared } of report.stores) {
        for (const { version, reason } of spared) {
          runtime.stderr.write(
            `storecast: version ${version} of store ${storeCode} was spared: ${reason}.\n`,
          );
        }
      }
      if (report.isStopped) runtime.stderr.write("storecast: stopped; run it again for the rest.\n");
    });
}

async function prune(context: CommandContext, options: Options): Promise<PruneReport> {
  const { runtime, config } = context;
  const { openRetention } = await import("../adapters.js");
  const { createAuditLog } = await import("../audit/audit-log.js");
  const { makePool } = await import("../database/pool.js");
  const { notifyChampionsMoved } = await import("../training/event-messages.js");
  const { pruneRegistry } = await import("../training/registry-prune.js");
  return await withCommandServers(context, { mlflow: true }, async (urls) => {
    const retention = openRetention(config, runtime, requireMlflow(urls));
    if (options.stores) {
      const known = (await retention.listStores()).map((code) => ({ code }));
      checkCodes(options.stores, known, "it has no model in the registry");
    }
    const logger = createCommandLogger(context, "prune");
    const pool = makePool({ url: urls.databaseUrl, max: 1, logger });
    const progress = startProgress(runtime, options.dryRun ? "reading" : "pruning");
    try {
      const run = () =>
        pruneRegistry({
          retention,
          ...(options.stores ? { storeCodes: [...new Set(options.stores)] } : {}),
          policy: { keepLast: options.keepLast, keepChampionsDays: options.keepChampionsDays },
          isDryRun: options.dryRun ?? false,
          now: runtime.now,
          announce: (storeCodes) => notifyChampionsMoved(pool, storeCodes),
          onProgress: (done, total) => progress.update(done, total, "stores"),
          signal: runtime.stopping,
        });
      if (options.dryRun) return await run();
      const { keepLast, keepChampionsDays } = options;
      return await createAuditLog({ db: pool, now: runtime.now, logger }).record(
        auditCallerOf(),
        {
          action: "REGISTRY_PRUNE",
          storeCodes: options.stores ?? [],
          subject: `keep-last ${keepLast}, keep-champions-days ${keepChampionsDays}`,
        },
        run,
        ({ stores, isStopped }) => ({
          outcome: "DONE",
          code: isStopped ? "STOPPED" : null,
          storeCodes: stores.filter(({ pruned }) => pruned.length > 0).map(({ storeCode }) => storeCode),
        }),
      );
    } finally {
      progress.stop();
      await pool.end();
    }
  });
}

/** A table of the stores of which anything goes, and the sum of all. */
function describe({ stores, runs, resumed }: PruneReport, isDryRun: boolean): string {
  const goes = isDryRun ? "to delete" : "deleted";
  const changed = stores.filter(({ pruned, spared }) => pruned.length + spared.length > 0);
  const rows = changed.map(({ storeCode, ...store }) => toRow(storeCode, store));
  const header = ["store", "versions", ...KEEPING_REASONS, goes];
  const total = toRow("all", sum(stores));
  const lines = align([header, ...rows, total]);
  const tail = [
    ...(runs === null ? [] : [`${runs} runs that have no version left were deleted.`]),
    ...(resumed.models + resumed.runs > 0
      ? [
          `An earlier prune had left ${resumed.models} models and ${resumed.runs} runs, which are deleted, too.`,
        ]
      : []),
    isDryRun
      ? "Nothing was deleted: leave out --dry-run to delete."
      : "Their rows in MLflow's database go with `mlflow gc`.",
  ];
  return `${[...lines, "", ...tail].join("\n")}\n`;
}

function toRow(name: string, { versions, kept, pruned }: Omit<StorePrune, "storeCode">): string[] {
  const reasons = KEEPING_REASONS.map((reason) => String(kept[reason] ?? 0));
  return [name, String(versions), ...reasons, String(pruned.length)];
}

function sum(stores: readonly StorePrune[]): Omit<StorePrune, "storeCode"> {
  const kept: StorePrune["kept"] = {};
  for (const store of stores) {
    for (const reason of KEEPING_REASONS) kept[reason] = (kept[reason] ?? 0) + (store.kept[reason] ?? 0);
  }
  return {
    versions: stores.reduce((count, store) => count + store.versions, 0),
    kept,
    pruned: stores.flatMap(({ pruned }) => pruned),
    spared: [],
  };
}

/** Columns to the right, the first to the left. */
function align(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  "),
  );
}
