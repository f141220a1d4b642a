import { ForbiddenError, UnauthenticatedError } from "../errors.js";
import { ROLES, type Principal, type Role } from "./principal.js";
import type { ClaimRules } from "./token-rules.js";

type Claims = Readonly<Record<string, unknown>>;

const MAX_NAME = 200;
/** The log and MLflow's tags carry names. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const ALL_REGIONS = "*";

/**
 * Who a token speaks of.
 *
 * @param claims of a token that was verified
 * @throws UnauthenticatedError where it names nobody; ForbiddenError where it says of nobody that they may use this API
 */
export function readPrincipal(claims: Claims, rules: ClaimRules): Principal {
  return {
    name: readName(claims, rules.nameClaim),
    kind: "person",
    role: readRole(claims, rules),
    regionCodes: readRegions(claims, rules),
  };
}

function readName(claims: Claims, nameClaim: string): string {
  // People without an address or a name of their own still have a subject.
  const name = findClaim(claims, nameClaim) ?? findClaim(claims, "sub");
  if (typeof name === "string" && name !== "" && name.length <= MAX_NAME && !CONTROL.test(name)) return name;
  throw new UnauthenticatedError(
    `The token's claim ${nameClaim} must be a text of 1 to ${MAX_NAME} characters, without control characters.`,
  );
}

function readRole(claims: Claims, { roleClaim, roleNames }: ClaimRules): Role {
  const named = listOf(findClaim(claims, roleClaim)) ?? [];
  const roles = named.map((name) => roleNames.get(name));
  const highest = ROLES.findLast((role) => roles.includes(role));
  if (highest) return highest;
  throw new ForbiddenError(
    `The token gives no role here: its claim ${roleClaim} must name one of ${[...roleNames.keys()].join(", ")}.`,
  );
}

function readRegions(claims: Claims, rules: ClaimRules): Principal["regionCodes"] {
  const { regionsClaim } = rules;
  const claim = findClaim(claims, regionsClaim);
  if (claim === undefined && !rules.isRegionsClaimRequired) return null;
  const codes = listOf(claim);
  if (!codes) {
    throw new ForbiddenError(
      `The token does not say which regions it is good for: its claim ${regionsClaim} must be a list of codes, or ${ALL_REGIONS}.`,
    );
  }
  return codes.includes(ALL_REGIONS) ? null : [...new Set(codes)].sort();
}

/** A claim by its name, which may have dots in it, or else by the path to it. */
function findClaim(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split(".").reduce<unknown>((value, name) => {
    const isObject = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    return isObject ? (value as Claims)[name] : undefined;
  }, claims);
}

/** Texts of a list, or of one text that spaces divide; null for what is neither. */
function listOf(claim: unknown): string[] | null {
  if (typeof claim === "string") return claim.split(/\s+/).filter((word) => word !== "");
  if (!Array.isArray(claim)) return null;
  return claim.every((item) => typeof item === "string") ? claim : null;
}
