import type { GraphQLError } from "graphql";
import { LimitExceededError } from "../../errors.js";
import { toRequestError } from "../request-error.js";
import { LIMITS, type LimitName, type Limits } from "./limits.js";

const number = new Intl.NumberFormat("en-US");

/** What was asked, from its number, and what to do instead. */
const WORDS: Record<LimitName, { asked: (count: string) => string; remedy: string }> = {
  depth: {
    asked: (count) => `The operation nests fields ${count} deep`,
    remedy: "Ask for inner objects on their own, by id.",
  },
  fields: {
    asked: (count) => `The operation has ${count} fields, counting a fragment wherever it is spread`,
    remedy: "Spread fragments less often.",
  },
  aliases: {
    asked: (count) => `The operation has ${count} aliases, counting a fragment wherever it is spread`,
    remedy: "Ask for many stores with one list and a filter.",
  },
  cost: {
    asked: (count) => `The answer can hold ${count} values`,
    remedy: "Ask for a smaller page, a shorter window, or columns.",
  },
  answer: {
    asked: (count) => `The answer can have about ${count} bytes`,
    remedy: "Ask for a smaller page, a shorter window, or fewer fields.",
  },
  batch: {
    asked: (count) => `The request has ${count} operations`,
    remedy: "Send them in several requests.",
  },
  body: {
    asked: (count) => `The request's body has ${count} bytes`,
    remedy: "Pass what is long as several requests.",
  },
};

/** What is wrong with a request whose number is above the limit; null if nothing is. */
export function findExcess(name: LimitName, value: number, limits: Limits): LimitExceededError | null {
  return value > limits[name] ? makeExcess(name, value, limits) : null;
}

/** @param value null where the number is not known, only that it is above the limit */
export function makeExcess(name: LimitName, value: number | null, limits: Limits): LimitExceededError {
  const { setting } = LIMITS[name];
  const { asked, remedy } = WORDS[name];
  const most = limits[name];
  const count = value === null ? `more than ${number.format(most)}` : number.format(value);
  const message = `${asked(count)}; at most ${number.format(most)} are allowed (${setting}). ${remedy}`;
  return new LimitExceededError(message, { name, value, most, setting });
}

/** The error as GraphQL reports errors of a request; status 400 over HTTP. */
export function toRefusal(excess: LimitExceededError): GraphQLError {
  return toRequestError(excess, 400);
}
