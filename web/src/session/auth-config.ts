/** How one signs in at this API. */
export interface AuthConfig {
  /** Whether it lets everybody in. */
  isOpen: boolean;
  /** Where people sign in; null if only keys are taken. */
  oidc: OidcConfig | null;
  /** Whether keys are taken. */
  keys: boolean;
}

export interface OidcConfig {
  /** Address of the provider, such as `https://login.example.com/realms/stores`. */
  issuer: string;
  clientId: string;
  /** Such as `openid profile`. */
  scope: string;
}

const PATH = "/auth/config";

/** An API that hangs is as good as gone. */
const PATIENCE_MS = 5_000;

/** Asks the API how one signs in. @returns null where it cannot be told now */
export async function loadAuthConfig(fetch: typeof window.fetch): Promise<AuthConfig | null> {
  try {
    const response = await fetch(PATH, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return response.ok ? readAuthConfig(await response.json()) : null;
  } catch {
    // what is wrong is told by the first question that needs an answer
    return null;
  }
}

/** @returns null for what is none */
export function readAuthConfig(value: unknown): AuthConfig | null {
  const { isOpen, oidc, keys } = (value ?? {}) as Record<keyof AuthConfig, unknown>;
  return typeof isOpen === "boolean" ? { isOpen, oidc: readOidc(oidc), keys: keys !== false } : null;
}

function readOidc(value: unknown): OidcConfig | null {
  const { issuer, clientId, scope } = (value ?? {}) as Record<keyof OidcConfig, unknown>;
  if (typeof issuer !== "string" || !URL.canParse(issuer) || typeof clientId !== "string") return null;
  return { issuer, clientId, scope: typeof scope === "string" ? scope : "openid" };
}

/** What people know a provider by: the host it is at. */
export function nameOf({ issuer }: OidcConfig): string {
  return new URL(issuer).host;
}
