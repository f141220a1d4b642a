import { Command } from "commander";
import type { Adapters } from "../adapters.js";
import type { RetrainWorker } from "../training/worker.js";
import { VERSION } from "../version.js";
import { checkMlflowVersion } from "./check-mlflow.js";
import { openObservation, type Observation } from "./observation.js";
import { whenStopping, type CommandContext } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";

/** `storecast worker`: one worker that trains what is queued. Any number of them may run. */
export function workerCommand(context: CommandContext): Command {
  const { runtime, config } = context;
  return new Command("worker")
    .description("Run one worker, against DATABASE_URL and MLFLOW_TRACKING_URI or a running start.")
    .action(async () => {
      const { openAdapters } = await import("../adapters.js");
      await withCommandServers(context, { mlflow: true }, async (urls) => {
        const observation = await openObservation(context, "worker");
        const adapters = openAdapters({
          config,
          runtime,
          databaseUrl: urls.databaseUrl,
          mlflowUrl: requireMlflow(urls),
          ...observation.forAdapters,
        });
        try {
          const { startRetrainSchedule } = await import("../training/retrain-schedule.js");
          const { keepAuditShort } = await import("../audit/audit-retention.js");
          const schedule = await startRetrainSchedule({ ...adapters, schedule: config.retrainSchedule });
          const retention = keepAuditShort({
            ...adapters,
            days: config.auditRetentionDays,
            now: runtime.now,
          });
          try {
            const worker = await startWorker(adapters, observation);
            runtime.tellParent({ type: "ready", url: null });
            await whenStopping(runtime.stopping);
            await Promise.all([schedule.close(), worker.close(config.shutdownGraceSeconds * 1000)]);
          } finally {
            await Promise.all([schedule.close(), retention.close()]);
          }
        } finally {
          await adapters.close();
          await observation.close();
        }
      });
    });
}

/** One worker; any number of them may run. */
export async function startWorker(adapters: Adapters, observation?: Observation): Promise<RetrainWorker> {
  const { config, runtime } = adapters;
  const watch = await observation?.watchWorker(adapters);
  await checkMlflowVersion(adapters.registry, adapters.logger);
  const [{ getQueueUrl }, { createRetrainWorker }] = await Promise.all([
    import("../adapters.js"),
    import("../training/worker.js"),
  ]);
  const worker = await createRetrainWorker({
    ...adapters,
    ...(watch ? { observer: watch.observer } : {}),
    url: getQueueUrl(adapters),
    codeVersion: VERSION,
    now: runtime.now,
    threads: config.fitThreads,
    concurrency: config.workerConcurrency,
    attemptLimitMs: config.attemptLimitSeconds * 1000,
    jobLimitSeconds: config.jobLimitSeconds,
  });
  watch?.started(worker);
  return worker;
}
