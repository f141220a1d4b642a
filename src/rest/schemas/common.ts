import { z } from "zod";
import { MAX_PAGE_SIZE } from "../../schema/bounds.js";

/** What answers are made of. */
export const day = (description: string) =>
  z.string().meta({ format: "date", description, examples: ["2026-11-26"] });
export const instant = (description: string) => z.string().meta({ format: "date-time", description });
export const count = (description: string) => z.int().min(0).meta({ description });

/** The text of a parameter as the number that it is written as; any other value as it is. */
function toNumber(value: unknown): unknown {
  return typeof value === "string" && /^-?\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** A whole number of a path or query. */
export function wholeNumber(from: number, to: number, description: string) {
  const range = `${from.toLocaleString("en-US")} to ${to.toLocaleString("en-US")}`;
  const error = `must be a whole number from ${range}`;
  return z
    .preprocess(toNumber, z.int({ error }).min(from, { error }).max(to, { error }))
    .meta({ description });
}

/** A list of a query: `name=a&name=b`. */
export function listOf<S extends z.ZodType>(item: S, description: string) {
  const each = z.array(item).max(MAX_PAGE_SIZE, { error: "must have at most 2,000 values" });
  return z.preprocess((value) => (typeof value === "string" ? [value] : value), each).meta({ description });
}

export const text = (error: string) => z.string({ error }).min(1, { error }).max(500, { error });

export const storeId = text("must be the code or the id of a store").meta({
  description: "The store's code, or its id in GraphQL.",
  examples: ["262"],
});
export const regionId = text("must be the code or the id of a region").meta({
  description: "The region's code, or its id in GraphQL.",
  examples: ["HH"],
});
export const jobId = text("must be the id of a job").meta({
  description: "The job's id, here or in GraphQL.",
});
export const batchId = text("must be the id of a batch").meta({
  description: "The batch's id, here or in GraphQL.",
});
export const versionNumber = wholeNumber(
  1,
  999_999_999,
  "Number of the version; counts up from 1 within the store.",
);

export const level = z
  .preprocess(
    toNumber,
    z
      .number({ error: "must be above 0 and below 1" })
      .gt(0, { error: "must be above 0 and below 1" })
      .lt(1, { error: "must be above 0 and below 1" }),
  )
  .default(0.8)
  .meta({ description: "Nominal coverage of `lower` to `upper`." });

export const decimals = wholeNumber(
  0,
  6,
  "Decimals that figures are rounded to; as they are by default.",
).optional();

/** Parameters of a list that comes in pages. */
export const pageQuery = (byDefault: number) => ({
  first: wholeNumber(1, MAX_PAGE_SIZE, "Most items of the page.").default(byDefault),
  after: text("must be the `next` of a page before").optional().meta({
    description: "Where to go on: the `next` of the page before.",
  }),
});

/** A page of a list. */
export function pageOf<S extends z.ZodType>(item: S, id: string, what: string) {
  return z
    .object({
      items: z.array(item).meta({ description: `The ${what} of the page.` }),
      next: z.string().nullable().meta({
        description:
          "Pass it as `after` for the page that follows; null on the last one. The header `Link` has the whole address.",
      }),
      totalCount: count("Items in all pages."),
    })
    .meta({ id, description: `A page of ${what}.` });
}
