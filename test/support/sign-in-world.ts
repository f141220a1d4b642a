import { resolve } from "node:path";
import type { BrowserContextOptions } from "playwright-core";
import { createAuthenticator } from "../../src/access/authenticator.js";
import { createIssuerKeys } from "../../src/access/issuer-keys.js";
import { ROLES, type Principal, type Role } from "../../src/access/principal.js";
import type { Authenticator, Session } from "../../src/access/session.js";
import type { TokenRules } from "../../src/access/token-rules.js";
import { createTokenReader } from "../../src/access/tokens.js";
import { RateLimitedError, UnauthenticatedError } from "../../src/errors.js";
import { openBrowser } from "./browser.js";
import { startIdentityProvider, type IdentityProvider } from "./identity-provider.js";
import { startMemoryApp, type MemoryApp } from "./memory-app.js";
import { openPage, type OpenPage } from "./page.js";
import { findFreePort } from "./ports.js";
import { silent } from "./retrain.js";

/** The page of an API that asks who one is, a provider of identities, and a browser. */
export interface SignInWorld {
  app: MemoryApp;
  provider: IdentityProvider;
  /** Who is known by which key; what is taken out holds no longer. */
  keys: Map<string, Principal>;
  /** Seconds that whoever asks next is told to wait; null lets them ask. */
  waitSeconds: number | null;
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Starts all of it. @param roles of people at the provider, by name; others have none */
export async function startSignInWorld(
  stores: number,
  roles: Readonly<Record<string, Role>>,
): Promise<SignInWorld> {
  const port = await findFreePort();
  const provider = await startIdentityProvider({
    redirectUri: `http://127.0.0.1:${port}/callback`,
    claimsOf: (name) => ({ storecast_role: roles[name] }),
  });
  const keys = new Map<string, Principal>();
  const authenticate = makeAuthenticator(provider, keys);
  const authenticator: Authenticator = {
    isOpen: false,
    async authenticate(credentials) {
      if (world.waitSeconds === null) return authenticate(credentials);
      throw new RateLimitedError("There are too many requests.", world.waitSeconds);
    },
  };
  const { issuer, clientId } = provider;
  const [app, browser] = await Promise.all([
    startMemoryApp(stores, {
      ...{ port, authenticator, now: () => new Date() },
      signIn: { issuer, clientId, scope: "openid profile" },
      pageFolder: resolve(import.meta.dirname, "../../dist/web"),
    }),
    openBrowser(),
  ]);
  const world: SignInWorld = {
    ...{ app, provider, keys, waitSeconds: null },
    open: (path, options) => openPage(browser, app.url, path, options),
    async close() {
      await browser.close();
      await app.close();
      await provider.close();
    },
  };
  return world;
}

/** Knows people by the tokens of the provider, as the product does, and these keys. */
function makeAuthenticator(
  { issuer, audience }: IdentityProvider,
  keys: ReadonlyMap<string, Principal>,
): Authenticator["authenticate"] {
  const rules: TokenRules = {
    ...{ issuer, audiences: [audience], jwksUrl: null, nameClaim: "sub", roleClaim: "storecast_role" },
    roleNames: new Map(ROLES.map((role) => [role, role])),
    ...{ regionsClaim: "storecast_regions", isRegionsClaimRequired: false },
  };
  const getKey = createIssuerKeys({
    ...{ issuer, jwksUrl: null, logger: silent },
    getElapsedMs: () => performance.now(),
  });
  const readToken = createTokenReader({ rules, getKey, now: () => new Date(), logger: silent });
  const readKey = async (key: string): Promise<Session> => {
    const principal = keys.get(key);
    if (!principal) throw new UnauthenticatedError("The key does not hold.");
    return Promise.resolve({ principal, expiresAt: null });
  };
  const authenticator = createAuthenticator({ readKey, readToken });
  return (credentials) => authenticator.authenticate(credentials);
}
