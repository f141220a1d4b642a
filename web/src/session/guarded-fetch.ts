import { SignedOut } from "./credential-keeper.js";
import type { Session } from "./session.js";

/** What a question is answered that cannot be asked before somebody signs in. */
const SIGNED_OUT = JSON.stringify({
  errors: [{ message: "Nobody is signed in.", extensions: { code: "UNAUTHENTICATED", isRetryable: false } }],
});

/**
 * `fetch` for the API, which shows who asks. What the API does not take is renewed, and asked once more; while nobody is
 * signed in nothing is asked at all, because an API counts failed sign-ins.
 */
export function createGuardedFetch(
  session: Pick<Session, "authorize" | "refuse">,
  fetch: typeof window.fetch,
): typeof window.fetch {
  const send = (input: RequestInfo | URL, init: RequestInit | undefined, shown: string | null) => {
    if (shown === null) return fetch(input, init);
    const headers = new Headers(init?.headers);
    headers.set("authorization", shown);
    return fetch(input, { ...init, headers });
  };
  return async (input, init) => {
    try {
      const shown = await session.authorize();
      const response = await send(input, init, shown);
      if (response.status !== 401) return response;
      if (!(await session.refuse(shown, await readMessage(response)))) return response;
      const shownNext = await session.authorize();
      const next = await send(input, init, shownNext);
      if (next.status === 401) await session.refuse(shownNext, await readMessage(next));
      return next;
    } catch (error) {
      if (!(error instanceof SignedOut)) throw error;
      return new Response(SIGNED_OUT, { status: 401, headers: { "content-type": "application/json" } });
    }
  };
}

/** The API's sentence; null where something else answered. */
async function readMessage(response: Response): Promise<string | null> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const message = (body as { errors?: { message?: unknown }[] } | null)?.errors?.[0]?.message;
  return typeof message === "string" ? message : null;
}
