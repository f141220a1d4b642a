import { z } from "zod";
import { ROLES, type Role } from "../access/principal.js";
import type { TokenRules } from "../access/token-rules.js";
import { ConfigurationError } from "../errors.js";
import { isLoopback } from "./loopback.js";

/** Who may use the API, and how they show who they are. */
export interface AuthConfig {
  /**
   * Whether somebody has to show who they are; "unsaid" where other machines reach the API and nobody has said so: then it must not start.
   */
  mode: "off" | "required" | "unsaid";
  /** Tokens that are taken beside keys; null for none. */
  tokens: TokenRules | null;
  /** What a page signs people in with; null where it cannot. */
  signIn: { issuer: string; clientId: string; scope: string } | null;
  /** Names that a request's header Host may have, beside those of this machine; null where it may have any. */
  allowedHosts: readonly string[] | null;
}

const url = z
  .string()
  .refine((text) => URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol), {
    error: "must be a URL that starts with http:// or https://",
  });

const list = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== ""),
  )
  .refine((items) => items.length > 0, { error: "must name something" });

const HOST_NAME = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/i;
const hosts = list.refine((names) => names.every((name) => HOST_NAME.test(name)), {
  error: "must be names of hosts without ports, separated by commas",
});

const ROLE_NAME = new RegExp(`^(${ROLES.join("|")})=(.+)$`);
const roleNames = list
  .refine((pairs) => pairs.every((pair) => ROLE_NAME.test(pair)), {
    error: `must be pairs such as planner=store-planners, separated by commas, of the roles ${ROLES.join(", ")}`,
  })
  .transform(
    (pairs) =>
      new Map(
        pairs.map((pair): [string, Role] => {
          const [, role, name] = ROLE_NAME.exec(pair)!;
          return [name!.trim(), role as Role];
        }),
      ),
  );

const claim = z.string().min(1);

/** Settings of this part. */
export const authSettings = {
  STORECAST_AUTH: z.enum(["required", "off"], { error: "must be one of required, off" }).optional(),
  STORECAST_ALLOWED_HOSTS: hosts.optional(),
  STORECAST_OIDC_ISSUER: url.optional(),
  STORECAST_OIDC_CLIENT_ID: z.string().min(1).optional(),
  STORECAST_OIDC_SCOPE: z.string().min(1).optional(),
  STORECAST_JWKS_URL: url.optional(),
  STORECAST_JWT_AUDIENCE: list.optional(),
  STORECAST_JWT_NAME_CLAIM: claim.optional(),
  STORECAST_JWT_ROLE_CLAIM: claim.optional(),
  STORECAST_JWT_ROLES: roleNames.optional(),
  STORECAST_JWT_REGIONS_CLAIM: claim.optional(),
};

type AuthEnvironment = z.infer<z.ZodObject<typeof authSettings>>;

/** Settings that say something of tokens, and so nothing without an issuer. */
const OF_TOKENS = [
  "STORECAST_OIDC_CLIENT_ID",
  "STORECAST_OIDC_SCOPE",
  "STORECAST_JWKS_URL",
  "STORECAST_JWT_AUDIENCE",
  "STORECAST_JWT_NAME_CLAIM",
  "STORECAST_JWT_ROLE_CLAIM",
  "STORECAST_JWT_ROLES",
  "STORECAST_JWT_REGIONS_CLAIM",
] as const satisfies (keyof AuthEnvironment)[];

/**
 * Reads this part of the configuration.
 *
 * @param host address that the API listens on
 * @throws ConfigurationError for settings that do not go together
 */
export function readAuth(env: AuthEnvironment, host: string): AuthConfig {
  const tokens = readTokenRules(env);
  if (tokens && env.STORECAST_AUTH === "off") {
    throw wrong("STORECAST_AUTH=off lets everybody in, so STORECAST_OIDC_ISSUER must not be set beside it.");
  }
  const isOnLoopback = isLoopback(host);
  const mode = env.STORECAST_AUTH ?? (tokens ? "required" : isOnLoopback ? "off" : "unsaid");
  const hosts = env.STORECAST_ALLOWED_HOSTS;
  const isGuarded = mode === "off" && (isOnLoopback || hosts !== undefined);
  return {
    mode,
    tokens,
    signIn:
      tokens && env.STORECAST_OIDC_CLIENT_ID !== undefined
        ? {
            issuer: tokens.issuer,
            clientId: env.STORECAST_OIDC_CLIENT_ID,
            scope: env.STORECAST_OIDC_SCOPE ?? "openid profile",
          }
        : null,
    allowedHosts: isGuarded ? (hosts ?? []) : null,
  };
}

function readTokenRules(env: AuthEnvironment): TokenRules | null {
  const { STORECAST_OIDC_ISSUER: issuer, STORECAST_JWT_AUDIENCE: audiences } = env;
  if (issuer === undefined) {
    const lone = OF_TOKENS.find((name) => env[name] !== undefined);
    if (lone) throw wrong(`${lone} is set, so STORECAST_OIDC_ISSUER must be too.`);
    return null;
  }
  if (audiences === undefined) {
    throw wrong(
      "STORECAST_OIDC_ISSUER is set, so STORECAST_JWT_AUDIENCE must be too: tokens that the issuer made for other programs are not for this one.",
    );
  }
  return {
    issuer,
    audiences,
    jwksUrl: env.STORECAST_JWKS_URL ?? null,
    nameClaim: env.STORECAST_JWT_NAME_CLAIM ?? "sub",
    roleClaim: env.STORECAST_JWT_ROLE_CLAIM ?? "storecast_role",
    roleNames: env.STORECAST_JWT_ROLES ?? new Map(ROLES.map((role) => [role, role])),
    regionsClaim: env.STORECAST_JWT_REGIONS_CLAIM ?? "storecast_regions",
    isRegionsClaimRequired: env.STORECAST_JWT_REGIONS_CLAIM !== undefined,
  };
}

const wrong = (sentence: string) => new ConfigurationError(`The configuration is wrong: ${sentence}`);

/** @throws ConfigurationError where an API must not start before somebody says who may use it */
export function requireAuthSaid({ auth, host }: { auth: AuthConfig; host: string }): void {
  if (auth.mode !== "unsaid") return;
  throw new ConfigurationError(
    `HOST=${host} lets other machines reach the API, and nothing says who may use it: set STORECAST_AUTH=required ` +
      "(with keys that storecast key create makes) or STORECAST_OIDC_ISSUER (with tokens), or STORECAST_AUTH=off to let everybody in.",
  );
}
