import type { ProviderProblem } from "./sign-in-problem.js";

/** What a provider hands out. */
export interface Tokens {
  /** For the API. */
  accessToken: string;
  /** When it ends, by the browser's clock, ms since 1970; null if that is not known. */
  expiresAtMs: number | null;
  /** Gets the next one; null if somebody has to sign in for it. */
  refreshToken: string | null;
}

/** Signs people in at their company's provider. */
export interface Provider {
  /** Leaves the page for the provider's. @param returnTo place of the page to come back to */
  leaveFor(returnTo: string): Promise<void>;
  /** Takes what the provider sent back. @param url that it sent the browser to */
  takeAnswer(url: string): Promise<{ tokens: Tokens; returnTo: string }>;
  renew(refreshToken: string): Promise<Tokens>;
  /** Makes a refresh token worthless. */
  revoke(refreshToken: string): Promise<void>;
}

/** All methods of a provider reject with it. */
export class ProviderError extends Error {
  constructor(
    readonly problem: ProviderProblem,
    /** Where the person wanted to go; null if that is not known any more. */
    readonly returnTo: string | null = null,
    options?: ErrorOptions,
  ) {
    super(problem.kind, options);
    this.name = new.target.name;
  }
}
