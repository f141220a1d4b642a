import type { UserErrorCode } from "../schema/user-error.js";

type RefusalCode = keyof typeof UserErrorCode;

/** A refusal as mutations tell it. */
interface ToldRefusal {
  field: string[] | null;
  message: string;
  code: RefusalCode;
}

/** One thing that is wrong, and where. */
export interface RequestFault {
  /** Path in the body, such as `storeIds.0`; null where no field is at fault. */
  field: string | null;
  message: string;
  code: string;
}

const STATUSES: Readonly<Record<RefusalCode, number>> = {
  STORE_NOT_FOUND: 404,
  REGION_NOT_FOUND: 404,
  MODEL_VERSION_NOT_FOUND: 404,
  BATCH_NOT_FOUND: 404,
  ALREADY_CHAMPION: 409,
  NO_PREVIOUS_CHAMPION: 409,
  NOT_CHAMPION: 409,
  NO_CHAMPION: 409,
  NOT_PINNED: 409,
  BATCH_FINISHED: 409,
  EMPTY_FILTER: 422,
  TOO_MANY_STORES: 422,
};

/** What is asked for is not there, or not possible as things stand: the request ends with this. */
export class RefusedError extends Error {
  constructor(
    /** Of the answer over HTTP, 404, 405, 406, 409 or 422. */
    readonly status: number,
    readonly code: string,
    message: string,
    /** Each thing that is wrong; empty where the message says it all. */
    readonly faults: readonly RequestFault[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** What has no object behind its path. */
export function makeNotFound(kind: string, id: string | number): RefusedError {
  return new RefusedError(404, "NOT_FOUND", `There is no ${kind} ${id}.`);
}

/**
 * Ends the request where a mutation was refused.
 *
 * @param status in place of the one that the refusal's code has, such as 422 where the body and not the path names what does not exist
 * @throws RefusedError
 */
export function requireDone(userErrors: readonly ToldRefusal[], status?: number): void {
  const [first] = userErrors;
  if (!first) return;
  const faults = userErrors.map(({ field, message, code }) => ({
    // Mutations have an input and a filter around what bodies have bare.
    field: field?.filter((name) => name !== "input" && name !== "filter").join(".") || null,
    message: message.replaceAll("filter.", ""),
    code,
  }));
  throw new RefusedError(status ?? STATUSES[first.code], first.code, faults[0]?.message ?? "", faults);
}
