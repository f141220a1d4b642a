import {
  ErrorResponse,
  OidcClient,
  WebStorageStateStore,
  type RefreshState,
  type SigninResponse,
} from "oidc-client-ts";
import type { OidcConfig } from "./auth-config.js";
import { ProviderError, type Provider, type Tokens } from "./provider.js";
import { CALLBACK } from "./places.js";

/** Signs people in by OpenID Connect: authorization code with PKCE, for which the page needs no secret. */
export function createProvider({ issuer, clientId, scope }: OidcConfig): Provider {
  const client = new OidcClient({
    ...{ authority: issuer, client_id: clientId, scope },
    redirect_uri: `${window.location.origin}${CALLBACK}`,
    // what the way back is recognized by, for this tab alone
    stateStore: new WebStorageStateStore({ store: window.sessionStorage, prefix: "storecast.oidc." }),
  });
  return {
    async leaveFor(returnTo) {
      // the Web Crypto that PKCE needs
      if (!window.isSecureContext) throw new ProviderError({ kind: "insecure" });
      const { url } = await telling(client.createSigninRequest({ state: { returnTo } }));
      window.location.assign(url);
    },
    async takeAnswer(url) {
      const answer = await telling(client.processSigninResponse(url));
      return { tokens: readTokens(answer), returnTo: readPlace(answer.userState) ?? "/" };
    },
    async renew(refreshToken) {
      const state: RefreshState = {
        ...{ refresh_token: refreshToken, session_state: null, profile: NOBODY },
      };
      return readTokens(await telling(client.useRefreshToken({ state })));
    },
    revoke: (refreshToken) => telling(client.revokeToken(refreshToken, "refresh_token")),
  };
}

/** Whom a token is for is what the API says. */
const NOBODY = { sub: "", iss: "", aud: "", exp: 0, iat: 0 };

function readTokens({ access_token, expires_at, refresh_token }: SigninResponse): Tokens {
  return {
    accessToken: access_token,
    expiresAtMs: expires_at === undefined ? null : expires_at * 1_000,
    refreshToken: refresh_token ?? null,
  };
}

/** A place of the page; null for anything else. */
function readPlace(state: unknown): string | null {
  const { returnTo } = (state ?? {}) as { returnTo?: unknown };
  return typeof returnTo === "string" && /^\/(?![/\\])/.test(returnTo) ? returnTo : null;
}

async function telling<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw describe(cause);
  }
}

function describe(cause: unknown): ProviderError {
  if (cause instanceof ErrorResponse) {
    const message = cause.error_description ?? cause.error;
    return new ProviderError({ kind: "denied", message }, readPlace(cause.state), { cause });
  }
  // the library tells it in words alone
  const isUnknown = cause instanceof Error && /\bstate\b/i.test(cause.message);
  return new ProviderError({ kind: isUnknown ? "interrupted" : "unreachable" }, null, { cause });
}
