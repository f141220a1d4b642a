import { z } from "zod";

import { runQuery, type Queryable } from "../database/pool.js";
import { noteChampionsMoved } from "../database/state-versions.js";
import type { ChampionsMoved, RetrainEvent } from "./types.js";

/** Channel of PostgreSQL's LISTEN and NOTIFY that carries what happens to jobs and champions. */
export const CHANNEL = "storecast_retrain";

/** Store codes are at most 64 characters and PostgreSQL refuses payloads of 8,000 bytes. */
const CODES_PER_MESSAGE = 100;

const failureSchema = z.object({
  code: z.enum(["NOT_ENOUGH_DATA", "FIT_FAILED", "TIMED_OUT", "WORKER_CRASHED", "REGISTRY_UNAVAILABLE"]),
  message: z.string(),
  isRetryable: z.boolean(),
});

const jobSchema = z.object({
  id: z.string(),
  storeId: z.number(),
  batchId: z.string(),
  status: z.enum(["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"]),
  progress: z.number(),
  attempts: z.number(),
  requestCount: z.number(),
  queuedAt: z.coerce.date(),
  startedAt: z.coerce.date().nullable(),
  finishedAt: z.coerce.date().nullable(),
  dataThrough: z.string().nullable(),
  version: z.number().nullable(),
  promoted: z.boolean().nullable(),
  failure: failureSchema.nullable(),
});

const common = { job: jobSchema, at: z.coerce.date() };

const messageSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("QUEUED"), ...common }),
  z.object({ kind: z.literal("RUNNING"), ...common }),
  z.object({ kind: z.literal("SUCCEEDED"), ...common }),
  z.object({ kind: z.literal("FAILED"), ...common, willRetry: z.boolean() }),
  z.object({ kind: z.literal("CANCELLED"), ...common }),
  z.object({ kind: z.literal("CHAMPIONS_MOVED"), storeCodes: z.array(z.string()) }),
]);

/** What one notification says. */
export type EventMessage = RetrainEvent | ({ kind: "CHAMPIONS_MOVED" } & ChampionsMoved);

/**
 * Reads a notification's payload.
 *
 * @throws SyntaxError or ZodError if it is none of ours
 */
export function parseMessage(payload: string): EventMessage {
  return messageSchema.parse(JSON.parse(payload));
}

/** Tells every process of these when the transaction commits, in this order. */
export async function notifyEvents(db: Queryable, messages: readonly EventMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await runQuery(
    db,
    "SELECT pg_notify($1, payload) FROM unnest($2::text[]) WITH ORDINALITY AS message (payload, position) ORDER BY position",
    [CHANNEL, messages.map((message) => JSON.stringify(message))],
  );
}

/** Tells every process that the champions of these stores moved; one that does not hear of it finds it noted. */
export async function notifyChampionsMoved(db: Queryable, storeCodes: readonly string[]): Promise<void> {
  await noteChampionsMoved(db, storeCodes);
  const messages: EventMessage[] = [];
  for (let start = 0; start < storeCodes.length; start += CODES_PER_MESSAGE) {
    messages.push({
      kind: "CHAMPIONS_MOVED",
      storeCodes: storeCodes.slice(start, start + CODES_PER_MESSAGE),
    });
  }
  await notifyEvents(db, messages);
}
