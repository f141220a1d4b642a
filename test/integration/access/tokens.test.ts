import { createHmac, createPublicKey, sign } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT, type JWK } from "jose";
import { createAuthenticator } from "../../../src/access/authenticator.js";
import { createIssuerKeys, fetchKeySet } from "../../../src/access/issuer-keys.js";
import { ROLES } from "../../../src/access/principal.js";
import type { TokenRules } from "../../../src/access/token-rules.js";
import { createTokenReader } from "../../../src/access/tokens.js";
import { ServiceUnavailableError, UnauthenticatedError } from "../../../src/errors.js";
import { AUDIENCE, startIssuer, type TestIssuer } from "../../support/issuer.js";
import { DEFAULT_EXPOSURE } from "../../../src/http/exposure/exposure.js";
import { DEFAULT_RATES } from "../../../src/http/rates/rates.js";
import { startMemoryApp, type MemoryApp } from "../../support/memory-app.js";
import { askViewer, bearer, openSignedInSocket } from "../../support/sign-in-client.js";

let issuer: TestIssuer;
let app: MemoryApp;
let warnings: unknown[];
const shown: string[] = [];

const logger = { warn: (fields: object) => void warnings.push(fields) };
const nowSeconds = () => Math.floor(Date.now() / 1_000);

function rulesOf(change: Partial<TokenRules> = {}): TokenRules {
  return {
    ...{ issuer: issuer.url, audiences: [AUDIENCE], jwksUrl: null, nameClaim: "sub" },
    ...{ roleClaim: "storecast_role", roleNames: new Map(ROLES.map((role) => [role, role])) },
    ...{ regionsClaim: "storecast_regions", isRegionsClaimRequired: false, ...change },
  };
}

function makeReader(change: Partial<TokenRules> = {}, getElapsedMs = () => performance.now()) {
  const rules = rulesOf(change);
  const getKey = createIssuerKeys({ ...rules, getElapsedMs, logger, cooldownMs: 0 });
  return createTokenReader({ rules, getKey, now: () => new Date(), logger });
}

beforeAll(async () => {
  warnings = [];
  issuer = await startIssuer();
  const readKey = () => Promise.reject(new UnauthenticatedError("The key is not known."));
  const authenticator = createAuthenticator({ readKey, readToken: makeReader() });
  // more guesses than one address is listened to for
  const exposure = { ...DEFAULT_EXPOSURE, rates: { ...DEFAULT_RATES, failedSignIns: 0 } };
  app = await startMemoryApp(4, { authenticator, exposure });
});

afterEach(() => {
  jest.restoreAllMocks();
  issuer.isDown = false;
  issuer.document = {};
});

afterAll(async () => {
  await app.close();
  await issuer.close();
});

async function ask(token: string) {
  shown.push(token);
  return askViewer(app.url, bearer(token));
}

describe("a token of the issuer", () => {
  test("says who asks, what they may do and see, and until when", async () => {
    const exp = nowSeconds() + 60;
    const answer = await ask(
      await issuer.sign({ storecast_role: ["viewer", "planner"], storecast_regions: ["HE"], exp }),
    );
    expect(answer).toMatchObject({
      status: 200,
      viewer: { name: "hanna", isAnyone: false, role: "PLANNER", regions: [{ name: "Hesse" }] },
    });
    expect(Date.parse(String(answer.viewer!["expiresAt"])) / 1_000).toBe(exp + 10);
  });

  test("is good for what it was good for when it is shown again, without the issuer", async () => {
    const token = await issuer.sign();
    await ask(token);
    issuer.isDown = true;
    expect((await ask(token)).status).toBe(200);
  });

  test("may be ten seconds late and early, for clocks differ", async () => {
    for (const claims of [{ exp: nowSeconds() - 5 }, { nbf: nowSeconds() + 5 }]) {
      expect((await ask(await issuer.sign(claims))).status).toBe(200);
    }
  });

  test.each([[[AUDIENCE, "another"]], [AUDIENCE]])("may be for other programs too: %j", async (aud) => {
    expect((await ask(await issuer.sign({ aud }))).status).toBe(200);
  });

  test("that never ends, as good as, is one", async () => {
    expect(await ask(await issuer.sign({ exp: 1e20 }))).toMatchObject({
      status: 200,
      viewer: { name: "hanna" },
    });
  });

  test("without a role here is somebody who may do nothing", async () => {
    const answer = await ask(await issuer.sign({ storecast_role: ["default-roles"] }));
    expect(answer).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect(answer.message).toMatch(/claim storecast_role must name one of viewer, planner, operator/);
  });

  test("signs in over a socket by its parameters, or by the headers that opened it", async () => {
    const authorization = `Bearer ${await issuer.sign()}`;
    for (const socket of [
      openSignedInSocket(app.url, { authorization }),
      openSignedInSocket(app.url, {}, { authorization }),
    ]) {
      await expect(socket.viewer).resolves.toMatchObject({ name: "hanna" });
      socket.close();
    }
  });
});

