import type { ProblemFacts } from "../api/problem-kind.js";
import type { Environment } from "../environment.js";
import type { AuthConfig, OidcConfig } from "./auth-config.js";
import { createCredentialKeeper } from "./credential-keeper.js";
import { CALLBACK, placeOf } from "./places.js";
import { ProviderError, type Provider } from "./provider.js";
import type { SignInProblem } from "./sign-in-problem.js";
import { showOf, type Credential, type StoredSession, type TabStorage } from "./stored-session.js";
import { identify, type Viewer } from "./viewer.js";

/** Where somebody is with signing in. */
export type SessionStage =
  /** The API lets everybody in. */
  | { kind: "open" }
  | { kind: "out"; problem: SignInProblem | null; hasSignedOut: boolean }
  /** On the way to or from the provider. */
  | { kind: "entering" }
  | SignedIn;

export interface SignedIn {
  kind: "in";
  viewer: Viewer;
  /** Which sign-in of the page's life it is. */
  entry: number;
  /** Set when what was shown holds no longer: what is on the page stays until somebody signs in again. */
  ended: SessionEnd | null;
}

export interface SessionEnd {
  /** Why, in the API's words; null where it did not say. */
  message: string | null;
}

export interface SessionState {
  stage: SessionStage;
  /** How one signs in; null while that is not known. */
  config: AuthConfig | null;
}

/** Who is signed in, for `useSyncExternalStore`, and for whoever asks the API. */
export interface Session {
  getState: () => SessionState;
  /** @returns ends the subscription */
  subscribe: (onChange: () => void) => () => void;
  /** Finds out where one is. @param url of the page as it was opened */
  start: (url: URL) => Promise<void>;
  /** Asks the API anew how one signs in. */
  reload: () => Promise<void>;
  /** As {@link CredentialKeeper.authorize}; null where the API lets everybody in. */
  authorize: () => Promise<string | null>;
  /** As {@link CredentialKeeper.refuse}; null was shown where the API let everybody in. */
  refuse: (shown: string | null, message: string | null) => Promise<boolean>;
  /** What the API says of who is signed in. */
  learn: (viewer: Viewer) => void;
  signInWithKey: (key: string) => Promise<SignInProblem | null>;
  /** Leaves the page. @param returnTo place of the page to come back to */
  signInAtProvider: (returnTo: string) => Promise<SignInProblem | null>;
  /** Forgets all there is. */
  signOut: () => void;
}

export interface SessionDeps {
  environment: Environment;
  /** Is gone when the tab is closed. */
  tabStorage: TabStorage;
  loadConfig: () => Promise<AuthConfig | null>;
  loadProvider: (config: OidcConfig) => Promise<Provider>;
  /** Asks the API whom it takes somebody for who shows this. */
  askViewer: (authorization: string) => Promise<Viewer | ProblemFacts>;
  /** Puts another place into the address, without loading it. */
  showPlace: (place: string) => void;
}

/** Whether a new tab goes to the provider by itself; no secret, and kept when the browser is closed. */
const REMEMBERED_AS = "storecast.signs-in";

/** A key is sent in a header: signs without spaces. */
const KEY = /^[\x21-\x7e]+$/;

