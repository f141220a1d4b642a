import { runQuery, type Queryable } from "../database/pool.js";
import type { ModelRegistry, StoreModels } from "../mlflow/types.js";
import type { Store } from "../stores/types.js";

/** Stores that one call asks about. */
const STORES_A_CALL = 50;
/** How old what the registry said may be when a training begins, ms: no older than a training is when it ends. */
const MAX_AGE_MS = 5_000;

/** What the registry says of the stores of a batch, asked for many of them at once. */
export interface RegistryOutlook {
  /** State of a store, at most five seconds old; undefined if it has no model. Each answer is given out once. */
  load(store: Store, batchId: string): Promise<StoreModels | undefined>;
}

interface Answer {
  models: StoreModels | undefined;
  readAtMs: number;
}

/**
 * Asks for the stores that the batch trains next together with the one that is wanted, so that a fleet is read in few calls.
 *
 * @param getElapsedMs milliseconds of a clock that only goes forward
 */
export function makeRegistryOutlook(
  db: Queryable,
  registry: Pick<ModelRegistry, "findStoreModels">,
  getElapsedMs: () => number,
): RegistryOutlook {
  const batches = new Map<string, Map<string, Answer>>();
  const readings = new Map<string, Promise<void>>();

  function take(batchId: string, storeCode: string): Answer | null {
    const answers = batches.get(batchId);
    const answer = answers?.get(storeCode);
    if (!answers || !answer) return null;
    answers.delete(storeCode);
    if (answers.size === 0) batches.delete(batchId);
    return getElapsedMs() - answer.readAtMs <= MAX_AGE_MS ? answer : null;
  }

  async function read(batchId: string, storeCode: string): Promise<void> {
    const next = await runQuery<{ code: string }>(
      db,
      `SELECT store.code FROM retrain_job job JOIN store ON store.id = job.store_id
       WHERE job.batch_id = $1 AND job.status IN ('QUEUED', 'RUNNING') AND store.code <> $2
       ORDER BY job.seq LIMIT $3`,
      [batchId, storeCode, STORES_A_CALL - 1],
    );
    const codes = [storeCode, ...next.map(({ code }) => code)];
    const readAtMs = getElapsedMs();
    const found = await registry.findStoreModels(codes);
    for (const [id, answers] of batches) {
      const [first] = answers.values();
      if (!first || readAtMs - first.readAtMs > MAX_AGE_MS) batches.delete(id);
    }
    batches.set(batchId, new Map(codes.map((code) => [code, { models: found.get(code), readAtMs }])));
  }

  return {
    load: async (store, batchId) => {
      for (;;) {
        const answer = take(batchId, store.code);
        if (answer) return answer.models;
        const reading = readings.get(batchId);
        // jobs that begin together wait for one call, then see whether it answered them
        if (reading) await reading.catch(() => undefined);
        else {
          const own = read(batchId, store.code).finally(() => readings.delete(batchId));
          readings.set(batchId, own);
          await own;
        }
      }
    },
  };
}
