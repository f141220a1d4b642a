import { ProviderError, type Provider, type Tokens } from "./provider.js";
import { readSession, showOf, storeSession, type StoredSession, type TabStorage } from "./stored-session.js";

/** Nothing can be asked until somebody signs in. */
export class SignedOut extends Error {
  constructor() {
    super("Nobody is signed in.");
    this.name = new.target.name;
  }
}

/** Keeps what somebody shows for as long as it holds, and renews it. */
export interface CredentialKeeper {
  get: () => StoredSession | null;
  /** Takes what this tab kept before the page was loaded. */
  recall: () => StoredSession | null;
  /** @param session null forgets it */
  keep: (session: StoredSession | null) => void;
  /**
   * What to show the API, renewed if it is about to end.
   *
   * @throws SignedOut
   * @throws ProviderError if it has ended and it cannot be told now whether it can be renewed
   */
  authorize: () => Promise<string>;
  /**
   * The API did not take what was shown.
   *
   * @param message what it said
   * @returns whether there is something else to show
   * @throws ProviderError if that cannot be told now
   */
  refuse: (shown: string, message: string | null) => Promise<boolean>;
}

interface KeeperDeps {
  storage: TabStorage;
  now: () => Date;
  getProvider: () => Promise<Provider>;
  /** What was kept holds no longer, and is forgotten. @param message what the API said, if it did */
  onEnded: (message: string | null) => void;
}

/** A token that ends within this is renewed before it is shown, ms. */
const RENEW_MS = 30_000;

export function createCredentialKeeper({ storage, now, getProvider, onEnded }: KeeperDeps): CredentialKeeper {
  let current: StoredSession | null = null;
  let renewal: Promise<void> | null = null;

  function keep(session: StoredSession | null): void {
    current = session;
    storeSession(session, storage);
  }

  function end(message: string | null): void {
    keep(null);
    onEnded(message);
  }

  async function renew(before: StoredSession, refreshToken: string): Promise<void> {
    try {
      const tokens = await (await getProvider()).renew(refreshToken);
      // somebody has signed out meanwhile
      if (current?.credential !== before.credential) return;
      // a provider that hands out no new one means the old one to be kept
      const renewed = { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
      keep({ ...current, credential: { kind: "provider", ...renewed } });
    } catch (error) {
      if (!(error instanceof ProviderError) || error.problem.kind !== "denied") throw error;
      if (current?.credential === before.credential) end(null);
    }
  }

  /** Renews it once, however many ask. */
  async function replace(
    before: StoredSession,
    { refreshToken }: Pick<Tokens, "refreshToken">,
  ): Promise<void> {
    if (refreshToken === null) return end(null);
    renewal ??= renew(before, refreshToken).finally(() => (renewal = null));
    return renewal;
  }

  async function refresh(session: StoredSession): Promise<void> {
    const { credential } = session;
    if (credential.kind === "key" || credential.expiresAtMs === null) return;
    const leftMs = credential.expiresAtMs - now().getTime();
    if (leftMs <= 0) return replace(session, credential);
    if (leftMs > RENEW_MS || credential.refreshToken === null) return;
    await replace(session, credential).catch((error: unknown) => {
      // what holds for now is shown; the next question tries again
      if (!(error instanceof ProviderError)) throw error;
    });
  }

  return {
    get: () => current,
    keep,
    recall: () => (current = readSession(storage)),
    async authorize() {
      if (current) await refresh(current);
      if (!current) throw new SignedOut();
      return showOf(current.credential);
    },
    async refuse(shown, message) {
      if (!current) return false;
      const { credential } = current;
      if (showOf(credential) !== shown) return true;
      if (credential.kind === "key" || credential.refreshToken === null) end(message);
      else await replace(current, credential);
      return current !== null;
    },
  };
}
