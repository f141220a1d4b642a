import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { AdapterOptions, Adapters } from "../adapters.js";
import { runQuery } from "../database/pool.js";
import type { ReadinessCheck } from "../http/health.js";
import type { Management } from "../http/management.js";
import { openTracing } from "../observability/open-tracing.js";
import { noTracing, type Tracing } from "../observability/tracing.js";
import type { Serving } from "../serving/types.js";
import { withinLimit } from "../time-limit.js";
import type { SalesHistory, StoreCatalogue } from "../stores/types.js";
import type { TrainingObserver } from "../training/training-observer.js";
import type { RetrainWorker } from "../training/worker.js";
import { VERSION } from "../version.js";
import { createServiceLogger, type CommandContext } from "./runtime.js";

/** What an API is watched by. */
export interface WatchedApi extends Adapters {
  catalogue: StoreCatalogue;
  history: SalesHistory;
  serving: Serving;
  checks: Readonly<Record<string, ReadinessCheck>>;
}

/** How one process is looked into: its log, its figures, its spans, and the port that serves what they say. */
export interface Observation {
  figures: Registry;
  tracing: Tracing;
  /** What the adapters are watched by. */
  forAdapters: Pick<AdapterOptions, "logger" | "watchCall" | "getTraceParent">;
  /** Adds the figures of stores and of the queue, and serves them where the settings say so. */
  watchApi(api: WatchedApi): Promise<void>;
  /** The same of a worker, before it has started: it may wait for MLflow. */
  watchWorker(
    adapters: Adapters,
  ): Promise<{ observer: TrainingObserver; started(worker: Pick<RetrainWorker, "isAlive">): void }>;
  /** Ends the port, and sends the spans that are left. */
  close(): Promise<void>;
}

/** Less than a probe waits. */
const MLFLOW_PATIENCE_MS = 1_000;

const getElapsedMs = () => performance.now();

/** Opens the observation of a process; what the settings do not ask for is not even read. */
export async function openObservation(
  context: CommandContext,
  process: "api" | "worker",
): Promise<Observation> {
  const { config, runtime } = context;
  let tracing = noTracing;
  const logger = createServiceLogger(context, process, () => tracing.getTraceId());
  tracing = await openTracing(config.tracing, {
    ...{ name: process, version: VERSION },
    onTrouble: (problem) => logger.warn({ problem }, "traces cannot be sent"),
  });
  const [{ createProcessFigures }, { watchMlflowCalls }, { addQueueFigures }] = await Promise.all([
    import("../observability/process-figures.js"),
    import("../observability/mlflow-calls.js"),
    import("../observability/queue-figures.js"),
  ]);
  const figures = createProcessFigures({ process, version: VERSION });
  let management: Management | null = null;

  const addQueue = ({ retrain }: Adapters) =>
    addQueueFigures(figures, {
      loadActivity: () => retrain.loadActivity(),
      getElapsedMs,
      onFailure: warnOf(logger),
    });
  const serve = async (checks: Readonly<Record<string, ReadinessCheck>>, isAlive?: () => boolean) => {
    if (!config.management) return;
    const { startManagement } = await import("../http/management.js");
    management = await startManagement({
      ...{ ...config.management, figures, checks },
      ...(isAlive ? { isAlive } : {}),
    });
  };

  return {
    figures,
    tracing,
    forAdapters: {
      logger,
      watchCall: watchMlflowCalls(figures, tracing),
      getTraceParent: () => tracing.getTraceParent(),
    },
    watchApi: async (api) => {
      addQueue(api);
      const [{ addFleetFigures }, { measureFleet }, { measureLiveAccuracy }] = await Promise.all([
        import("../observability/fleet-figures.js"),
        import("../serving/fleet-health.js"),
        import("../serving/live-accuracy.js"),
      ]);
      const { catalogue, history, serving } = api;
      const getModels = (code: string) => serving.getStoreModels(code);
      addFleetFigures(figures, {
        ...{ getElapsedMs, onFailure: warnOf(logger) },
        measureFleet: async () =>
          measureFleet(await catalogue.listStores({}), getModels, runtime.businessNow(), runtime.now()),
        measureAccuracy: async () =>
          measureLiveAccuracy({
            ...{ stores: await catalogue.listStores({}), serving },
            loadDays: (ids, from, to) => history.loadDays(ids, from, to),
          }),
      });
      await serve(api.checks);
    },
    watchWorker: async (adapters) => {
      addQueue(adapters);
      const { observeTrainings } = await import("../observability/training-figures.js");
      let worker: Pick<RetrainWorker, "isAlive"> | null = null;
      const checks = {
        database: async () => void (await runQuery(adapters.pool, "SELECT 1")),
        queue: () => adapters.checkQueue(),
        worker: () =>
          worker?.isAlive()
            ? Promise.resolve()
            : Promise.reject(new Error(worker ? "The worker takes no jobs." : "The worker is starting.")),
        mlflow: () => describeMlflow(adapters),
      };
      await serve(checks, () => worker?.isAlive() ?? true);
      return { observer: observeTrainings(figures, tracing), started: (started) => (worker = started) };
    },
    close: async () => {
      await management?.close();
      await tracing.close();
    },
  };
}

/** A worker whose MLflow is away is ready all the same: its jobs wait and are tried again. */
async function describeMlflow({ registry }: Adapters): Promise<string | undefined> {
  try {
    const late = () => new Error(`no answer within ${MLFLOW_PATIENCE_MS} ms`);
    await withinLimit(registry.getServerVersion(), MLFLOW_PATIENCE_MS, late);
    return undefined;
  } catch (error) {
    return `MLflow does not say which version it is: ${(error as Error).message}`;
  }
}

function warnOf(logger: Logger): (error: unknown) => void {
  return (error) => logger.warn({ err: error }, "figures could not be read");
}
