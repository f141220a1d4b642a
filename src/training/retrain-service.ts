import type pg from "pg";
import type { Logger } from "pino";

import { runQuery, transaction, type Queryable } from "../database/pool.js";
import { AppError } from "../errors.js";
import type { ModelRegistry, StoreModels } from "../mlflow/types.js";
import { cancelInDatabase } from "./batch-cancellation.js";
import { closeBatches } from "./batch-ends.js";
import { makeBatchQueries } from "./batch-queries.js";
import type { RetrainBatch } from "./batch-types.js";
import { notifyEvents } from "./event-messages.js";
import { handOver } from "./hand-over.js";
import { makeFoldQueries } from "./fold-queries.js";
import { makeJobQueries } from "./job-queries.js";
import { JOB_COLUMNS, toJob, type JobRow } from "./job-rows.js";
import { claimAllowance } from "./retrain-allowance.js";
import { PRIORITY, type QueueEntry, type RetrainQueue } from "./queue.js";
import { loadActivity, loadLockedStates, lockLanes, type LockedState } from "./request-state.js";
import { decideRetrain, type DataState, type RetrainDecision } from "./retrain-rule.js";
import { insertBatch, type NewBatchStore } from "./new-batch.js";
import type { RetrainJob, RetrainOutcome, RetrainRequest, RetrainResult, RetrainService } from "./types.js";

/** What the service works with. */
export interface RetrainServiceOptions {
  pool: pg.Pool;
  queue: RetrainQueue;
  registry: Pick<ModelRegistry, "findStoreModels">;
  now: () => Date;
  logger: Pick<Logger, "info" | "warn">;
  /** `traceparent` of the request that asks; its jobs go on from it. */
  getTraceParent?: () => string | undefined;
}

/** A request's outcome inside its transaction, and what the queue must be told once it is committed. */
interface Decided {
  batch: RetrainBatch;
  decisions: Map<number, RetrainDecision>;
  /** The job that answers for each store; none where the newest version does. */
  jobs: Map<number, RetrainJob>;
  added: QueueEntry[];
  raised: QueueEntry[];
  /** Jobs that are new. */
  created: number;
}

/**
 * Retrain requests and jobs. A request costs a fixed number of statements and at most one look at the registry, however many
 * stores it names.
 *
 * A job whose transaction has committed will run, even if the queue does not answer then: a worker hands it over later.
 */
export function createRetrainService(options: RetrainServiceOptions): RetrainService {
  const { pool, queue, registry, logger, now } = options;
  const queries = makeBatchQueries(pool, now);

  async function loadNewest(
    request: RetrainRequest,
    activeStoreIds: ReadonlySet<number>,
  ): Promise<Map<string, StoreModels>> {
    if (request.force) return new Map();
    const codes = request.stores.filter(({ id }) => !activeStoreIds.has(id)).map(({ code }) => code);
    return codes.length === 0 ? new Map() : await registry.findStoreModels([...new Set(codes)]);
  }

  return {
    ...makeJobQueries(pool),
    ...makeFoldQueries(pool),
    ...queries,

    request: async (request) => {
      const ids = [...new Set(request.stores.map(({ id }) => id))];
      if (ids.length === 0) return { batch: null, results: [] };
      const snapshot = await loadActivity(pool, ids);
      const models = await loadNewest(request, snapshot.activeStoreIds);
      const codes = new Map(request.stores.map(({ id, code }) => [id, code]));
      const decided = await transaction(pool, async (client) => {
        await claimAllowance(client, request, ids.length, now());
        await lockLanes(client, ids);
        const states = await loadLockedStates(client, ids, snapshot);
        const decisions = new Map<number, RetrainDecision>();
        for (const [id, state] of states) {
          const newest = state.trainedSince ?? toDataState(models.get(codes.get(id) ?? ""));
          decisions.set(id, decideRetrain({ ...state, newest, force: request.force }));
        }
        return await write(client, request, options, states, decisions);
      });
      logger.info(
        {
          ...(request.requestId === undefined ? {} : { requestId: request.requestId }),
          ...{ batch: decided.batch.id, trigger: request.trigger, requestedBy: request.requestedBy },
          ...{ stores: ids.length, jobs: decided.created },
        },
        "fresh models were asked for",
      );
      await tellQueue(options, decided);
      return { batch: decided.batch, results: request.stores.map((store) => toResult(store, decided)) };
    },

    cancelBatch: async (id, by) => {
      const at = now();
      const cancellation = await cancelInDatabase(pool, id, { by, at });
      if (cancellation.kind !== "cancelled") return cancellation;
      const { cancelledJobs, batch } = cancellation;
      await takeBack(queue, cancelledJobs, logger);
      const batchIds = new Set([id, ...cancelledJobs.map(({ batchId }) => batchId)]);
      await closeBatches(pool, [...batchIds], at);
      const closed = await queries.loadBatches([id]);
      return { kind: "cancelled", batch: closed.get(id) ?? batch };
    },
  };
}

