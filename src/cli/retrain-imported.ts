import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { getQueueUrl } from "../adapters.js";
import { createAuditLog } from "../audit/audit-log.js";
import { auditRetrain } from "../audit/audit-services.js";
import type { RetrainOnImport } from "../config/training.js";
import { ServiceUnavailableError } from "../errors.js";
import { makeStoreCatalogue } from "../stores/catalogue.js";
import type { ImportReport } from "../stores/types.js";
import { createRetrainQueue, type RetrainQueue } from "../training/queue.js";
import { createRetrainService } from "../training/retrain-service.js";
import { auditCallerOf } from "./audit-caller.js";
import { createCommandLogger, getUser, type CommandContext } from "./runtime.js";

/** What an import has asked for. */
export interface ImportRetrain {
  batchId: string;
  /** Stores with a new job. */
  queued: number;
  /** Stores whose waiting job will read the new days. */
  joined: number;
}

/** How long the queue may take to answer, ms: a worker hands over what it has not taken. */
const QUEUE_PATIENCE_MS = 5_000;

/**
 * Asks for new models of the stores that an import has changed, or of all that it names. Needs no registry: no model can have seen days
 * that have just come. The import stands whatever becomes of this.
 *
 * @returns null where there is nothing to train, or where it could not be asked for, which is told with the command that makes up for it
 */
export async function retrainImported(
  context: CommandContext,
  db: { pool: pg.Pool; databaseUrl: string },
  report: ImportReport,
  which: RetrainOnImport,
): Promise<ImportRetrain | null> {
  const { runtime } = context;
  const storeCodes = { off: [], stale: report.changedStoreCodes, all: report.namedStoreCodes }[which];
  if (storeCodes.length === 0) return null;
  const say = (sentence: string) => void runtime.stderr.write(`storecast: ${sentence}\n`);
  try {
    return await request(context, db, storeCodes, say);
  } catch (error) {
    const codes = storeCodes.length <= 20 ? storeCodes.join(" ") : "--all";
    say(
      `The import is done, but training could not be asked for (${(error as Error).message}): run storecast retrain ${codes}.`,
    );
    return null;
  }
}

async function request(
  context: CommandContext,
  { pool, databaseUrl }: { pool: pg.Pool; databaseUrl: string },
  storeCodes: string[],
  say: (sentence: string) => void,
): Promise<ImportRetrain | null> {
  const { config, runtime } = context;
  const stores = await makeStoreCatalogue(pool).listStores({ storeCodes });
  const trainable = stores.filter(({ dataThrough }) => dataThrough !== null);
  const queue = createRetrainQueue({ url: getQueueUrl({ config, databaseUrl }), onError: () => undefined });
  const service = createRetrainService({
    pool,
    queue: makeImpatient(queue),
    registry: { findStoreModels: () => Promise.reject(new Error("an import asks no registry")) },
    now: runtime.now,
    logger: {
      info: () => undefined,
      warn: () => say("The queue does not answer: a worker will hand the jobs over."),
    },
  });
  try {
    const audit = createAuditLog({
      db: pool,
      now: runtime.now,
      logger: createCommandLogger(context, "import"),
    });
    const { batch, results } = await auditRetrain(service, auditCallerOf(), audit).request({
      ...{ stores: trainable, force: true, requestedBy: getUser(), trigger: "new data" },
    });
    if (batch === null) return null;
    const queued = results.filter(({ outcome }) => outcome === "ENQUEUED");
    return { batchId: batch.id, queued: queued.length, joined: results.length - queued.length };
  } finally {
    await withPatience(queue.close()).catch(() => say("The connection to the queue does not end."));
  }
}

function makeImpatient(queue: RetrainQueue): RetrainQueue {
  return {
    ...queue,
    add: (entries) => withPatience(queue.add(entries)),
    raise: (entries) => withPatience(queue.raise(entries)),
  };
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = async (): Promise<never> => {
    await delay(QUEUE_PATIENCE_MS, undefined, { signal: timer.signal });
    throw new ServiceUnavailableError(
      "queue",
      `The queue has not answered within ${QUEUE_PATIENCE_MS / 1_000} s.`,
    );
  };
  try {
    return await Promise.race([work, late()]);
  } finally {
    timer.abort();
  }
}

/** What people are told of it; nothing where nothing was asked for. */
export function describeImportRetrain(retrain: ImportRetrain | null): string {
  if (retrain === null) return "";
  const joined = retrain.joined === 0 ? "" : `, ${retrain.joined} waited already`;
  return `${retrain.queued} stores queued for training${joined} (batch ${retrain.batchId}).\n`;
}
