import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Principal } from "../../access/principal.js";
import { isLoopback, networkOf } from "./network.js";
import { makeRateRefusal } from "./rate-refusal.js";
import { RATES, type Rates } from "./rates.js";

/**
 * How often somebody may ask, counted in this process in windows of a minute. Everything rejects with RateLimitedError past a limit, and is
 * null where nothing is limited.
 */
export interface RateLimits {
  /** Before anything is done for a request, or for so many of them. */
  admitAddress(address: string, requests?: number): Promise<void> | null;
  /** Once it is known who asks. */
  admitPerson(principal: Principal, requests?: number): Promise<void> | null;
  /** Before it is looked into what somebody shows. */
  admitSignIn(address: string): Promise<void> | null;
  /** After what somebody showed did not hold. */
  countFailedSignIn(address: string): void;
}

interface RateLimitsOptions {
  rates: Rates;
  /** Whether nobody is asked who they are: then this machine's own programs may ask as often as they like. */
  isOpen: boolean;
  /** Is told of each refusal. */
  onRefused: (label: string) => void;
}

type WindowName = "personRequests" | "addressRequests" | "failedSignIns";

/** Names a person or key; null for anyone, who is not told apart. */
export function personKey({ kind, name }: Principal): string | null {
  return kind === "anyone" ? null : `${kind} ${name}`;
}

/** Makes the counts of one process. */
export function createRateLimits({ rates, isOpen, onRefused }: RateLimitsOptions): RateLimits {
  const makeLimiter = (name: WindowName) =>
    rates[name] === 0
      ? null
      : new RateLimiterMemory({ keyPrefix: "", points: rates[name], duration: RATES[name].seconds });
  const persons = makeLimiter("personRequests");
  const addresses = makeLimiter("addressRequests");
  const failures = makeLimiter("failedSignIns");

  function refuse(name: WindowName, result: unknown): never {
    if (!(result instanceof RateLimiterRes)) throw result;
    onRefused(RATES[name].label);
    throw makeRateRefusal(name, rates, result.msBeforeNext);
  }

  const consume = async (limiter: RateLimiterMemory, name: WindowName, key: string, points: number) => {
    try {
      await limiter.consume(key, points);
    } catch (result) {
      refuse(name, result);
    }
  };

  return {
    admitAddress: (address, requests = 1) =>
      addresses === null || (isOpen && isLoopback(address))
        ? null
        : consume(addresses, "addressRequests", networkOf(address), requests),
    admitPerson: (principal, requests = 1) => {
      const key = personKey(principal);
      return persons === null || key === null ? null : consume(persons, "personRequests", key, requests);
    },
    admitSignIn: (address) =>
      failures &&
      failures.get(networkOf(address)).then((result) => {
        if (result && result.consumedPoints >= rates.failedSignIns) refuse("failedSignIns", result);
      }),
    countFailedSignIn: (address) => void failures?.penalty(networkOf(address)),
  };
}
