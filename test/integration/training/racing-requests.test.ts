import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { addDays } from "../../../src/model/day.js";
import type { Store } from "../../../src/stores/types.js";
import { handOver } from "../../../src/training/hand-over.js";
import { makeJobTransitions, type Attempt, type AttemptEnd } from "../../../src/training/job-transitions.js";
import type { QueueEntry, RetrainQueue } from "../../../src/training/queue.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import type { RetrainRequest, RetrainResult, RetrainService } from "../../../src/training/types.js";
import { createFakeRegistry } from "../../support/fake-registry.js";
import { makeNewModel } from "../../support/models.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { makeRetrainDatabase, silent, type RetrainDatabase } from "../../support/retrain.js";

const now = () => new Date("2015-06-20T08:00:00Z");
/** Races of each pair in each state, half of them with the second operation sent first. */
const TIMES = 2;
/** Races at once, each over a store of its own. */
const AT_ONCE = 6;

/** A request that was answered. */
interface Answered {
  result: RetrainResult;
  batchId: string;
  /** Revision of the data when it was sent. */
  seen: number;
}

/** One race: its store, and who has which job in hand. */
interface Race {
  store: Store;
  /** Revision of the store's data; each has a day more. */
  revision: number;
  answered: Answered[];
  cancelledBatchIds: Set<string>;
  /** The latest request's, before the race. */
  batchId: string;
  queuedId: string;
  running: Attempt | null;
}

type Operation = (race: Race) => Promise<unknown>;

