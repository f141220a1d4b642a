import { backOffMs } from "../api/back-off.js";
import { SignedOut } from "./credential-keeper.js";
import type { Session } from "./session.js";

/**
 * Waits until there is something to show when a socket is opened, and for ever where nobody is signed in: whoever signs in gets
 * a socket of their own.
 *
 * @returns what to show; null where the API lets everybody in
 */
export async function awaitAdmission(session: Pick<Session, "authorize">): Promise<string | null> {
  for (let failures = 1; ; failures++) {
    try {
      return await session.authorize();
    } catch (error) {
      if (error instanceof SignedOut) return new Promise(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, backOffMs(failures)));
    }
  }
}
