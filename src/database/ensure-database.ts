import pg from "pg";

import { ConfigurationError } from "../errors.js";
import { errorCode, toDatabaseError } from "./database-error.js";

const UNKNOWN_DATABASE = "3D000";
/** Both mean that another process has made it at the same moment. */
const ALREADY_THERE = new Set(["42P04", "23505"]);
const NOT_ALLOWED = "42501";

/** The same server and user, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes the database that the URL names, if the server does not have it. Any number of processes may ask at once.
 *
 * @throws ServiceUnavailableError when the server cannot be reached; ConfigurationError when it refuses the user
 */
export async function ensureDatabase(url: string): Promise<void> {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  try {
    await withClient(url, () => Promise.resolve());
    return;
  } catch (error) {
    if (errorCode(error) !== UNKNOWN_DATABASE) throw toDatabaseError(error);
  }
  try {
    await withClient(withDatabase(url, "postgres"), (client) =>
      client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`),
    );
  } catch (error) {
    if (ALREADY_THERE.has(errorCode(error) ?? "")) return;
    if (errorCode(error) === NOT_ALLOWED) {
      throw new ConfigurationError(
        `The database ${name} does not exist and the user of its URL may not make it: create it, or use a user with CREATEDB.`,
        { cause: error },
      );
    }
    throw toDatabaseError(error);
  }
}
