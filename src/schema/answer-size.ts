import { Extensions } from "type-graphql";

/**
 * How many items a list holds at most: so many, or as many as its page (`first`, or stores that were named) or its window
 * of days.
 */
export type ListSize = number | "page" | "days";

/** What a field says of the size of its answer, as `extensions` of the schema. */
export interface AnswerSize {
  listSize?: ListSize;
  /** Days of the window where none is asked for; 7 if absent. */
  daysByDefault?: number;
  /** Bytes of a value whose type says too little, such as a text of many lines. */
  valueBytes?: number;
}

/** Says how long a list gets; every list must. */
export function HoldsAtMost(listSize: ListSize, more: Pick<AnswerSize, "daysByDefault"> = {}) {
  return Extensions({ listSize, ...more } satisfies AnswerSize);
}

/** Says how many bytes a value has, roughly. */
export function TakesAbout(valueBytes: number) {
  return Extensions({ valueBytes } satisfies AnswerSize);
}
