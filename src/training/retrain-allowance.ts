import { LOCK_KEYS } from "../database/lock-keys.js";
import { runQuery, type Queryable } from "../database/pool.js";
import { RateLimitedError } from "../errors.js";
import type { RetrainRequest } from "./types.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const number = new Intl.NumberFormat("en-US");

/** A request of before. */
export interface PastRequest {
  atMs: number;
  /** Stores that it named. */
  stores: number;
}

/**
 * Holds a request against what its person has asked for before, in whatever process. The batches themselves are the count, so that it is exact:
 * what is rolled back was never asked for. Must be the first statement of the transaction that inserts the batch.
 *
 * @param storeCount stores that the request names
 * @throws RateLimitedError above the allowance
 */
export async function claimAllowance(
  client: Queryable,
  { allowance, requestedBy }: Pick<RetrainRequest, "allowance" | "requestedBy">,
  storeCount: number,
  now: Date,
): Promise<void> {
  if (!allowance || (allowance.requestsPerMinute === 0 && allowance.storesPerHour === 0)) return;
  await runQuery(client, "SELECT pg_advisory_xact_lock($1, hashtext($2))", [
    LOCK_KEYS.allowance,
    requestedBy,
  ]);
  const rows = await runQuery<{ created_at: Date; stores: number }>(
    client,
    `SELECT batch.created_at, count(*) AS stores
     FROM retrain_batch batch JOIN retrain_batch_store asked ON asked.batch_id = batch.id
     WHERE batch.requested_by = $1 AND batch.trigger = 'person' AND batch.created_at > $2
     GROUP BY batch.id ORDER BY batch.created_at`,
    [requestedBy, new Date(now.getTime() - HOUR_MS)],
  );
  const past = rows.map((row) => ({ atMs: row.created_at.getTime(), stores: row.stores }));
  const nowMs = now.getTime();
  const { requestsPerMinute, storesPerHour } = allowance;

  const asked = past.filter(({ atMs }) => atMs > nowMs - MINUTE_MS);
  const requestWaitMs = waitFor(
    asked.map(({ atMs }) => ({ atMs, stores: 1 })),
    { asked: 1, most: requestsPerMinute, windowMs: MINUTE_MS, nowMs },
  );
  if (requestWaitMs !== null) {
    const rule = `One person or key may ask for retrains ${number.format(requestsPerMinute)} times a minute`;
    throw refuse(`${rule} (STORECAST_RETRAINS_PER_PERSON).`, requestWaitMs);
  }
  const storeWaitMs = waitFor(past, { asked: storeCount, most: storesPerHour, windowMs: HOUR_MS, nowMs });
  if (storeWaitMs !== null) {
    const before = past.reduce((sum, { stores }) => sum + stores, 0);
    const rule =
      `One person or key may name ${number.format(storesPerHour)} stores an hour in retrains ` +
      `(STORECAST_RETRAINED_STORES_PER_PERSON); these are ${number.format(storeCount)} after ${number.format(before)}.`;
    throw refuse(rule, storeWaitMs);
  }
}

function refuse(rule: string, waitMs: number): RateLimitedError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new RateLimitedError(`${rule} Try again in ${seconds} s.`, seconds);
}

/**
 * How long a request must wait until enough of those before it are past the window; null if it need not. One that is above the limit by itself
 * waits a whole window, for want of a better answer.
 *
 * @param past within the window, oldest first
 */
export function waitFor(
  past: readonly PastRequest[],
  { asked, most, windowMs, nowMs }: { asked: number; most: number; windowMs: number; nowMs: number },
): number | null {
  if (most === 0) return null;
  let total = asked + past.reduce((sum, { stores }) => sum + stores, 0);
  if (total <= most) return null;
  for (const { atMs, stores } of past) {
    total -= stores;
    if (total <= most) return Math.max(1, atMs + windowMs - nowMs);
  }
  return windowMs;
}