export function createSession(deps: SessionDeps): Session {
  const { storage, now } = deps.environment;
  let state: SessionState = { stage: { kind: "entering" }, config: null };
  let entries = 0;
  let provider: Promise<Provider> | null = null;
  const watchers = new Set<() => void>();
  const keeper = createCredentialKeeper({
    ...{ storage: deps.tabStorage, now, getProvider },
    onEnded: (message) => {
      if (state.stage.kind === "in") become({ ...state.stage, ended: { message } });
    },
  });

  function change(part: Partial<SessionState>): void {
    state = { ...state, ...part };
    for (const watch of watchers) watch();
  }

  function become(stage: SessionStage): void {
    change({ stage });
  }

  function enter(session: StoredSession): void {
    keeper.keep(session);
    entries += 1;
    if (session.credential.kind === "provider") storage.setItem(REMEMBERED_AS, "provider");
    become({ kind: "in", viewer: session.viewer, entry: entries, ended: null });
  }

  function leave(problem: SignInProblem | null, hasSignedOut = false): void {
    keeper.keep(null);
    storage.removeItem(REMEMBERED_AS);
    become({ kind: "out", problem, hasSignedOut });
  }

  function getProvider(): Promise<Provider> {
    const oidc = state.config?.oidc;
    if (!oidc) return Promise.reject(new ProviderError({ kind: "unreachable" }));
    provider ??= deps.loadProvider(oidc).catch((cause: unknown) => {
      // code that did not come is fetched again
      provider = null;
      throw new ProviderError({ kind: "unreachable" }, null, { cause });
    });
    return provider;
  }

  async function take(credential: Credential): Promise<SignInProblem | null> {
    const viewer = await deps.askViewer(showOf(credential));
    if ("kind" in viewer) return { kind: "refused", facts: viewer };
    enter({ credential, viewer });
    return null;
  }

  async function leaveForProvider(returnTo: string): Promise<SignInProblem | null> {
    try {
      await (await getProvider()).leaveFor(returnTo);
      return null;
    } catch (error) {
      return toProviderError(error).problem;
    }
  }

  /** Goes on from what the provider sent back. */
  async function comeBack(url: string): Promise<void> {
    try {
      const { tokens, returnTo } = await (await getProvider()).takeAnswer(url);
      // the code in the address is of no use any more
      deps.showPlace(returnTo);
      const problem = await take({ kind: "provider", ...tokens });
      if (problem) leave(problem);
    } catch (error) {
      const { problem, returnTo } = toProviderError(error);
      deps.showPlace(returnTo ?? "/");
      leave(problem);
    }
  }

  async function reload(): Promise<void> {
    const config = await deps.loadConfig();
    if (!config) return;
    change({ config });
    if (config.isOpen && state.stage.kind === "out") become({ kind: "open" });
  }

  return {
    getState: () => state,
    subscribe(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
    async start(url) {
      const config = await deps.loadConfig();
      change({ config });
      if (config?.isOpen) {
        keeper.keep(null);
        return become({ kind: "open" });
      }
      if (url.pathname === CALLBACK) return void comeBack(url.href);
      const stored = keeper.recall();
      if (stored) return enter(stored);
      // an API that cannot say how one signs in may let everybody in: its next answer tells
      if (!config) return become({ kind: "open" });
      const isRemembered = config.oidc !== null && storage.getItem(REMEMBERED_AS) !== null;
      if (!isRemembered) return become({ kind: "out", problem: null, hasSignedOut: false });
      void leaveForProvider(placeOf(url)).then((problem) => {
        if (problem) leave(problem);
      });
    },
    reload,
    authorize: async () => (state.stage.kind === "open" ? null : keeper.authorize()),
    async refuse(shown, message) {
      if (shown !== null) return keeper.refuse(shown, message);
      if (state.stage.kind !== "open") return keeper.get() !== null;
      leave(null);
      await reload();
      return false;
    },
    learn(viewer) {
      const { stage } = state;
      const stored = keeper.get();
      if (stage.kind !== "in" || !stored) return;
      const isKnown =
        identify(viewer) === identify(stage.viewer) && viewer.expiresAt === stage.viewer.expiresAt;
      if (isKnown) return;
      keeper.keep({ ...stored, viewer });
      become({ ...stage, viewer });
    },
    async signInWithKey(text) {
      const key = text.trim();
      return KEY.test(key) ? take({ kind: "key", key }) : { kind: "malformed" };
    },
    signInAtProvider: leaveForProvider,
    signOut() {
      const credential = keeper.get()?.credential;
      leave(null, true);
      if (credential?.kind !== "provider" || credential.refreshToken === null) return;
      const { refreshToken } = credential;
      // one that cannot be taken back is forgotten here all the same, and ends by itself
      void getProvider()
        .then((provider) => provider.revoke(refreshToken))
        .catch(toProviderError);
    },
  };
}

/** @throws what is none of the provider's */
function toProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  throw error;
}
