import type { Role } from "./principal.js";

/** Which tokens are taken, and what their claims say. */
export interface TokenRules extends ClaimRules {
  /** Claim `iss`, to the letter. */
  issuer: string;
  /** Claim `aud` names one of these. */
  audiences: readonly string[];
  /** Where the issuer's public keys are; null asks its discovery document. */
  jwksUrl: string | null;
}

/** What claims say of a principal. Claims are named as they are, or by the path to them, such as `realm_access.roles`. */
export interface ClaimRules {
  nameClaim: string;
  /** One name, several separated by spaces, or a list. */
  roleClaim: string;
  /** Roles by what the claim calls them. */
  roleNames: ReadonlyMap<string, Role>;
  /** Codes separated by spaces, or a list; `*` for all. */
  regionsClaim: string;
  /** Whether a token without the claim of regions is refused; it is good for all regions if not. */
  isRegionsClaimRequired: boolean;
}
