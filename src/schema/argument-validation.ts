import { validateSync } from "class-validator";
import { InvalidInputError } from "../errors.js";

/**
 * Checks the rules that an argument class states. Synchronous, so that the fields of one level still share a batch.
 *
 * @throws InvalidInputError naming the first value that breaks a rule
 */
export function validateArguments(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  const [error] = validateSync(value, { forbidUnknownValues: false, stopAtFirstError: true });
  if (error === undefined) return;
  const [message] = Object.values(error.constraints ?? {});
  throw new InvalidInputError(message ?? error.toString(), error.property);
}
