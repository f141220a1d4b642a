import { Command } from "commander";
import { auditRetrain } from "../audit/audit-services.js";
import { InvalidInputError } from "../errors.js";
import type { RetrainJob } from "../training/types.js";
import { auditCallerOf } from "./audit-caller.js";
import { findStores, isNamed, type StoreChoice } from "./choose-stores.js";
import { followJobs } from "./follow-jobs.js";
import { startProgress } from "./progress.js";
import { createCommandLogger, getUser, type CommandContext, type Runtime } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";
import { startWorker } from "./worker.js";

/** Exit code of a command that Ctrl-C ended. */
const INTERRUPTED = 130;

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
          const { retrain, audit } = adapters;
          const { batch, results } = await auditRetrain(retrain, auditCallerOf(), audit).request({
            stores,
            force: options.force ?? false,
            requestedBy: getUser(),
            trigger: "person",
          });
          const jobIds = results.flatMap((result) => (result.job ? [result.job.id] : []));
          const upToDate = results.length - jobIds.length;
          const asked = { batch: batch?.id ?? null, upToDate };
          const sentence = `Batch ${batch?.id}: ${jobIds.length} jobs queued, ${upToDate} stores up to date.\n`;
          if (!options.wait && urls.isShared) {
            const queued = { ...asked, queued: jobIds.length };
            runtime.stdout.write(options.json ? `${JSON.stringify(queued)}\n` : sentence);
            return;
          }
          runtime.stderr.write(sentence);
          const jobs = await followJobs(adapters, jobIds, progress, runtime.stopping);
          progress.stop();
          if (runtime.stopping.aborted) {
            exitWith(INTERRUPTED);
            tellHowToFollow(runtime, batch?.id, urls.isShared);
          } else {
            if (jobs.some((job) => job.status !== "SUCCEEDED")) exitWith(1);
            report(runtime, jobs, asked, options.json ?? false);
          }
        } finally {
          progress.stop();
          await worker?.close();
          await adapters.close();
        }
      });
    });
}

function tellHowToFollow(runtime: Runtime, batchId: string | undefined, isShared: boolean): void {
  const what = isShared ? "The batch goes on" : "What has not run waits for the next worker";
  runtime.stderr.write(
    `${what}: storecast batch ${batchId} shows it, with --cancel it withdraws what waits.\n`,
  );
}

function report(
  runtime: Runtime,
  jobs: RetrainJob[],
  asked: { batch: string | null; upToDate: number },
  isJson: boolean,
): void {
  const count = (status: RetrainJob["status"]) => jobs.filter((job) => job.status === status).length;
  const failed = jobs.filter((job) => job.status === "FAILED");
  const [succeeded, cancelled] = [count("SUCCEEDED"), count("CANCELLED")];
  if (isJson) {
    const failures = failed.map((job) => ({ job: job.id, ...job.failure }));
    runtime.stdout.write(
      `${JSON.stringify({ ...asked, succeeded, failed: failed.length, cancelled, failures })}\n`,
    );
    return;
  }
  const gone = cancelled > 0 ? `, ${cancelled} cancelled` : "";
  runtime.stdout.write(
    `${succeeded} trained, ${failed.length} failed${gone}, ${asked.upToDate} up to date.\n`,
  );
  for (const job of failed) runtime.stderr.write(`job ${job.id}: ${job.failure?.message}\n`);
}
