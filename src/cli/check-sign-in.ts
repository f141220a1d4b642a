import { requireAuthSaid } from "../config/auth.js";
import type { Config } from "../config.js";
import { isLoopback } from "../config/loopback.js";
import type { Finding } from "./doctor.js";

export const SIGN_IN_ADVICE =
  "Everybody shows a key or a token: npx storecast key create --name NAME --role operator makes a key.";

/**
 * Says how one shows who one is.
 *
 * @throws ConfigurationError where nobody has said so and somebody must; ServiceUnavailableError for an issuer of tokens that does not answer
 */
export async function checkSignIn(config: Config): Promise<Pick<Finding, "verdict" | "detail">> {
  const { auth, host } = config;
  requireAuthSaid(config);
  if (auth.mode === "off") {
    return isLoopback(host)
      ? { verdict: "ok", detail: `off: only this machine reaches ${host}` }
      : { verdict: "warning", detail: `off: whoever reaches ${host} may do all there is` };
  }
  if (!auth.tokens) return { verdict: "ok", detail: "keys (storecast key list)" };
  const { fetchKeySet } = await import("../access/issuer-keys.js");
  const { keys } = JSON.parse(await fetchKeySet(auth.tokens)) as { keys: unknown[] };
  const detail = `keys, and tokens of ${auth.tokens.issuer}, which has ${keys.length} public keys`;
  const { protocol, hostname } = new URL(auth.tokens.issuer);
  return protocol === "https:" || isLoopback(hostname)
    ? { verdict: "ok", detail }
    : { verdict: "warning", detail: `${detail}, read without TLS: whoever is in between can make tokens` };
}
