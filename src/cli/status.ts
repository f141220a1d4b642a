import { Command } from "commander";
import { askRunning, openHome } from "../launcher/home.js";
import type { StoreModels } from "../mlflow/types.js";
import type { Store } from "../stores/types.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";

/** Jobs counted at most; a fleet's queue is shorter. */
const JOBS_COUNTED = 2000;
/** Exit code when there is nothing to tell of, as service managers have it. */
const NOT_RUNNING = 3;

/** What `storecast status` answers. */
interface Status {
  apiUrl: string | null;
  mlflowUrl: string;
  stores: number;
  trained: number;
  /** Trained, but data came or changed since. */
  stale: number;
  untrained: number;
  queued: number;
  running: number;
  dataThrough: string | null;
  /** When the schedule of the workers fires next; null without one. */
  nextRetrain: { pattern: string; zone: string; at: string } | null;
}

/** `storecast status`: how many stores are trained, stale, waiting. */
export function statusCommand(context: CommandContext): Command {
  const { runtime, config, exitWith } = context;
  return new Command("status")
    .description("Say what runs, how many stores are trained, stale or untrained, and what is queued.")
    .option("--json", "print it as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const running = await askRunning(openHome(config.home));
      if (running === null && (config.databaseUrl === null || config.mlflowTrackingUri === null)) {
        exitWith(NOT_RUNNING);
        const sentence = `Storecast does not run on ${config.home}: start it with npm start.`;
        runtime.stdout.write(
          json ? `${JSON.stringify({ running: false, home: config.home })}\n` : `${sentence}\n`,
        );
        return;
      }
      const [{ openAdapters }, { loadNextFiring }] = await Promise.all([
        import("../adapters.js"),
        import("../training/retrain-schedule.js"),
      ]);
      const status = await withCommandServers(context, { mlflow: true }, async (urls): Promise<Status> => {
        const mlflowUrl = requireMlflow(urls);
        const logger = createCommandLogger(context, "status");
        const adapters = openAdapters({ config, runtime, databaseUrl: urls.databaseUrl, mlflowUrl, logger });
        try {
          const [stores, models, jobs, firing] = await Promise.all([
            adapters.catalogue.listStores({}),
            adapters.registry.findStoreModels(),
            adapters.retrain.findJobs({ statuses: ["QUEUED", "RUNNING"] }, { first: JOBS_COUNTED }),
            loadNextFiring(adapters.pool),
          ]);
          const trained = stores.filter((store) => models.get(store.code)?.champion);
          return {
            apiUrl: running?.apiUrl ?? null,
            mlflowUrl,
            stores: stores.length,
            trained: trained.length,
            stale: trained.filter((store) => isStale(store, models.get(store.code))).length,
            untrained: stores.length - trained.length,
            queued: jobs.items.filter((job) => job.status === "QUEUED").length,
            running: jobs.items.filter((job) => job.status === "RUNNING").length,
            dataThrough: stores.reduce<string | null>(
              (latest, { dataThrough }) =>
                dataThrough !== null && dataThrough > (latest ?? "") ? dataThrough : latest,
              null,
            ),
            nextRetrain: firing && {
              pattern: firing.pattern,
              zone: firing.zone,
              at: firing.next.toISOString(),
            },
          };
        } finally {
          await adapters.close();
        }
      });
      runtime.stdout.write(json ? `${JSON.stringify(status)}\n` : describe(status));
    });
}

function isStale(store: Store, models: StoreModels | undefined): boolean {
  const facts = models?.champion?.facts;
  if (!facts || store.dataThrough === null) return false;
  return store.dataThrough > facts.trainedThrough || store.dataRevision > (facts.dataRevision ?? Infinity);
}

function describe(status: Status): string {
  const next = status.nextRetrain;
  return [
    `API         ${status.apiUrl ?? "not running here (npm start)"}`,
    `MLflow      ${status.mlflowUrl}`,
    `Stores      ${status.stores}, sales through ${status.dataThrough ?? "no day yet"}`,
    `Models      ${status.trained} trained (${status.stale} stale), ${status.untrained} untrained`,
    `Jobs        ${status.running} running, ${status.queued} queued`,
    `Schedule    ${next ? `${next.pattern} (${next.zone}), next at ${next.at}` : "none"}`,
    "",
  ].join("\n");
}
