/**
 * What queued jobs cost when there are many of them:
 *
 *     npx tsx bench/growth.ts [postgres|redis] [jobs ...] [-- workers ...]
 *
 * By default 1,115, 11,150 and 111,500 jobs with 1, 2 and 4 worker processes. One request queues them all; then the workers train for half a
 * minute from that queue, or until it is empty, while a person asks for one store more every two seconds. The fit is real, of a series of 120
 * days; the registry is a stub that takes 110 ms a store, what seven calls to an idle MLflow take, so what is measured is the queue and all around it.
 *
 * - queueing: from the request to its answer, s
 * - jobs/s: ended in that half minute
 * - person: from the request to its success, ms, median and longest
 * - CPU: of the workers, a job, ms
 * - RSS: of the process that asks, as an API does, and of one worker, MB
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { createRetrainQueue } from "../src/training/queue.js";
import { createRetrainService } from "../src/training/retrain-service.js";
import { startTestPostgres } from "../test/support/postgres.js";
import { startTestRedis } from "../test/support/redis.js";
import { makeRetrainDatabase, silent } from "../test/support/retrain.js";
import type { GrowthWorkerOptions, GrowthWorkerState } from "./growth-worker.js";

const SECONDS = 30;
const PERSON_EVERY_MS = 2_000;
const REGISTRY_MS = 110;

const [engine = "postgres", ...rest] = process.argv.slice(2);
const split = rest.includes("--") ? rest.indexOf("--") : rest.length;
const sizes = rest.slice(0, split).map(Number);
const crews = rest.slice(split + 1).map(Number);

interface Row {
  jobs: number;
  workers: number;
  queueingSeconds: number;
  jobsPerSecond: number;
  personMs: number[];
  cpuMs: number;
  apiMb: number;
  workerMb: number;
}

const script = resolve(import.meta.dirname, "growth-worker.ts");

async function startWorker(options: GrowthWorkerOptions): Promise<ChildProcess> {
  const child = fork(script, [JSON.stringify(options)], { execArgv: ["--import", "tsx"] });
  await once(child, "message");
  return child;
}

async function askState(worker: ChildProcess): Promise<GrowthWorkerState> {
  const answered = once(worker, "message");
  worker.send("state");
  const [state] = (await answered) as [GrowthWorkerState];
  return state;
}

async function measure(jobs: number, crew: number): Promise<Row> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const postgres = await startTestPostgres({ settings: {} });
    closers.push(() => postgres.stop());
    const redis = engine === "redis" ? await startTestRedis({ isDurable: true }) : null;
    if (redis) closers.push(() => redis.close());
    const databaseUrl = await postgres.createDatabase();
    const queueUrl = redis?.url ?? databaseUrl;
    const people = 1_000;
    const database = await makeRetrainDatabase({
      ...{ url: databaseUrl, stores: jobs + people, dataThrough: "2015-06-19" },
    });
    closers.push(() => database.close());
    const queue = createRetrainQueue({ url: queueUrl, onError: (error) => console.error(error) });
    closers.push(() => queue.close());
    const service = createRetrainService({
      ...{ pool: database.pool, queue, registry: { findStoreModels: () => Promise.resolve(new Map()) } },
      ...{ now: () => new Date(), logger: silent },
    });

    const startedAt = performance.now();
    await service.request({
      ...{ stores: database.stores.slice(people), force: true, requestedBy: "bench", trigger: "schedule" },
    });
    const queueingSeconds = (performance.now() - startedAt) / 1_000;

    const workers = await Promise.all(
      Array.from({ length: crew }, () => startWorker({ databaseUrl, queueUrl, registryMs: REGISTRY_MS })),
    );
    closers.push(() => Promise.resolve(workers.forEach((worker) => worker.kill("SIGKILL"))));
    const countEnded = async () => {
      const { rows } = await database.pool.query<{ ended: number }>(
        "SELECT count(*)::integer AS ended FROM retrain_job WHERE status IN ('SUCCEEDED', 'FAILED')",
      );
      return rows[0]!.ended;
    };
    while ((await countEnded()) === 0) await delay(20);
    const endedBefore = await countEnded();
    const cpuBefore = (await Promise.all(workers.map(askState))).reduce(
      (sum, { cpuSeconds }) => sum + cpuSeconds,
      0,
    );
    const openedAt = performance.now();
    const personMs: number[] = [];
    let person = 0;
    while (performance.now() - openedAt < SECONDS * 1_000 && (await countEnded()) < jobs) {
      const askedAt = performance.now();
      const { results } = await service.request({
        ...{ stores: [database.stores[person++]!], force: true, requestedBy: "ann", trigger: "person" },
      });
      const { id } = results[0]!.job!;
      for (;;) {
        const job = (await service.loadJobs([id])).get(id);
        if (job?.status === "SUCCEEDED") break;
        if (job?.status === "FAILED") throw new Error(JSON.stringify(job.failure));
        await delay(5);
      }
      personMs.push(performance.now() - askedAt);
      await delay(PERSON_EVERY_MS);
    }
    const seconds = (performance.now() - openedAt) / 1_000;
    const ended = (await countEnded()) - endedBefore;
    const states = await Promise.all(workers.map(askState));
    const cpuSeconds = states.reduce((sum, state) => sum + state.cpuSeconds, 0) - cpuBefore;
    return {
      ...{ jobs, workers: crew, queueingSeconds, jobsPerSecond: ended / seconds, personMs },
      cpuMs: (1_000 * cpuSeconds) / ended,
      apiMb: process.memoryUsage().rss / 2 ** 20,
      workerMb: Math.max(...states.map(({ rssMb }) => rssMb)),
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

console.log(`queue in ${engine}`);
console.log(
  "| jobs | workers | queueing, s | jobs/s | person, ms | longest | CPU, ms | RSS, asking | RSS, worker |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
for (const jobs of sizes.length > 0 ? sizes : [1_115, 11_150, 111_500]) {
  for (const crew of crews.length > 0 ? crews : [1, 2, 4]) {
    const row = await measure(jobs, crew);
    const person = [...row.personMs].sort((a, b) => a - b);
    const cells = [
      ...[row.jobs, row.workers, row.queueingSeconds.toFixed(1), row.jobsPerSecond.toFixed(0)],
      ...[
        person[person.length >> 1]?.toFixed(0) ?? "-",
        person.at(-1)?.toFixed(0) ?? "-",
        row.cpuMs.toFixed(1),
      ],
      ...[row.apiMb.toFixed(0), row.workerMb.toFixed(0)],
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
process.exit(0);
