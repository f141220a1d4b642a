import type { ChildProcess } from "node:child_process";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { createRetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { Store } from "../../../src/stores/types.js";
import type { RetrainJob, RetrainService } from "../../../src/training/types.js";
import { countOf, type RegistryCount } from "../../support/mlflow-counts.js";
import { startTestMlflow } from "../../support/mlflow.js";
import { startTestPostgres } from "../../support/postgres.js";
import { startProxy, type ProxiedCall, type Proxy } from "../../support/proxy.js";
import {
  makeRetrainDatabase,
  silent,
  untilBatchFinished,
  type RetrainDatabase,
} from "../../support/retrain.js";
import type { WorkerProcessOptions } from "../../support/retrain-worker-process.js";
import { buildScripts, type ScriptProcesses } from "../../support/script-processes.js";

const now = "2015-06-20T08:00:00.000Z";
/** More than a plan has calls. */
const STORES = 40;

describe("a worker that is killed between two calls to MLflow", () => {
  let trackingUri: string;
  let proxy: Proxy;
  let database: RetrainDatabase;
  let registry: ModelRegistry;
  let service: RetrainService;
  let scripts: ScriptProcesses;
  let worker: ChildProcess | null = null;
  /** Place of the next store that has not been trained. */
  let next = 0;
  let spare: ChildProcess | null = null;
  const closers: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const [postgres, mlflow] = await Promise.all([startTestPostgres(), startTestMlflow()]);
    scripts = await buildScripts(["retrain-worker-process"]);
    closers.push(
      () => postgres.stop(),
      () => mlflow.stop(),
    );
    trackingUri = mlflow.url;
    proxy = await startProxy(mlflow.url);
    closers.push(() => proxy.close());
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: STORES, dataThrough: "2015-06-19" });
    closers.push(() => database.close());
    registry = createModelRegistry({ trackingUri, random: () => 0.5, logger: silent });
    const queue = createRetrainQueue({ url, onError: () => undefined });
    closers.push(() => queue.close());
    service = createRetrainService({
      ...{ pool: database.pool, queue, registry, logger: silent },
      now: () => new Date(now),
    });
  });
  afterAll(async () => {
    await scripts.close();
    for (const close of closers.reverse()) await close();
  });

  /** Loads a worker that takes no job yet. */
  function load(): ChildProcess {
    const options: WorkerProcessOptions = {
      ...{ url: database.url, stores: database.stores, now, trackingUri: proxy.url, isSpare: true },
    };
    return scripts.start("retrain-worker-process", [JSON.stringify(options)]);
  }

  /** Lets the loaded worker work, and loads the one after it. */
  function start(): void {
    worker = spare ?? load();
    worker.send("go");
    spare = load();
  }

  const kill = async () => void (worker && (await scripts.kill(worker)));

  async function ask(store: Store): Promise<RetrainJob> {
    const {
      results: [result],
    } = await service.request({
      ...{ stores: [store], force: true, requestedBy: "planner", trigger: "person" },
    });
    return result!.job!;
  }

  const untilFinished = ({ batchId }: RetrainJob) => untilBatchFinished(database.pool, batchId);

  /**
   * Trains a store; the worker is killed when MLflow has done this call, before it hears of it.
   *
   * @returns null if the training had no such call: only a new process looks for the experiment
   */
  async function trainWithDeathAfter(after: string): Promise<Ending | null> {
    const store = database.stores[next++]!;
    let isDead = false;
    const died = new Promise<void>((tell) => {
      proxy.intercept = async (call) => {
        const answer = await call.forward();
        if (isDead || nameOf(call) !== after) return answer;
        isDead = true;
        await kill();
        tell();
        return "reset";
      };
    });
    const job = await ask(store);
    await Promise.race([died, untilFinished(job)]);
    proxy.intercept = null;
    if (!isDead) return null;
    start();
    await untilFinished(job);
    const { status, promoted } = (await service.loadJobs([job.id])).get(job.id)!;
    return { after, status, promoted, ...(await countOf(trackingUri, store.code, job)) };
  }

  interface Ending extends RegistryCount {
    after: string;
    status: RetrainJob["status"];
    promoted: boolean | null;
  }

  test("leaves one run, one model, one version and the alias on it, whichever call was the last", async () => {
    // the first worker makes the experiment, the second has the plan of all that follow
    const plan = new Set<string>();
    for (const isRecorded of [false, true]) {
      await kill();
      start();
      if (isRecorded) {
        proxy.intercept = (call) => {
          plan.add(nameOf(call));
          return call.forward();
        };
      }
      await untilFinished(await ask(database.stores[next++]!));
    }
    expect(plan.size).toBeGreaterThan(10);

    const endings: (Ending | null)[] = [];
    for (const after of plan) {
      let ending = await trainWithDeathAfter(after);
      if (ending === null) {
        await kill();
        start();
        ending = await trainWithDeathAfter(after);
      }
      endings.push(ending);
    }
    expect(endings).toEqual(
      [...plan].map((after) => ({
        ...{ after, status: "SUCCEEDED", promoted: true },
        ...{ runs: ["FINISHED"], models: ["LOGGED_MODEL_READY"], versions: ["1"], champion: "1" },
      })),
    );
  }, 240_000);
});

function nameOf({ method, path }: ProxiedCall): string {
  return `${method} ${path.replace(/^\/api\/2.0\/mlflow(-artifacts)?\//, "").replaceAll(/[^/]*[0-9a-f]{32}/g, "…")}`;
}
