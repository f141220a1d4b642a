import { z } from "zod";
import type { Context, RetrainBatchRecord } from "../../context.js";
import { decodeBatchId } from "../../resolvers/batch-words.js";
import { RetrainBatchResolver } from "../../resolvers/retrain-batch-resolver.js";
import { RetrainResolver } from "../../resolvers/retrain-resolver.js";
import { decodePage, makeConnection } from "../../schema/connection.js";
import { decodeId, encodeId } from "../../schema/ids.js";
import { linkToNext, toPage } from "../pages.js";
import { makeNotFound, requireDone } from "../refusal.js";
import { ROOT } from "../root.js";
import { defineRoute, type Route } from "../route.js";
import { batchId, jobId, pageQuery, regionId, storeId } from "../schemas/common.js";
import {
  BatchStorePage,
  RetrainAnswer,
  RetrainBatch,
  RetrainJob,
  toBatch,
  toBatchStore,
  toJob,
} from "../schemas/retrain.js";

const retrains = new RetrainResolver();
const batches = new RetrainBatchResolver();

const list = { error: "must be a list" };

const retrain = defineRoute({
  method: "post",
  path: "/retrain",
  access: { type: "Mutation", field: "storesRetrain" },
  operationId: "retrainStores",
  tag: "retrain",
  summary: "Ask for fresh models",
  description:
    "Returns at once with a batch to follow. Stores and regions AND together. A name that does not exist refuses the whole request (422), and nothing is queued.",
  body: z
    .strictObject(
      {
        storeIds: z.array(storeId, list).nullish().meta({ description: "Train these stores." }),
        regionIds: z.array(regionId, list).nullish().meta({ description: "Train stores of these regions." }),
        force: z
          .boolean({ error: "must be true or false" })
          .default(false)
          .meta({ description: "Train even if the newest version has seen all data." }),
      },
      { error: 'must be an object, such as {"storeIds": ["262"]}' },
    )
    .meta({
      id: "RetrainRequest",
      description: "Stores to train: at least one store or region must be named.",
    }),
  answer: RetrainAnswer,
  status: 202,
  failures: [422],
  examples: { body: { storeIds: ["32"], force: true }, answer: undefined },
  async handle({ body: { storeIds, regionIds, force } }, context) {
    const filter = { storeIds: storeIds ?? null, regionIds: regionIds ?? null };
    const { batch, results, userErrors } = await retrains.storesRetrain({ filter, force }, context);
    requireDone(userErrors, 422);
    return {
      batch: batch && (await toBatch(batch, context)),
      results: results.map(({ store, outcome, job }) => ({
        ...{ storeId: store.code, outcome },
        job: job && toJob(job, store.code),
      })),
    };
  },
  makeHeaders: ({ batch }) => (batch ? { location: `${ROOT}/retrain/batches/${batch.id}` } : {}),
});

const getJob = defineRoute({
  method: "get",
  path: "/retrain/jobs/{jobId}",
  access: { type: "Query", field: "retrainJobs" },
  operationId: "getRetrainJob",
  tag: "retrain",
  summary: "One training of one store",
  description: "How far it is, and what came of it.",
  params: z.strictObject({ jobId }),
  answer: RetrainJob,
  failures: [404],
  async handle({ params }, { loaders }) {
    const { type, key } = decodeId(params.jobId) ?? { type: "RetrainJob", key: params.jobId };
    const job = type === "RetrainJob" ? await loaders.jobById.load(key) : null;
    const store = job && (await loaders.storeById.load(job.storeId));
    if (!store) throw makeNotFound("retrain job", params.jobId);
    return toJob(job, store.code);
  },
});

async function requireBatch(id: string, { loaders }: Context): Promise<RetrainBatchRecord> {
  const key = decodeBatchId(id);
  const batch = key === null ? null : await loaders.batchById.load(key);
  if (!batch) throw makeNotFound("retrain batch", id);
  return batch;
}

const getBatch = defineRoute({
  method: "get",
  path: "/retrain/batches/{batchId}",
  access: { type: "Query", field: "retrainBatch" },
  operationId: "getRetrainBatch",
  tag: "retrain",
  summary: "One request for fresh models",
  description: "How far it is as a whole.",
  params: z.strictObject({ batchId }),
  answer: RetrainBatch,
  failures: [404],
  async handle({ params }, context) {
    return toBatch(await requireBatch(params.batchId, context), context);
  },
});

const listBatchStores = defineRoute({
  method: "get",
  path: "/retrain/batches/{batchId}/stores",
  access: { type: "Query", field: "retrainBatch" },
  operationId: "listRetrainBatchStores",
  tag: "retrain",
  summary: "The stores of a request for fresh models",
  description: "By code, and what each came to.",
  params: z.strictObject({ batchId }),
  query: z.strictObject(pageQuery(50)),
  answer: BatchStorePage,
  failures: [404],
  measure: ({ query: { first } }) => ({ values: first * 4, bytes: first * 150 }),
  async handle({ params, query: { first, after } }, context) {
    const { id } = await requireBatch(params.batchId, context);
    const page = decodePage("Store", { first, after: after ?? null });
    const stores = await context.loaders.storesOfBatch.load({ batchId: id, ...page });
    const connection = makeConnection(stores, ({ storeCode }) => encodeId("Store", storeCode));
    return toPage(connection, stores.items.map(toBatchStore));
  },
  makeHeaders: (page, { params, query }) =>
    linkToNext(page, `/retrain/batches/${encodeURIComponent(params.batchId)}/stores`, query),
});

const cancelBatch = defineRoute({
  method: "post",
  path: "/retrain/batches/{batchId}/cancel",
  access: { type: "Mutation", field: "retrainBatchCancel" },
  operationId: "cancelRetrainBatch",
  tag: "retrain",
  summary: "Withdraw a request for fresh models",
  description: "Jobs that wait and that nobody else asked for are cancelled, those that run finish.",
  params: z.strictObject({ batchId }),
  body: z
    .strictObject({}, { error: "must be an object without fields" })
    .meta({ id: "Nothing", description: "An empty object." }),
  answer: RetrainBatch,
  failures: [404, 409],
  examples: { body: {}, answer: undefined },
  async handle({ params }, context) {
    const { batch, userErrors } = await batches.retrainBatchCancel(params, context);
    requireDone(userErrors);
    return toBatch(batch!, context);
  },
});

export const retrainRoutes: Route[] = [retrain, getJob, getBatch, listBatchStores, cancelBatch];
