import { UnreadableRequest } from "./http-errors.js";

/** Most operations of one request. */
const MAX_OPERATIONS = 10;

/**
 * Refuses a batch of too many operations before any of them is looked at.
 *
 * @throws UnreadableRequest that tells the number and the limit
 */
export function checkBatch(operations: readonly unknown[]): void {
  if (operations.length > MAX_OPERATIONS) {
    throw new UnreadableRequest(
      400,
      `it is a batch of ${operations.length} operations; a batch may have at most ${MAX_OPERATIONS}`,
    );
  }
}
