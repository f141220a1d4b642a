import { randomBytes } from "node:crypto";
import type { Adapters } from "../adapters.js";
import type { AppDeps } from "../app.js";
import { isLoopback } from "../config/loopback.js";

/** Who is let in, as the configuration says. */
export async function openSignIn({
  config,
  pool,
  runtime,
  logger,
}: Adapters): Promise<Pick<AppDeps, "authenticator" | "signIn" | "allowedHosts">> {
  const { auth, host } = config;
  if (auth.mode === "off") {
    if (!isLoopback(host)) {
      logger.warn(
        { host },
        "STORECAST_AUTH=off: whoever reaches this address may read, train, promote and roll back",
      );
    }
    return { allowedHosts: auth.allowedHosts };
  }
  const [{ createAuthenticator }, { makeKeyBook }, { createKeyReader }] = await Promise.all([
    import("../access/authenticator.js"),
    import("../access/key-book.js"),
    import("../access/known-keys.js"),
  ]);
  const clocks = { now: runtime.now, getElapsedMs: () => performance.now() };
  const book = makeKeyBook({ pool, now: runtime.now, randomBytes });
  const readKey = createKeyReader({ book, ...clocks, logger });
  if (!auth.tokens) return { authenticator: createAuthenticator({ readKey, readToken: null }) };
  const [{ createIssuerKeys }, { createTokenReader }] = await Promise.all([
    import("../access/issuer-keys.js"),
    import("../access/tokens.js"),
  ]);
  const getKey = createIssuerKeys({ ...auth.tokens, ...clocks, logger });
  const readToken = createTokenReader({ rules: auth.tokens, getKey, now: runtime.now, logger });
  return { authenticator: createAuthenticator({ readKey, readToken }), signIn: auth.signIn };
}
