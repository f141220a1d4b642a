import { Command } from "commander";
import { askRunning, openHome } from "../launcher/home.js";
import { summarizeFleet } from "../serving/fleet-health.js";
import type { FleetHealth } from "../serving/types.js";
import type { FleetActivity } from "../training/batch-types.js";
import { createCommandLogger, type CommandContext } from "./runtime.js";
import { requireMlflow, withCommandServers } from "./servers.js";

/** Exit code when there is nothing to tell of, as service managers have it. */
const NOT_RUNNING = 3;

/** What `storecast status` answers. */
interface Status extends FleetHealth, FleetActivity {
  apiUrl: string | null;
  mlflowUrl: string;
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
          const [stores, models, activity, firing] = await Promise.all([
            adapters.catalogue.listStores({}),
            adapters.registry.findStoreModels(),
            adapters.retrain.loadActivity(),
            loadNextFiring(adapters.pool),
          ]);
          return {
            apiUrl: running?.apiUrl ?? null,
            mlflowUrl,
            ...summarizeFleet(stores, (code) => models.get(code), runtime.businessNow()),
            ...activity,
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

function describe(status: Status): string {
  const next = status.nextRetrain;
  const { staleReasons, oldestWaitSeconds, expectedFinish } = status;
  const reasons = staleReasons.map(({ reason, stores }) => `, ${stores} ${reason}`).join("");
  const wait = oldestWaitSeconds === null ? "" : ` (the oldest for ${Math.round(oldestWaitSeconds)} s)`;
  return [
    `API         ${status.apiUrl ?? "not running here (npm start)"}`,
    `MLflow      ${status.mlflowUrl}`,
    `Stores      ${status.stores}, sales through ${status.dataThrough ?? "no day yet"}`,
    `Models      ${status.trained} trained (${status.stale} stale${reasons}), ${status.untrained} untrained; the baseline serves ${status.baseline}`,
    `Jobs        ${status.running} running, ${status.queued} queued${wait}, ${status.failedLastDay} failed in the last day`,
    ...(expectedFinish
      ? [`Pace        ${status.runsPerMinute} a minute, done at about ${expectedFinish.toISOString()}`]
      : []),
    `Schedule    ${next ? `${next.pattern} (${next.zone}), next at ${next.at}` : "none"}`,
    "",
  ].join("\n");
}