function toDataState(models: StoreModels | undefined): DataState | null {
  if (!models?.newest) return null;
  const { trainedThrough, dataRevision } = models.newest.facts;
  return { dataThrough: trainedThrough, dataRevision };
}

async function write(
  client: Queryable,
  request: RetrainRequest,
  { now, getTraceParent }: RetrainServiceOptions,
  states: ReadonlyMap<number, LockedState>,
  decisions: Map<number, RetrainDecision>,
): Promise<Decided> {
  const priority = request.trigger === "person" ? PRIORITY.person : PRIORITY.background;
  const asked: NewBatchStore[] = [];
  const joinedIds: string[] = [];
  const raised: QueueEntry[] = [];
  for (const [storeId, { queuedJob, runningJobId }] of states) {
    const decision = decisions.get(storeId);
    const joinedId =
      decision === "JOIN_RUNNING" ? runningJobId : decision === "JOIN_QUEUED" ? queuedJob?.id : null;
    if (joinedId != null) joinedIds.push(joinedId);
    if (decision) asked.push({ storeId, outcome: OUTCOMES[decision], joinedId: joinedId ?? null });
    if (decision === "JOIN_QUEUED" && queuedJob && priority < queuedJob.priority) {
      raised.push({ id: queuedJob.id, priority });
    }
  }
  const at = now();
  const { batch, created } = await insertBatch(client, asked, {
    ...{ ...request, priority, at },
    traceParent: getTraceParent?.() ?? null,
  });
  const joined = await joinJobs(client, joinedIds, priority);
  await notifyEvents(
    client,
    created.map((job) => ({ kind: "QUEUED", job, at })),
  );
  return {
    batch,
    decisions,
    jobs: new Map([...created, ...joined].map((job) => [job.storeId, job])),
    // A follow-up must not run beside the job it follows: the end of that one hands it over.
    added: created
      .filter(({ storeId }) => decisions.get(storeId) === "QUEUE")
      .map(({ id }) => ({ id, priority })),
    raised,
    created: created.length,
  };
}

async function joinJobs(client: Queryable, ids: readonly string[], priority: number): Promise<RetrainJob[]> {
  if (ids.length === 0) return [];
  const rows = await runQuery<JobRow>(
    client,
    `UPDATE retrain_job AS job
     SET request_count = job.request_count + 1, priority = least(job.priority, $2)
     WHERE job.id = ANY ($1::uuid[]) RETURNING ${JOB_COLUMNS}`,
    [ids, priority],
  );
  return rows.map(toJob);
}

async function tellQueue(
  { pool, queue, logger }: RetrainServiceOptions,
  { added, raised }: Decided,
): Promise<void> {
  try {
    await handOver(pool, queue, added);
    await queue.raise(raised);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    logger.warn({ err: error, jobs: added.length }, "jobs wait until a worker hands them to the queue");
  }
}

/** A worker that meets a job which the queue would not give back finds that it has ended. */
async function takeBack(
  queue: RetrainQueue,
  jobs: readonly RetrainJob[],
  logger: Pick<Logger, "warn">,
): Promise<void> {
  try {
    await queue.remove(jobs.map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    logger.warn(
      { err: error, jobs: jobs.length },
      "cancelled jobs stay in the queue until a worker meets them",
    );
  }
}

const OUTCOMES: Record<RetrainDecision, RetrainOutcome> = {
  UP_TO_DATE: "UP_TO_DATE",
  QUEUE: "ENQUEUED",
  QUEUE_FOLLOW_UP: "ENQUEUED",
  JOIN_QUEUED: "DEDUPLICATED",
  JOIN_RUNNING: "DEDUPLICATED",
};

function toResult(store: RetrainRequest["stores"][number], { decisions, jobs }: Decided): RetrainResult {
  const decision = decisions.get(store.id);
  if (!decision) throw new Error(`Store ${store.code} (id ${store.id}) is not in the database.`);
  return { store, outcome: OUTCOMES[decision], job: jobs.get(store.id) ?? null };
}
