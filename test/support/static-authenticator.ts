import type { Principal } from "../../src/access/principal.js";
import type { Authenticator } from "../../src/access/session.js";
import { UnauthenticatedError } from "../../src/errors.js";

/** Knows these principals by their bearer tokens. */
export function createStaticAuthenticator(principals: Readonly<Record<string, Principal>>): Authenticator {
  return {
    isOpen: false,
    authenticate({ authorization }) {
      const principal = principals[authorization?.replace(/^Bearer /, "") ?? ""];
      if (principal) return Promise.resolve({ principal, expiresAt: null });
      return Promise.reject(new UnauthenticatedError("The request does not say who asks."));
    },
  };
}
