import type pg from "pg";

import { withinLimit } from "../time-limit.js";
import { toDatabaseError } from "./database-error.js";

/** A server notices within half a minute that the holder's machine is gone, rather than after hours. */
const NOTICE_LOST_HOLDERS = `SELECT set_config('tcp_keepalives_idle', '10', false),
  set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '4', false)`;

/** Longest hold, ms. Work that hangs, on whatever it asks, must not keep all other processes from theirs for good. */
const LIMIT_MS = 120_000;

/**
 * Runs `work` unless somebody else, in whatever process, is at work under the same key. Takes a connection of the pool meanwhile; the
 * lock ends with it. Work that takes longer than `limitMs` is left alone, and others may begin.
 *
 * @param key number of the lock; each use of the database has its own
 * @returns whether it was run
 * @throws ServiceUnavailableError when the database is away; else what `work` threw
 */
export async function runAlone(
  pool: pg.Pool,
  key: number,
  work: () => Promise<void>,
  limitMs = LIMIT_MS,
): Promise<boolean> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw toDatabaseError(error);
  }
  let broken: Error | undefined;
  // A checked-out client's own "error" event would end the process.
  const onLost = (error: Error) => (broken ??= error);
  client.on("error", onLost);
  try {
    await client.query(NOTICE_LOST_HOLDERS);
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      key,
    ]);
    if (!rows[0]?.taken) return false;
    try {
      await withinLimit(
        work(),
        limitMs,
        () => new Error(`What is done by one process at a time took longer than ${limitMs / 1_000} s.`),
      );
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [key]);
    }
    return true;
  } catch (error) {
    // The pool must not reuse a connection that may still hold the lock.
    broken ??= error instanceof Error ? error : new Error(String(error));
    throw toDatabaseError(error);
  } finally {
    client.off("error", onLost);
    client.release(broken);
  }
}
