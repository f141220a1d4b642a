import type { OperationDefinitionNode } from "graphql";

/** An operation for figures and the log: what its text calls itself. */
export interface OperationLabel {
  /** `unknown` for a text that has no such operation. */
  type: "query" | "mutation" | "subscription" | "unknown";
  /** `anonymous` without a name. */
  name: string;
}

/** @param operation undefined where the text could not be read, or has none of the name that was asked for */
export function labelOf(operation: OperationDefinitionNode | null | undefined): OperationLabel {
  if (!operation) return { type: "unknown", name: "invalid" };
  return { type: operation.operation, name: operation.name?.value ?? "anonymous" };
}

/** `query Fleet`. */
export function describeOperation({ type, name }: OperationLabel): string {
  return `${type} ${name}`;
}
