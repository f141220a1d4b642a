import { RateLimitedError } from "../../errors.js";
import { RATES, type RateName, type Rates } from "./rates.js";

const number = new Intl.NumberFormat("en-US");

type Counted = Exclude<RateName, "retrainRequests" | "retrainStores">;

const WORDS: Record<Counted, string> = {
  personRequests: "One person or key may send {most} requests a minute",
  addressRequests: "One address may send {most} requests a minute",
  failedSignIns: "One address may fail to sign in {most} times a minute",
  personOperations: "One person or key may have {most} operations open on its sockets",
  personSockets: "One person or key may have {most} sockets open",
  addressSockets: "One address may have {most} sockets open",
};

/** When to try again what has no window: somebody must close something first. */
const RETRY_OPEN_SECONDS = 5;

/**
 * The error of somebody who asks too often.
 *
 * @param msBeforeNext until the window ends; absent for what is open at once
 */
export function makeRateRefusal(
  name: Counted,
  rates: Rates,
  msBeforeNext = RETRY_OPEN_SECONDS * 1_000,
): RateLimitedError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1_000));
  const rule = WORDS[name].replace("{most}", number.format(rates[name]));
  return new RateLimitedError(`${rule} (${RATES[name].setting}). Try again in ${seconds} s.`, seconds);
}
