import { Command } from "commander";
import type { Adapters } from "../adapters.js";
import { auditRetrain } from "../audit/audit-services.js";
import { InvalidInputError } from "../errors.js";
import { decodeId } from "../schema/ids.js";
import type { BatchProgress, RetrainBatch } from "../training/batch-types.js";
import { auditCallerOf } from "./audit-caller.js";
import { createCommandLogger, getUser, type CommandContext } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";

interface Options {
  cancel?: boolean;
  json?: boolean;
}

/** `storecast batch`: shows one request for fresh models, or cancels what of it still waits. */
export function batchCommand(context: CommandContext): Command {
  const { runtime, config } = context;
  return new Command("batch")
    .description("Show a retrain batch, or cancel it: jobs that wait go, those that run finish.")
    .argument("<id>", "the batch, by the id that retrain prints or the API gives")
    .option("--cancel", "withdraw what it asked for and what has not begun")
    .option("--json", "print it as JSON")
    .action(async (id: string, { cancel, json }: Options) => {
      const { openAdapters } = await import("../adapters.js");
      await withCommandServers(context, { mlflow: true }, async (urls) => {
        const adapters = openAdapters({
          config,
          runtime,
          databaseUrl: urls.databaseUrl,
          mlflowUrl: requireMlflow(urls),
          logger: createCommandLogger(context, "batch"),
        });
        try {
          const decoded = decodeId(id);
          const batch = await findBatch(
            adapters,
            decoded?.type === "RetrainBatch" ? decoded.key : id,
            cancel,
          );
          const progress = (await adapters.retrain.loadBatchProgress([batch.id])).get(batch.id)!;
          const { run, ...facts } = batch;
          const detailsUrl = run && adapters.registry.getRunUrl(run.experimentId, run.runId);
          const shown = { ...facts, status: getStatus(batch), ...progress, detailsUrl };
          runtime.stdout.write(json ? `${JSON.stringify(shown)}\n` : describe(batch, progress, detailsUrl));
        } finally {
          await adapters.close();
        }
      });
    });
}

async function findBatch(
  { retrain, audit }: Adapters,
  id: string,
  shallCancel = false,
): Promise<RetrainBatch> {
  const unknown = () => new InvalidInputError(`There is no retrain batch "${id}".`);
  if (!shallCancel) {
    const batch = (await retrain.loadBatches([id])).get(id);
    if (!batch) throw unknown();
    return batch;
  }
  const result = await auditRetrain(retrain, auditCallerOf(), audit).cancelBatch(id, getUser());
  if (result.kind === "unknown") throw unknown();
  if (result.kind === "cancelled") return result.batch;
  const { cancelledAt, cancelledBy } = result.batch;
  const why = cancelledAt
    ? `${cancelledBy} cancelled it at ${cancelledAt.toISOString()}`
    : "its jobs have ended";
  throw new InvalidInputError(`Nothing of retrain batch "${id}" is left to cancel: ${why}.`);
}

function getStatus({ cancelledAt, finishedAt }: RetrainBatch): string {
  if (cancelledAt) return "CANCELLED";
  return finishedAt ? "FINISHED" : "RUNNING";
}

function describe(
  batch: RetrainBatch,
  { counts, progress, expectedFinish }: BatchProgress,
  detailsUrl: string | null,
): string {
  const { stores, upToDate, queued, running, succeeded, failed, cancelled } = counts;
  const { requestedBy, trigger, requestedAt, finishedAt, cancelledAt, cancelledBy } = batch;
  const ends = [
    ...(cancelledAt ? [`, by ${cancelledBy} at ${cancelledAt.toISOString()}`] : []),
    ...(finishedAt ? [`, finished at ${finishedAt.toISOString()}`] : []),
    ...(expectedFinish ? [`, expected to finish at ${expectedFinish.toISOString()}`] : []),
  ];
  return [
    `Batch       ${batch.id}`,
    `Asked for   by ${requestedBy} (${trigger}) at ${requestedAt.toISOString()}`,
    `Status      ${getStatus(batch).toLowerCase()}, ${Math.floor(100 * progress)} % done${ends.join("")}`,
    `Stores      ${stores}: ${succeeded} trained, ${failed} failed, ${running} running, ${queued} queued, ${cancelled} cancelled, ${upToDate} up to date`,
    ...(detailsUrl === null ? [] : [`MLflow      ${detailsUrl}`]),
    "",
  ].join("\n");
}
