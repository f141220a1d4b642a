import type { Tokens } from "./provider.js";
import type { Viewer } from "./viewer.js";

/** What somebody shows: a key, or what a provider handed out. */
export type Credential = { kind: "key"; key: string } | ({ kind: "provider" } & Tokens);

/** A sign-in of this tab. */
export interface StoredSession {
  credential: Credential;
  /** As the API told last. */
  viewer: Viewer;
}

export type TabStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** For the tab alone: gone when it is closed, and never sent by itself. */
const STORED_AS = "storecast.session";

/** The sign-in from before the page was loaded; null if there is none. */
export function readSession(storage: TabStorage): StoredSession | null {
  const text = storage.getItem(STORED_AS);
  const session = text === null ? null : parse(text);
  // left by another version of the page
  if (text !== null && !session) storage.removeItem(STORED_AS);
  return session;
}

/** @param session null forgets it */
export function storeSession(session: StoredSession | null, storage: TabStorage): void {
  if (session) storage.setItem(STORED_AS, JSON.stringify(session));
  else storage.removeItem(STORED_AS);
}

/** The header `authorization` that shows it. */
export function showOf(credential: Credential): string {
  return `Bearer ${credential.kind === "key" ? credential.key : credential.accessToken}`;
}

function parse(text: string): StoredSession | null {
  try {
    const { credential, viewer } = (JSON.parse(text) ?? {}) as Partial<StoredSession>;
    const isShown =
      credential?.kind === "key"
        ? typeof credential.key === "string"
        : typeof credential?.accessToken === "string";
    return credential && isShown && typeof viewer?.role === "string" ? { credential, viewer } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