type Part = Record<string, unknown>;
const encode = (part: Part | string) =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");

/** A token made by hand: what no library would sign. */
function forge(header: Part, payload: Part | string, signer: (text: string) => Buffer | string): string {
  const text = `${encode(header)}.${encode(payload)}`;
  const signature = signer(text);
  return `${text}.${typeof signature === "string" ? signature : signature.toString("base64url")}`;
}

const claimsOf = () => ({
  ...{ iss: issuer.url, aud: AUDIENCE, sub: "eve", storecast_role: "operator" },
  ...{ exp: nowSeconds() + 300 },
});
const headerOf = (change: Part = {}) => ({ alg: "ES256", kid: issuer.key.kid, ...change });
const signRightly = (text: string) =>
  sign("sha256", Buffer.from(text), { key: issuer.key.privateKey as never, dsaEncoding: "ieee-p1363" });
const hmacWith = (secret: string | Buffer) => (text: string) =>
  createHmac("sha256", secret).update(text).digest();

async function signWithOther(header: Part = {}, embed = false): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = embed ? { jwk: await exportJWK(publicKey) } : {};
  return new SignJWT(claimsOf())
    .setProtectedHeader({ ...headerOf(header), alg: "ES256", ...jwk })
    .sign(privateKey);
}

const spki = () =>
  createPublicKey({ key: issuer.key.publicJwk as never, format: "jwk" }).export({
    type: "spki",
    format: "pem",
  });
const NOT_SIGNED = "is not signed with a key of its issuer";
const NOT_TAKEN = "is not signed in a way that is taken here";
const NONE = "must be a signed JWT";

const ATTACKS: [string, () => string | Promise<string>, string][] = [
  ["unsigned, alg none", () => forge({ alg: "none" }, claimsOf(), () => ""), NOT_TAKEN],
  ["unsigned, alg nOnE", () => forge({ alg: "nOnE" }, claimsOf(), () => ""), NOT_TAKEN],
  [
    "alg none with the signature of a real one",
    () => forge({ alg: "none" }, claimsOf(), () => "AAAA"),
    NOT_TAKEN,
  ],
  ["without an algorithm", () => forge({ kid: "key-1" }, claimsOf(), signRightly), NONE],
  ["without its signature", async () => (await issuer.sign()).replace(/[^.]+$/, ""), NOT_SIGNED],
  ["signed with zeros", () => forge(headerOf(), claimsOf(), () => Buffer.alloc(64)), NOT_SIGNED],
  ["signed with another key", () => signWithOther(), NOT_SIGNED],
  ["signed with a key that it brings along", () => signWithOther({}, true), NOT_SIGNED],
  [
    "signed with a key that it says where to find",
    () => signWithOther({ jku: "http://127.0.0.1:1/keys" }),
    NOT_SIGNED,
  ],
  [
    "with a certificate of its own",
    () => signWithOther({ x5u: "http://127.0.0.1:1/c", x5c: ["AAAA"] }),
    NOT_SIGNED,
  ],
  [
    "HS256 with the public key as PEM",
    () => forge(headerOf({ alg: "HS256" }), claimsOf(), hmacWith(spki())),
    NOT_TAKEN,
  ],
  [
    "HS256 with the public key as JWK",
    () => forge(headerOf({ alg: "HS256" }), claimsOf(), hmacWith(JSON.stringify(issuer.key.publicJwk))),
    NOT_TAKEN,
  ],
  ["RS256 on the curve's key", () => forge(headerOf({ alg: "RS256" }), claimsOf(), signRightly), NOT_SIGNED],
  ["ES384 on the curve's key", () => forge(headerOf({ alg: "ES384" }), claimsOf(), signRightly), NOT_SIGNED],
  [
    "a key id that is a path",
    () => forge(headerOf({ kid: "../../../../dev/null" }), claimsOf(), hmacWith("")),
    NOT_SIGNED,
  ],
  ["a key id that is an address", () => signWithOther({ kid: "http://127.0.0.1:1/key" }), NOT_SIGNED],
  ["a key id that is SQL", () => signWithOther({ kid: "' UNION SELECT 'a' --" }), NOT_SIGNED],
  ["a key id that is a number", () => forge(headerOf({ kid: 7 }), claimsOf(), signRightly), NOT_SIGNED],
  ["a key id of every object", () => signWithOther({ kid: "__proto__" }), NOT_SIGNED],
  [
    "an extension that must be understood",
    () => forge(headerOf({ crit: ["x"], x: 1 }), claimsOf(), signRightly),
    NONE,
  ],
  [
    "a payload that is not encoded",
    () => forge(headerOf({ b64: false, crit: ["b64"] }), claimsOf(), signRightly),
    NONE,
  ],
  [
    "another's claims under a real signature",
    async () => {
      const [header, , signature] = (await issuer.sign()).split(".");
      return `${header}.${encode(claimsOf())}.${signature}`;
    },
    NOT_SIGNED,
  ],
  ["expired", () => issuer.sign({ exp: nowSeconds() - 20 }), "has expired"],
  ["not yet valid", () => issuer.sign({ nbf: nowSeconds() + 60 }), "is not valid yet"],
  ["without an end", () => issuer.sign({ exp: undefined }), "lacks the claim exp"],
  ["with an end in words", () => issuer.sign({ exp: "never" }), "claim exp is not of the kind"],
  ["for another program", () => issuer.sign({ aud: "mail" }), "was made for another program"],
  [
    "for a program with a longer name",
    () => issuer.sign({ aud: `${AUDIENCE}-admin` }),
    "for another program",
  ],
  ["for no program", () => issuer.sign({ aud: undefined }), "lacks the claim aud"],
  ["of another issuer", () => issuer.sign({ iss: "https://evil.example.com" }), "is of another issuer"],
  ["of an issuer with a longer name", () => issuer.sign({ iss: `${issuer.url}/` }), "is of another issuer"],
  ["of no issuer", () => issuer.sign({ iss: undefined }), "lacks the claim iss"],
  ["of nobody", () => issuer.sign({ sub: undefined }), "lacks the claim sub"],
  ["of a number", () => issuer.sign({ sub: 7 }), "claim sub must be a text"],
  ["whose claims are a list", () => forge(headerOf(), "[]", signRightly), NONE],
  ["whose claims are no JSON", () => forge(headerOf(), "{", signRightly), NONE],
  ["encrypted", () => `${encode({ alg: "dir", enc: "A256GCM" })}..a.b.c`, NONE],
  ["of dots", () => "..", NONE],
  ["a word", () => "secret", NONE],
];

