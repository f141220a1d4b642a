import { resolve } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import type { Browser, BrowserContextOptions } from "playwright-core";
import type { Principal, Role } from "../../src/access/principal.js";
import type { Authenticator } from "../../src/access/session.js";
import { ForbiddenError, RateLimitedError, UnauthenticatedError } from "../../src/errors.js";
import { openBrowser } from "./browser.js";
import { startIdentityProvider, type IdentityProvider } from "./identity-provider.js";
import { startMemoryApp, type MemoryApp } from "./memory-app.js";
import { openPage, type OpenPage } from "./page.js";
import { findFreePort } from "./ports.js";

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
  const readToken = makeTokenReader(provider);
  const authenticator: Authenticator = {
    isOpen: false,
    async authenticate({ authorization }) {
      if (world.waitSeconds !== null) {
        throw new RateLimitedError("There are too many requests.", world.waitSeconds);
      }
      const shown = authorization?.replace(/^Bearer /, "") ?? "";
      const principal = keys.get(shown);
      if (principal) return { principal, expiresAt: null };
      return readToken(shown);
    },
  };
  const [app, browser] = await Promise.all([
    startMemoryApp(stores, {
      port,
      authenticator,
      pageFolder: resolve(import.meta.dirname, "../../dist/web"),
    }),
    openBrowser(),
  ]);
  const world: SignInWorld = {
    ...{ app, provider, keys, waitSeconds: null },
    open: (path, options) => openSignIn({ browser, app, provider }, path, options),
    async close() {
      await browser.close();
      await app.close();
      await provider.close();
    },
  };
  return world;
}

function makeTokenReader({ issuer, audience }: IdentityProvider) {
  const getKey = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  return async (token: string) => {
    let payload;
    try {
      ({ payload } = await jwtVerify(token, getKey, { issuer, audience }));
    } catch (cause) {
      throw new UnauthenticatedError("The token does not hold.", { cause });
    }
    const role = payload["storecast_role"] as Role | undefined;
    if (!role) throw new ForbiddenError("The token gives no role.");
    const principal: Principal = { name: payload.sub!, kind: "person", role, regionCodes: null };
    return { principal, expiresAt: new Date(payload.exp! * 1_000) };
  };
}

interface SignInPlaces {
  browser: Browser;
  app: MemoryApp;
  provider: IdentityProvider;
}

async function openSignIn(
  { browser, app, provider }: SignInPlaces,
  path: string,
  options?: BrowserContextOptions,
): Promise<OpenPage> {
  const open = await openPage(browser, app.url, "/health/live", options);
  const { issuer, clientId } = provider;
  await open.page.route("**/auth/config", (route) =>
    route.fulfill({
      json: { isOpen: false, oidc: { issuer, clientId, scope: "openid profile" }, keys: true },
    }),
  );
  await open.page.goto(`${app.url}${path}`);
  return open;
}
