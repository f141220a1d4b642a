import pg from "pg";

import { AppError } from "../errors.js";
import { toDatabaseError } from "./database-error.js";

/** What the pool says of itself; a pino logger fits. */
export interface PoolLogger {
  warn(fields: object, message: string): void;
}

/** How to connect. */
export interface PoolOptions {
  /** `postgresql://user:password@host:port/database` */
  url: string;
  /** Connections at most. */
  max: number;
  logger: PoolLogger;
  /** Gets the text of every statement that is sent, before it is: for counts and traces. */
  onQuery?: (sql: string) => void;
}

/** Anything that runs a statement: a pool, or a client inside a transaction. */
export type Queryable = Pick<pg.ClientBase, "query">;

const CONNECTION_TIMEOUT_MS = 10_000;

// DATE stays the text it is, for a day has no time zone; counts fit in a double, and a bigint that does not is a bug.
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.DATE, (text) => text],
  [
    pg.types.builtins.INT8,
    (text) => {
      const value = Number(text);
      if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number.`);
      return value;
    },
  ],
]);

/** Type parsers of every connection of ours; other users of `pg` in the process keep theirs. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") => {
    const fallback = pg.types.getTypeParser(oid, format) as (text: string) => unknown;
    return format === "binary" ? fallback : (parsers.get(oid) ?? fallback);
  },
};

/**
 * Makes a pool of connections. Nothing connects before the first query. An error of an idle connection is logged and the
 * connection replaced.
 */
export function makePool({ url, max, logger, onQuery }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    application_name: "storecast",
  });
  pool.on("error", (error) => logger.warn({ err: error }, "an idle database connection failed"));
  if (onQuery) pool.on("connect", (client) => listenToQueries(client, onQuery));
  return pool;
}

function listenToQueries(client: pg.ClientBase, onQuery: (sql: string) => void): void {
  const send = client.query.bind(client) as (...args: unknown[]) => unknown;
  Object.assign(client, {
    query: (...args: [string | { text?: string }, ...unknown[]]) => {
      onQuery(typeof args[0] === "string" ? args[0] : (args[0].text ?? ""));
      return send(...args);
    },
  });
}

/**
 * Runs one statement and answers its rows.
 *
 * @throws ServiceUnavailableError when the database is away; other errors of PostgreSQL as they are
 */
export async function runQuery<Row extends pg.QueryResultRow>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    const { rows } = await db.query<Row>(text, [...values]);
    return rows;
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/**
 * Runs `work` inside one transaction: committed when it resolves, rolled back when it throws.
 *
 * @throws ServiceUnavailableError when the database is away; else what `work` threw
 */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw toDatabaseError(error);
  }
  let broken: Error | undefined;
  let lost: Error | undefined;
  // A checked-out client's own "error" event would end the process; the query in hand rejects with the same error.
  const onLost = (error: Error) => {
    // The server's own words come first; that the socket then closed says less.
    lost ??= error;
    broken = lost;
  };
  client.on("error", onLost);
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    try {
      await client.query("ROLLBACK");
    } catch (rollbackError) {
      // The server rolls back what a lost connection had open; the pool must not reuse the connection.
      broken ??= rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
    }
    // Later statements on a lost connection fail without saying why.
    throw toDatabaseError(lost && !(error instanceof AppError) ? lost : error);
  } finally {
    client.off("error", onLost);
    client.release(broken);
  }
}
