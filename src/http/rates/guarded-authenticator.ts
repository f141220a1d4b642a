import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Authenticator } from "../../access/session.js";
import { UnauthenticatedError } from "../../errors.js";
import type { RateLimits } from "./rate-limits.js";

/** Wrong credentials that are remembered, so that one who shows the same again has not guessed again. */
const REMEMBERED = 10_000;

/**
 * The same authenticator, which counts how often each person comes in, and listens to no address that guesses. Credentials without an address
 * are not counted as guesses. A program that shows the same expired token again and again does not shut its whole office out.
 *
 * Its `authenticate` throws RateLimitedError, too.
 */
export function guardAuthenticator(authenticator: Authenticator, rates: RateLimits): Authenticator {
  if (authenticator.isOpen) return authenticator;
  const wrong = new LRUCache<string, true>({ max: REMEMBERED });

  function noteWrong(address: string, shown: string): void {
    const guess = hash("sha256", `${address}\n${shown}`, "base64");
    if (wrong.has(guess)) return;
    wrong.set(guess, true);
    rates.countFailedSignIn(address);
  }

  return {
    ...authenticator,
    async authenticate(credentials) {
      const { authorization, apiKey, address } = credentials;
      const shown = [authorization, apiKey].filter((part) => part !== undefined).join("\n");
      // who shows nothing guesses nothing
      const guessesFrom = shown === "" ? undefined : address;
      if (guessesFrom !== undefined) await rates.admitSignIn(guessesFrom);
      try {
        const session = await authenticator.authenticate(credentials);
        await rates.admitPerson(session.principal);
        return session;
      } catch (error) {
        if (error instanceof UnauthenticatedError && guessesFrom !== undefined) {
          noteWrong(guessesFrom, shown);
        }
        throw error;
      }
    },
  };
}
