/** Retrain requests from a process of their own, for tests of many processes. The registry has no model of any store. */
import { makePool } from "../../src/database/pool.js";
import type { Store } from "../../src/stores/types.js";
import { createRetrainQueue } from "../../src/training/queue.js";
import { createRetrainService } from "../../src/training/retrain-service.js";
import { silent } from "./retrain.js";

/** So many requests for a store, all at once. */
export interface Burst {
  url: string;
  queueUrl: string;
  store: Store;
  requests: number;
}

/** What each request of a burst was answered. */
export type BurstAnswer = { outcome: string; jobId: string | null }[];

async function ask({ url, queueUrl, store, requests }: Burst): Promise<BurstAnswer> {
  const pool = makePool({ url, max: 10, logger: silent });
  const queue = createRetrainQueue({ url: queueUrl, onError: () => undefined });
  const service = createRetrainService({
    ...{ pool, queue, now: () => new Date("2015-06-20T08:00:00Z"), logger: silent },
    registry: { findStoreModels: () => Promise.resolve(new Map()) },
  });
  try {
    const answers = await Promise.all(
      Array.from({ length: requests }, () =>
        service.request({ stores: [store], force: false, requestedBy: "planner", trigger: "person" }),
      ),
    );
    return answers
      .flatMap(({ results }) => results)
      .map(({ outcome, job }) => ({ outcome, jobId: job?.id ?? null }));
  } finally {
    await queue.close();
    await pool.end();
  }
}

process.on("message", (burst: Burst) => void ask(burst).then((answer) => process.send?.(answer)));
process.send?.("ready");
