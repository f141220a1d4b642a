import { Command } from "commander";
import { InvalidInputError } from "../errors.js";
import type { RetrainJob } from "../training/types.js";
import { findStores, isNamed, type StoreChoice } from "./choose-stores.js";
import { followJobs } from "./follow-jobs.js";
import { startProgress } from "./progress.js";
import { createCommandLogger, getUser, type CommandContext, type Runtime } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";
import { startWorker } from "./worker.js";

interface Options extends StoreChoice {
  force?: boolean;
  wait: boolean;
  json?: boolean;
}

/** `storecast retrain`: asks for fresh models and, unless told otherwise, waits for them. */
export function retrainCommand(context: CommandContext): Command {
  const { runtime, config, exitWith } = context;
  return new Command("retrain")
    .description("Train stores anew and wait until all are done.")
    .argument("[stores...]", "store codes")
    .option("--all", "all stores")
    .option("--region <codes...>", "all stores of these regions")
    .option("--force", "train even if the newest version has seen all data")
    .option("--no-wait", "return as soon as the jobs are queued")
    .option("--json", "print the outcome as JSON")
    .action(async (codes: string[], options: Options) => {
      const { openAdapters } = await import("../adapters.js");
      await withCommandServers(context, { mlflow: true }, async (urls) => {
        const logger = createCommandLogger(context, "retrain");
        const adapters = openAdapters({
          config,
          runtime,
          databaseUrl: urls.databaseUrl,
          mlflowUrl: requireMlflow(urls),
          logger,
        });
        const worker = urls.isShared ? null : await startWorker(adapters);
        const progress = startProgress(runtime, "training");
        try {
          if (isNamed(codes, options) === (options.all ?? false)) {
            throw new InvalidInputError("Name what to train: store codes, --region CODES, or --all.");
          }
          const stores = await findStores(adapters.catalogue, codes, options);
          const results = await adapters.retrain.request({
            stores,
            force: options.force ?? false,
            requestedBy: getUser(),
            trigger: "person",
          });
          const jobIds = results.flatMap((result) => (result.job ? [result.job.id] : []));
          const upToDate = results.length - jobIds.length;
          if (!options.wait && urls.isShared) {
            const queued = { queued: jobIds.length, upToDate };
            runtime.stdout.write(
              options.json
                ? `${JSON.stringify(queued)}\n`
                : `${jobIds.length} jobs queued, ${upToDate} stores up to date.\n`,
            );
            return;
          }
          const jobs = await followJobs(adapters, jobIds, progress);
          progress.stop();
          if (jobs.some((job) => job.status === "FAILED")) exitWith(1);
          report(runtime, jobs, upToDate, options.json ?? false);
        } finally {
          progress.stop();
          await worker?.close();
          await adapters.close();
        }
      });
    });
}

function report(runtime: Runtime, jobs: RetrainJob[], upToDate: number, isJson: boolean): void {
  const failed = jobs.filter((job) => job.status === "FAILED");
  const succeeded = jobs.length - failed.length;
  if (isJson) {
    const failures = failed.map((job) => ({ job: job.id, ...job.failure }));
    runtime.stdout.write(`${JSON.stringify({ succeeded, failed: failed.length, upToDate, failures })}\n`);
    return;
  }
  runtime.stdout.write(`${succeeded} trained, ${failed.length} failed, ${upToDate} up to date.\n`);
  for (const job of failed) runtime.stderr.write(`job ${job.id}: ${job.failure?.message}\n`);
}