describe("what is no token of the issuer", () => {
  test.each(ATTACKS)("%s", async (_what, make, why) => {
    const answer = await ask(await make());
    expect(answer).toMatchObject({ status: 401, code: "UNAUTHENTICATED", viewer: undefined });
    expect(answer.message).toContain(why);
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="storecast"');
  });

  test("a token that is too long is not looked at, by a socket either", async () => {
    const long = await issuer.sign({ padding: "x".repeat(20_000) });
    const socket = openSignedInSocket(app.url, { authorization: `Bearer ${long}` });
    await expect(socket.closed).resolves.toMatchObject({
      code: 4401,
      reason: "UNAUTHENTICATED: The token has more than 16000 characters.",
    });
  });

  test.each([
    ["no header", {}, "does not say who asks"],
    ["another scheme", { authorization: "Basic aGFubmE6c2VjcmV0" }, "has no bearer token"],
    ["a scheme alone", { authorization: "Bearer " }, "has no bearer token"],
    ["two tokens", { authorization: "Bearer a b" }, "has no bearer token"],
    ["a key as token", { authorization: "Bearer sc_abc" }, "The key is not known"],
    ["an empty key", { "x-api-key": "" }, "The key is not known"],
  ])("%s", async (_what, headers, why) => {
    const answer = await askViewer(app.url, headers);
    expect(answer).toMatchObject({ status: 401, code: "UNAUTHENTICATED" });
    expect(answer.message).toContain(why);
  });

  test("a refused request is refused before its body is read", async () => {
    const response = await fetch(`${app.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{ this is no JSON",
    });
    expect(response.status).toBe(401);
  });

  test("nothing that was shown is in the log", () => {
    const log = JSON.stringify([app.log, warnings]);
    expect(shown.length).toBeGreaterThan(40);
    for (const token of shown) {
      for (const part of token.split(".").filter((text) => text.length > 20)) expect(log).not.toContain(part);
    }
    expect(log).not.toContain('"eve"');
  });
});

test("all algorithms with a public key are taken", async () => {
  for (const alg of ["RS256", "PS512", "ES512", "EdDSA"]) {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const jwk: JWK = { ...(await exportJWK(publicKey)), kid: alg, alg };
    const getKey = createLocalJWKSet({ keys: [jwk] });
    const read = createTokenReader({ rules: rulesOf(), getKey, now: () => new Date(), logger });
    const token = await new SignJWT(claimsOf()).setProtectedHeader({ alg, kid: alg }).sign(privateKey);
    await expect(read(token)).resolves.toMatchObject({ principal: { name: "eve" } });
  }
});

describe("the issuer's keys", () => {
  test("that are new are found when a token names one, and those withdrawn end", async () => {
    const read = makeReader();
    const before = await issuer.sign({ jti: "before" });
    await read(before);
    await issuer.rotate();
    const asked = issuer.requests.length;
    await expect(read(await issuer.sign())).resolves.toMatchObject({ principal: { name: "hanna" } });
    expect(issuer.requests.slice(asked)).toEqual(["/.well-known/openid-configuration", "/keys"]);
    await expect(read(before)).resolves.toBeDefined();
    const old = { ...issuer.key };
    await issuer.rotate(false);
    await read(await issuer.sign());
    const late = new SignJWT(claimsOf()).setProtectedHeader({ alg: "ES256", kid: old.kid });
    await expect(read(await late.sign(old.privateKey))).rejects.toThrow(NOT_SIGNED);
  });

  test("are at the address that is set, if one is", async () => {
    const read = makeReader({ jwksUrl: issuer.jwksUrl });
    const asked = issuer.requests.length;
    await read(await issuer.sign());
    expect(issuer.requests.slice(asked)).toEqual(["/keys"]);
  });

  test("are not asked for by strangers again and again", async () => {
    const rules = rulesOf();
    const getKey = createIssuerKeys({ ...rules, getElapsedMs: () => performance.now(), logger });
    const read = createTokenReader({ rules, getKey, now: () => new Date(), logger });
    await read(await issuer.sign());
    const asked = issuer.requests.length;
    for (let i = 0; i < 20; i++) {
      await expect(read(await signWithOther({ kid: `made-up-${i}` }))).rejects.toThrow(NOT_SIGNED);
    }
    expect(issuer.requests).toHaveLength(asked);
  });

  test("that cannot be read are nobody's fault, and the issuer is asked again a second later", async () => {
    let elapsedMs = 0;
    const read = makeReader({}, () => elapsedMs);
    const token = await issuer.sign({ jti: "down" });
    issuer.isDown = true;
    const refused = read(token);
    await expect(refused).rejects.toThrow(ServiceUnavailableError);
    await expect(refused).rejects.toMatchObject({ service: "identity", isRetryable: true });
    await expect(refused).rejects.toThrow(
      /keys of http.* cannot be read \(.*openid-configuration answers with status 503\)/,
    );
    issuer.isDown = false;
    await expect(read(token)).rejects.toThrow(ServiceUnavailableError);
    elapsedMs = 1_000;
    await expect(read(token)).resolves.toBeDefined();
  });

  test("are a 503 that names the service, over HTTP", async () => {
    const readKey = () => Promise.reject(new Error("no key"));
    const authenticator = createAuthenticator({
      readKey,
      readToken: makeReader({ jwksUrl: "http://127.0.0.1:1/keys" }),
    });
    const other = await startMemoryApp(1, { authenticator });
    try {
      const answer = await askViewer(other.url, bearer(await issuer.sign()));
      expect(answer).toMatchObject({ status: 503, code: "SERVICE_UNAVAILABLE" });
      expect(answer.error!.extensions).toMatchObject({ service: "identity", isRetryable: true });
      const socket = openSignedInSocket(other.url, bearer(await issuer.sign()));
      await expect(socket.closed).resolves.toMatchObject({ code: 4403 });
    } finally {
      await other.close();
    }
  });

  test("hold for an hour while the issuer is away; a key that is new to them may be among those not read", async () => {
    let elapsedMs = 0;
    const read = makeReader({}, () => elapsedMs);
    await read(await issuer.sign());
    issuer.isDown = true;
    elapsedMs = 20 * 60_000;
    const later = Date.now() + elapsedMs;
    jest.spyOn(Date, "now").mockImplementation(() => later);
    await expect(read(await issuer.sign({ jti: "known" }))).resolves.toBeDefined();
    await expect(read(await signWithOther({ kid: "new" }))).rejects.toThrow(ServiceUnavailableError);
    elapsedMs = 61 * 60_000;
    jest.spyOn(Date, "now").mockImplementation(() => later + 3_600_000);
    await expect(read(await issuer.sign({ jti: "too late" }))).rejects.toThrow(ServiceUnavailableError);
  });

  test.each([
    ["another issuer's document", { issuer: "https://evil.example.com" }, /is of the issuer "https:\/\/evil/],
    ["a document without their address", { jwks_uri: 7 }, /does not say where its keys are/],
    ["an address with nothing", { jwks_uri: "http://127.0.0.1:1/keys" }, /cannot be read \(/],
  ])("are not taken from %s", async (_what, document, why) => {
    issuer.document = document;
    await expect(fetchKeySet({ issuer: issuer.url, jwksUrl: null })).rejects.toThrow(why);
  });
});
