import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair } from "jose";
import Provider, { type KoaContext } from "oidc-provider";
import { findFreePort } from "./ports.js";

/** A company's provider of identities, on loopback: people sign in with a name and any password. */
export interface IdentityProvider {
  /** Such as `http://127.0.0.1:9000`. */
  issuer: string;
  clientId: string;
  /** Claim `aud` of its access tokens, which are JWTs. */
  audience: string;
  /** Seconds that access tokens made from now on hold. */
  tokenSeconds: number;
  /** Kinds of grants that it has given, in order, such as `authorization_code`. */
  grants: string[];
  close(): Promise<void>;
}

interface IdentityOptions {
  /** Where it may send people back to. */
  redirectUri: string;
  /** What a person's tokens say beside the usual. */
  claimsOf: (name: string) => object;
}

const AUDIENCE = "https://storecast.example";
const CLIENT = "storecast-page";
const SCOPE = "forecasts";
const SIGN_IN = "/sign-in/";

/** Starts it: authorization code with PKCE for a client without a secret, and refresh tokens. */
export async function startIdentityProvider({
  redirectUri,
  claimsOf,
}: IdentityOptions): Promise<IdentityProvider> {
  const port = await findFreePort();
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const state: IdentityProvider = {
    ...{ issuer, clientId: CLIENT, audience: AUDIENCE, tokenSeconds: 3_600, grants: [] },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        ...{ client_id: CLIENT, token_endpoint_auth_method: "none", redirect_uris: [redirectUri] },
        ...{ grant_types: ["authorization_code", "refresh_token"], response_types: ["code"] },
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "first" }] },
    cookies: { keys: ["of a test"] },
    pkce: { required: () => true },
    clientBasedCORS: () => true,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          ...{ scope: SCOPE, audience: AUDIENCE, accessTokenFormat: "jwt" },
          ...{ accessTokenTTL: state.tokenSeconds, jwt: { sign: { alg: "RS256" } } },
        }),
      },
    },
    findAccount: (_context: unknown, name: string) => ({
      accountId: name,
      claims: () => ({ sub: name }),
    }),
    extraTokenClaims: (_context: unknown, { accountId }: { accountId: string }) => claimsOf(accountId),
    issueRefreshToken: () => true,
    // nobody is asked whether the company's own page may know them
    loadExistingGrant: async ({ oidc }: KoaContext) => {
      const grant = new provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope("openid profile");
      grant.addResourceScope(AUDIENCE, SCOPE);
      await grant.save();
      return grant;
    },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `${SIGN_IN}${uid}` },
    ttl: {
      Interaction: 3_600,
      AccessToken: () => state.tokenSeconds,
      IdToken: 3_600,
      RefreshToken: 86_400,
      Session: 86_400,
      Grant: 86_400,
    },
  });

  provider.on("grant.success", ({ oidc }) => void state.grants.push(oidc.params["grant_type"] ?? ""));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith(SIGN_IN)) void signIn(provider, request, response);
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return state;
}

/** The form that people sign in with. */
async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === "POST") {
    const name = new URLSearchParams(await text(request)).get("name") ?? "";
    const result = name === "" ? { error: "access_denied", error_description: "Nobody signed in." } : null;
    return provider.interactionFinished(request, response, result ?? { login: { accountId: name } });
  }
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(
    `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Who are you?</title>
<form method="post"><label>Name <input name="name"></label><button>Continue</button></form></html>`,
  );
}
