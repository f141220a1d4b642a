import { UnauthenticatedError } from "../errors.js";
import { KEY_PREFIX } from "./api-key.js";
import type { Authenticator, Session } from "./session.js";

type ReadCredential = (text: string) => Promise<Session>;

interface AuthenticatorOptions {
  readKey: ReadCredential;
  /** Null where no issuer of tokens is set. */
  readToken: ReadCredential | null;
}

const BEARER = /^bearer +(\S+) *$/i;
const HOW = "Send it as Authorization: Bearer ..., or a key as X-API-Key.";

/** Tells who asks by an API key or a token. The key's own header goes first: what is in front of the API may use the other one for itself. */
export function createAuthenticator({ readKey, readToken }: AuthenticatorOptions): Authenticator {
  async function authenticate(
    authorization: string | undefined,
    apiKey: string | undefined,
  ): Promise<Session> {
    if (apiKey !== undefined) return readKey(apiKey);
    if (authorization === undefined) {
      throw new UnauthenticatedError(`The request does not say who asks. ${HOW}`);
    }
    const [, credential] = BEARER.exec(authorization) ?? [];
    if (credential === undefined) {
      throw new UnauthenticatedError(`The header Authorization has no bearer token. ${HOW}`);
    }
    if (credential.startsWith(KEY_PREFIX)) return readKey(credential);
    if (readToken) return readToken(credential);
    throw new UnauthenticatedError("This API takes keys and no tokens: no issuer of tokens is set.");
  }

  return {
    isOpen: false,
    authenticate: (credentials) => authenticate(credentials.authorization, credentials.apiKey),
  };
}
