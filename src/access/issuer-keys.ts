import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from "jose";
import { AppError, ServiceUnavailableError } from "../errors.js";

/** Where an issuer's public keys are. */
export interface IssuerAddress {
  issuer: string;
  /** Null asks the issuer's discovery document. */
  jwksUrl: string | null;
}

export interface IssuerKeysOptions extends IssuerAddress {
  /** Milliseconds of a clock that only goes forward. */
  getElapsedMs: () => number;
  logger: { warn(fields: object, message: string): void };
  /** Milliseconds after a reading before a key that is not known makes for another; 30 s if absent. */
  cooldownMs?: number;
}

const TIMEOUT_MS = 5_000;
const COOLDOWN_MS = 30_000;
/** A key that its issuer has withdrawn is taken no longer than this. */
const MAX_AGE_MS = 600_000;
/** How long an issuer that does not answer is not asked again. */
const RETRY_MS = 1_000;
/** How long the keys that were last read hold while their issuer does not answer. */
const OUTAGE_MS = 3_600_000;
const MAX_BYTES = 1_000_000;

/**
 * Finds the key that a token says it is signed with. Keys are read when the first token comes, every ten minutes, and when a token names one that is
 * not known, which is at most once every 30 seconds. While the issuer is away, those of the last hour hold.
 *
 * It throws ServiceUnavailableError where the issuer's keys cannot be told, and jose's errors for tokens that none of them fits.
 */
export function createIssuerKeys(options: IssuerKeysOptions): JWTVerifyGetKey {
  const { getElapsedMs, logger } = options;
  let last: { text: string; atMs: number } | null = null;
  let failure: { error: unknown; atMs: number } | null = null;

  async function load(signal: AbortSignal): Promise<string> {
    if (failure && getElapsedMs() - failure.atMs < RETRY_MS) throw failure.error;
    try {
      const text = await fetchKeySet(options, signal);
      failure = null;
      last = { text, atMs: getElapsedMs() };
      return text;
    } catch (error) {
      failure = { error, atMs: getElapsedMs() };
      logger.warn({ err: error }, "the keys of the issuer of tokens cannot be read");
      if (last && failure.atMs - last.atMs < OUTAGE_MS) return last.text;
      throw error;
    }
  }

  const findKey = createRemoteJWKSet(new URL(options.jwksUrl ?? options.issuer), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: options.cooldownMs ?? COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
    [customFetch]: async (_url, { signal }) => new Response(await load(signal)),
  });
  return async (header, token) => {
    try {
      return await findKey(header, token);
    } catch (error) {
      // It may be among the keys that could not be read.
      if (error instanceof errors.JWKSNoMatchingKey && failure) throw failure.error;
      if (error instanceof errors.JWKSTimeout) throw unavailable(options.issuer, "no answer in time", error);
      throw error;
    }
  };
}

/**
 * Reads an issuer's key set.
 *
 * @returns JSON with a list of `keys`
 * @throws ServiceUnavailableError that says what the issuer answers instead
 */
export async function fetchKeySet(
  { issuer, jwksUrl }: IssuerAddress,
  signal: AbortSignal = AbortSignal.timeout(TIMEOUT_MS),
): Promise<string> {
  try {
    const url = jwksUrl ?? (await discover(issuer, signal));
    const text = await fetchText(url, signal);
    const { keys } = parseObject(text, url);
    if (!Array.isArray(keys)) throw new Error(`${url} answers without a list of keys`);
    return text;
  } catch (error) {
    throw error instanceof AppError ? error : unavailable(issuer, describe(error), error);
  }
}

/** @returns where the issuer says that its keys are */
async function discover(issuer: string, signal: AbortSignal): Promise<string> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const found = parseObject(await fetchText(url, signal), url);
  // Another issuer's document would have another issuer's keys sign for this one.
  if (found["issuer"] !== issuer) {
    throw new Error(
      `${url} is of the issuer ${JSON.stringify(found["issuer"])}: STORECAST_OIDC_ISSUER must be the same to the letter`,
    );
  }
  const jwksUrl = found["jwks_uri"];
  if (typeof jwksUrl !== "string" || !URL.canParse(jwksUrl)) {
    throw new Error(`${url} does not say where its keys are (jwks_uri)`);
  }
  if (issuer.startsWith("https:") && new URL(jwksUrl).protocol !== "https:") {
    throw new Error(`${url} has its keys at ${jwksUrl}, which is without TLS`);
  }
  return jwksUrl;
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const headers = { accept: "application/json" };
  const response = await fetch(url, { headers, redirect: "manual", signal });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answers with status ${response.status}`);
  if (text.length > MAX_BYTES) throw new Error(`${url} answers with more than ${MAX_BYTES} bytes`);
  return text;
}

function parseObject(text: string, url: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`${url} does not answer in JSON`, { cause });
  }
  throw new Error(`${url} does not answer with an object`);
}

/** What fetch says of a connection is in its cause. */
function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return message === "fetch failed" && cause instanceof Error ? cause.message || cause.name : message;
}

function unavailable(issuer: string, why: string, cause: unknown): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "identity",
    `Tokens cannot be checked: the keys of ${issuer} cannot be read (${why}).`,
    { cause },
  );
}