describe("two operations on one store at once", () => {
  let postgres: TestPostgres;
  let database: RetrainDatabase;
  let service: RetrainService;
  let transitions: ReturnType<typeof makeJobTransitions>;
  let next = 0;
  const registry = createFakeRegistry();
  /** Ids that the queue holds. */
  const held = new Set<string>();
  const queue: Pick<RetrainQueue, "add" | "raise" | "remove"> = {
    add: (entries) => Promise.resolve(entries.forEach(({ id }) => held.add(id))),
    raise: () => Promise.resolve(),
    remove: (ids) => Promise.resolve(ids.forEach((id) => held.delete(id))),
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 600, dataThrough: "2015-06-19" });
    service = createRetrainService({
      ...{ pool: database.pool, registry, now, logger: silent },
      queue: queue as RetrainQueue,
    });
    transitions = makeJobTransitions(database.pool, now);
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
  });

  const dayOf = (revision: number) => addDays("2015-06-19", revision);

  const importData: Operation = async (race) => {
    const revision = race.revision + 1;
    await database.pool.query("UPDATE store SET data_through = $2, data_revision = $3 WHERE id = $1", [
      ...[race.store.id, dayOf(revision), revision],
    ]);
    race.revision = revision;
  };

  const ask =
    (change: Partial<RetrainRequest> = {}): Operation =>
    async (race) => {
      const seen = race.revision;
      const { batch, results } = await service.request({
        ...{ stores: [race.store], force: false, requestedBy: "planner", trigger: "person", ...change },
      });
      race.answered.push(...results.map((result) => ({ result, seen, batchId: batch!.id })));
    };

  const settle = async (end: AttemptEnd | null) => {
    if (end?.followUp) await handOver(database.pool, queue, [end.followUp satisfies QueueEntry]);
  };

  const fail =
    (shallRetry: boolean): Operation =>
    async ({ running }) => {
      const failure = { code: "TIMED_OUT", message: "Too slow.", isRetryable: true } as const;
      await settle(await transitions.fail(running!, failure, shallRetry));
    };

  /** As a worker does: the version first, the job after. */
  const succeed: Operation = async ({ store, running }) => {
    const trainedThrough = dayOf(running!.dataRevision);
    const model = makeNewModel({ runId: "run", experimentId: "1" }, store.code, running!.job.id);
    const facts = { ...model.facts, trainedThrough, dataRevision: running!.dataRevision };
    const { version, modelId } = await registry.logModel({ ...model, facts });
    const end = await transitions.succeed(running!, {
      ...{ version, promoted: true },
      training: {
        ...{ modelId, trainedThrough, dataDigest: "d", rows: 9, backtest: null, reason: "none" },
        ...{ folds: [], components: null },
      },
    });
    await settle(end);
  };

  const REQUESTS: Record<string, Operation> = {
    "a request": ask(),
    "a forced request": ask({ force: true }),
    "a schedule's request": ask({ trigger: "schedule", requestedBy: "schedule" }),
    "an import": importData,
    "an import and its request": async (race) => {
      await importData(race);
      await ask({ trigger: "new data", requestedBy: "import" })(race);
    },
  };
  const WAITING: Record<string, Operation> = {
    "a claim": ({ queuedId }) => transitions.claim(queuedId),
    "a cancellation": async (race) => {
      const { kind } = await service.cancelBatch(race.batchId, "planner");
      if (kind === "cancelled") race.cancelledBatchIds.add(race.batchId);
    },
  };
  const RUNNING: Record<string, Operation> = {
    "a success": succeed,
    "a failure": fail(false),
    "a failure that is tried again": fail(true),
    "a handing back": ({ running }) => transitions.handBack(running!),
    "a taking over": ({ running }) => transitions.claim(running!.job.id),
  };

  const queueJob: Operation = async (race) => {
    await ask()(race);
    const { result, batchId } = race.answered.at(-1)!;
    Object.assign(race, { batchId, queuedId: result.job!.id });
  };
  const startJob: Operation = async (race) => {
    await queueJob(race);
    const claim = await transitions.claim(race.queuedId);
    if (claim.kind !== "claimed") throw new Error(`not claimed but ${claim.kind}`);
    race.running = claim.attempt;
  };
  const inOrder =
    (...steps: Operation[]): Operation =>
    async (race) => {
      for (const step of steps) await step(race);
    };

  const STATES: [string, Operation, Record<string, Operation>][] = [
    ["that was never asked for", inOrder(), REQUESTS],
    ["that is up to date", inOrder(startJob, succeed), REQUESTS],
    ["whose job waits", queueJob, { ...REQUESTS, ...WAITING }],
    ["whose job runs", startJob, { ...REQUESTS, ...WAITING, ...RUNNING }],
    ["whose job runs on older data", inOrder(startJob, importData), { ...REQUESTS, ...RUNNING }],
    [
      "whose next job waits for the one that runs",
      inOrder(startJob, importData, queueJob),
      { ...REQUESTS, ...WAITING, ...RUNNING },
    ],
  ];

  interface Found {
    id: string;
    status: string;
    requestCount: number;
    dataRevision: number | null;
    /** Answers of batches that were not cancelled while it waited. */
    named: number;
  }

  /** What is wrong with a store after its race, in sentences. */
  async function listFaults({ store, revision, answered, cancelledBatchIds }: Race): Promise<string[]> {
    const { rows: jobs } = await database.pool.query<Found>(
      `SELECT id, status, request_count AS "requestCount", data_revision AS "dataRevision",
         (SELECT count(*)::integer FROM retrain_batch_store
          WHERE job_id = job.id AND state <> 'WITHDRAWN') AS named
       FROM retrain_job job WHERE store_id = $1`,
      [store.id],
    );
    const faults: string[] = [];
    const count = (status: string) => jobs.filter((job) => job.status === status).length;
    for (const status of ["QUEUED", "RUNNING"]) {
      if (count(status) > 1) faults.push(`${count(status)} jobs are ${status}`);
    }
    for (const { id, status, requestCount, named } of jobs) {
      if (requestCount !== named) faults.push(`${named} requests name a job that counts ${requestCount}`);
      if (status === "QUEUED" && count("RUNNING") === 0 && !held.has(id)) faults.push("a job is in no queue");
    }
    const newest = (await registry.findStoreModels([store.code])).get(store.code)?.newest?.facts.dataRevision;
    for (const { result, batchId, seen } of answered) {
      const job = jobs.find(({ id }) => id === result.job?.id);
      const read = job?.status === "QUEUED" ? revision : (job?.dataRevision ?? null);
      if ((result.outcome === "UP_TO_DATE") !== (result.job === null)) faults.push("an answer lacks its job");
      if (result.job === null) {
        if ((newest ?? -1) < seen)
          faults.push(`up to date at ${seen}, but the newest version is of ${newest}`);
      } else if (!job) {
        faults.push("an answer names a job that does not exist");
      } else if (cancelledBatchIds.has(batchId)) {
        continue;
      } else if (job.status === "CANCELLED") {
        faults.push("a job was cancelled that another request waits for");
      } else if ((read ?? -1) < seen) {
        faults.push(`asked at ${seen}, answered by a ${job.status} job that has read ${read}`);
      }
    }
    return faults;
  }

  async function run(prepare: Operation, first: Operation, second: Operation): Promise<string[]> {
    const race: Race = {
      ...{ store: database.stores[next++]!, revision: 0, answered: [], cancelledBatchIds: new Set() },
      ...{ batchId: "", queuedId: "", running: null },
    };
    await prepare(race);
    const ends = await Promise.allSettled([first(race), second(race)]);
    const errors = ends.flatMap((end) => (end.status === "rejected" ? String(end.reason) : []));
    return [...errors, ...(await listFaults(race))];
  }

  test.each(STATES)("keep every promise for a store %s", async (_, prepare, operations) => {
    const names = Object.keys(operations);
    const races = names.flatMap((one, place) =>
      names
        .slice(place)
        .flatMap((other) =>
          Array.from({ length: TIMES }, (__, time) => (time % 2 === 0 ? [one, other] : [other, one])),
        ),
    );
    const faults = new Set<string>();
    const left = races.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const [first, second] of left as Iterable<[string, string]>) {
          const found = await run(prepare, operations[first]!, operations[second]!);
          for (const fault of found) faults.add(`${first} and ${second}: ${fault}`);
        }
      }),
    );
    expect([...faults]).toEqual([]);
  });
});
