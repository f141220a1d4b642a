/**
 * Why the model refuses:
 * `NOT_ENOUGH_DATA` the series is too short or says nothing (all zero, one value);
 * `FIT_FAILED` the optimiser found no finite optimum;
 * `INVALID_INPUT` the caller's fault, the message names field, value and rule.
 */
export type ModelErrorCode = "NOT_ENOUGH_DATA" | "FIT_FAILED" | "INVALID_INPUT";

/** Every error this room throws on purpose. */
export class ModelError extends Error {
  override readonly name = "ModelError";

  constructor(
    readonly code: ModelErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The caller's fault: `field` got `value`, and the rule says otherwise. */
export function makeInputError(field: string, value: unknown, rule: string): ModelError {
  return new ModelError("INVALID_INPUT", `${field} is ${show(value)}: ${rule}.`);
}

function show(value: unknown): string {
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
