import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";

/** Who the issuer's tokens are for, unless a claim says otherwise. */
export const AUDIENCE = "storecast";

/** An issuer of tokens on the loopback, with a discovery document and a key set. */
export interface TestIssuer {
  /** Its name, and where it is. */
  url: string;
  jwksUrl: string;
  /** Requests by path. */
  requests: string[];
  /** Whether it answers 503 to all. */
  isDown: boolean;
  /** What its discovery document says beside the usual. */
  document: Record<string, unknown>;
  /** The key that it signs with now. */
  key: { kid: string; privateKey: CryptoKey; publicJwk: JWK };
  /** Signs with a new key from now on; those before stay in the set unless told otherwise. */
  rotate(keepOld?: boolean): Promise<void>;
  /** A token of somebody, good for five minutes unless claims say otherwise; undefined leaves a claim out. */
  sign(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** @param now the clock that its tokens go by */
export async function startIssuer(now: () => Date = () => new Date()): Promise<TestIssuer> {
  const requests: string[] = [];
  let keys: JWK[] = [];
  let made = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const documents: Record<string, unknown> = {
      "/.well-known/openid-configuration": { issuer: url, jwks_uri: issuer.jwksUrl, ...issuer.document },
      "/keys": { keys },
    };
    const found = issuer.isDown ? undefined : documents[path];
    response
      .writeHead(issuer.isDown ? 503 : found ? 200 : 404, { "content-type": "application/json" })
      .end(JSON.stringify(found ?? {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function makeKey(): Promise<TestIssuer["key"]> {
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    const kid = `key-${++made}`;
    return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" } };
  }

  const issuer: TestIssuer = {
    ...{ url, jwksUrl: `${url}/keys`, requests, isDown: false, document: {} },
    key: await makeKey(),
    async rotate(keepOld = true) {
      issuer.key = await makeKey();
      keys = keepOld ? [...keys, issuer.key.publicJwk] : [issuer.key.publicJwk];
    },
    sign(claims = {}, header = {}) {
      const second = Math.floor(now().getTime() / 1_000);
      const usual = { iss: url, aud: AUDIENCE, sub: "hanna", storecast_role: "planner", exp: second + 300 };
      const { kid, privateKey } = issuer.key;
      return new SignJWT({ ...usual, iat: second, ...claims })
        .setProtectedHeader({ alg: "ES256", kid, ...header })
        .sign(privateKey);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
  keys = [issuer.key.publicJwk];
  return issuer;
}
