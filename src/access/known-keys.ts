import { UnauthenticatedError } from "../errors.js";
import { isSecretOf, parseKeyText } from "./api-key.js";
import type { KeyBook, StoredKey } from "./key-book.js";
import type { Session } from "./session.js";

interface KnownKeysOptions {
  book: Pick<KeyBook, "list" | "noteUse">;
  now: () => Date;
  /** Milliseconds of a clock that only goes forward. */
  getElapsedMs: () => number;
  logger: { warn(fields: object, message: string): void };
}

/** A key that was revoked is taken no longer than this, in any process. */
const REMEMBER_MS = 10_000;
/** How soon a key that was just made is looked for; strangers cannot have the database asked more often. */
const RENEW_MS = 1_000;
const NOTE_EVERY_MS = 60_000;

interface Known {
  key: StoredKey;
  session: Session;
}

interface Snapshot {
  keys: ReadonlyMap<string, Known>;
  /** When it was asked for. */
  atMs: number;
}

/**
 * Reads API keys. All of them are in memory, read anew every ten seconds while anyone asks: no request asks the database by itself, and neither do the made-up
 * keys of strangers.
 *
 * @returns a function to the session of a key's text. It rejects with UnauthenticatedError for a key that does not hold, and ServiceUnavailableError while
 *   the database cannot tell
 */
export function createKeyReader(options: KnownKeysOptions): (text: string) => Promise<Session> {
  const { book, now, getElapsedMs, logger } = options;
  let snapshot: Snapshot | null = null;
  let loading: Promise<Snapshot> | null = null;
  const notedAtMs = new Map<string, number>();

  async function load(): Promise<Snapshot> {
    const atMs = getElapsedMs();
    const keys = await book.list();
    snapshot = { atMs, keys: new Map(keys.map((key) => [key.id, { key, session: toSession(key) }])) };
    return snapshot;
  }

  function renew(): Promise<Snapshot> {
    return (loading ??= load().finally(() => (loading = null)));
  }

  async function find(id: string): Promise<Known | undefined> {
    const ageMs = snapshot ? getElapsedMs() - snapshot.atMs : Infinity;
    const known = ageMs < REMEMBER_MS ? snapshot?.keys.get(id) : undefined;
    if (known || ageMs < RENEW_MS) return known;
    return (await renew()).keys.get(id);
  }

  function noteUse(id: string): void {
    const atMs = getElapsedMs();
    if (atMs - (notedAtMs.get(id) ?? -Infinity) < NOTE_EVERY_MS) return;
    notedAtMs.set(id, atMs);
    book.noteUse(id, now()).catch((error: unknown) => {
      logger.warn({ err: error }, "the use of a key was not noted");
    });
  }

  return async (text) => {
    const parts = parseKeyText(text);
    const known = parts && (await find(parts.id));
    // Whether the id or the secret is wrong is nobody's business.
    if (!known || !isSecretOf(parts.secret, known.key.digest)) {
      throw new UnauthenticatedError("The key is not known.");
    }
    const { key, session } = known;
    if (key.revokedAt) throw new UnauthenticatedError(`The key ${key.name} was revoked.`);
    if (key.expiresAt && key.expiresAt <= now()) {
      throw new UnauthenticatedError(`The key ${key.name} has expired.`);
    }
    noteUse(key.id);
    return session;
  };
}

function toSession({ name, role, regionCodes, expiresAt }: StoredKey): Session {
  return Object.freeze({ principal: Object.freeze({ name, kind: "key", role, regionCodes }), expiresAt });
}
