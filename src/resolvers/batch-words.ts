import type { RetrainBatchRecord } from "../context.js";
import { decodeId, isUuid } from "../schema/ids.js";
import type { RetrainBatchStatus } from "../schema/retrain-batch.js";

/** The key behind an id that names a batch; null if it can name none. */
export function decodeBatchId(id: string): string | null {
  const decoded = decodeId(id);
  if (decoded) return decoded.type === "RetrainBatch" ? decoded.key : null;
  return isUuid(id) ? id : null;
}

/** Stage that a batch is in. */
export function getBatchStatus({
  cancelledAt,
  finishedAt,
}: Pick<RetrainBatchRecord, "cancelledAt" | "finishedAt">): keyof typeof RetrainBatchStatus {
  if (cancelledAt !== null) return "CANCELLED";
  return finishedAt === null ? "RUNNING" : "FINISHED";
}
