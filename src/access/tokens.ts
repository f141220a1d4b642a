import { hash } from "node:crypto";
import { errors, jwtVerify, type JWTVerifyGetKey } from "jose";
import { LRUCache } from "lru-cache";
import { AppError, UnauthenticatedError } from "../errors.js";
import { readPrincipal } from "./claims.js";
import type { Session } from "./session.js";
import type { TokenRules } from "./token-rules.js";

/** All with a public key: one who can check a token must not be able to make one. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"].concat([
  "EdDSA",
  "Ed25519",
]);

/** How far the issuer's clock may be off, seconds. */
const CLOCK_TOLERANCE_SECONDS = 10;

/** Longest token that is looked at, characters: as long as a header can be. */
const MAX_LENGTH = 16_000;

/** A token is verified anew after this, so that one whose key was withdrawn ends. */
const REMEMBER_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** The last second that calendars agree on. */
const LATEST_SECOND = 253_402_300_799;

interface TokenOptions {
  rules: TokenRules;
  getKey: JWTVerifyGetKey;
  now: () => Date;
  logger: { warn(fields: object, message: string): void };
}

/**
 * Reads JWTs.
 *
 * @returns a function to the session that a token is good for: until `exp`, and the tolerance for clocks. It rejects with UnauthenticatedError for a
 *   token that does not hold, ForbiddenError for one without a role here, and ServiceUnavailableError where the issuer's keys cannot be told
 */
export function createTokenReader(options: TokenOptions): (token: string) => Promise<Session> {
  const { rules, getKey, now, logger } = options;
  /** By digest, so that no token lies about in memory. */
  const remembered = new LRUCache<string, Session>({ max: MAX_REMEMBERED, ttl: REMEMBER_MS });

  async function verify(token: string): Promise<Session> {
    const { payload } = await jwtVerify(token, getKey, {
      issuer: rules.issuer,
      audience: [...rules.audiences],
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ["exp", "sub"],
      currentDate: now(),
    });
    const endsAt = Math.min(payload.exp! + CLOCK_TOLERANCE_SECONDS, LATEST_SECOND);
    return Object.freeze({
      principal: Object.freeze(readPrincipal(payload, rules)),
      expiresAt: new Date(endsAt * 1_000),
    });
  }

  return async (token) => {
    if (token.length > MAX_LENGTH) {
      throw new UnauthenticatedError(`The token has more than ${MAX_LENGTH} characters.`);
    }
    const digest = hash("sha256", token, "base64");
    const known = remembered.get(digest);
    if (known && known.expiresAt! > now()) return known;
    try {
      const session = await verify(token);
      remembered.set(digest, session);
      return session;
    } catch (error) {
      if (error instanceof AppError) throw error;
      // What jose throws may hold the claims; it goes nowhere.
      if (error instanceof errors.JOSEError) throw new UnauthenticatedError(describe(error));
      logger.warn({ err: error }, "a token could not be checked");
      throw new UnauthenticatedError("The token cannot be checked.");
    }
  };
}

function describe(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return "The token has expired.";
  if (error instanceof errors.JWTClaimValidationFailed) return describeClaim(error);
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return `The token is not signed in a way that is taken here: ${ALGORITHMS.join(", ")}.`;
  }
  if (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JWSSignatureVerificationFailed
  ) {
    return "The token is not signed with a key of its issuer.";
  }
  return "The token is none: it must be a signed JWT.";
}

function describeClaim({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === "missing") return `The token lacks the claim ${claim}.`;
  if (claim === "nbf" && reason === "check_failed") return "The token is not valid yet.";
  const whose = { iss: "The token is of another issuer.", aud: "The token was made for another program." };
  return (
    whose[claim as keyof typeof whose] ?? `The token's claim ${claim} is not of the kind that it must be.`
  );
}
