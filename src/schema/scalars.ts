import { GraphQLError, GraphQLScalarType } from "graphql";
import {
  GraphQLDateTime,
  GraphQLLocalDate as LibraryLocalDate,
  GraphQLURL as LibraryUrl,
} from "graphql-scalars";
import type { Figures, FigureTable } from "./figure-table.js";

function parseDay(value: unknown): unknown {
  try {
    return LibraryLocalDate.parseValue(value);
  } catch (cause) {
    throw new GraphQLError(`${JSON.stringify(value)} is not a day of the calendar, written YYYY-MM-DD.`, {
      originalError: cause instanceof Error ? cause : null,
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
}

/** A calendar day; input is checked, output is one of our own days and written as it is. */
export const LocalDateScalar = new GraphQLScalarType<unknown, unknown>({
  name: "LocalDate",
  description: "A calendar day, `YYYY-MM-DD`, in the store's time zone.",
  serialize: (value) => value,
  parseValue: parseDay,
  parseLiteral: (node) => parseDay("value" in node ? node.value : node.kind),
});

export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTime.toConfig(),
  description: "An instant, RFC 3339 in UTC.",
});

export const UrlScalar = new GraphQLScalarType({
  ...LibraryUrl.toConfig(),
  description: "An absolute URL.",
});

function refuseInput(name: string): () => never {
  return () => {
    throw new GraphQLError(`${name} is an output type.`);
  };
}

/** Written as it is: a list type would be completed element by element. */
export const FloatSeriesScalar = new GraphQLScalarType<never, readonly number[]>({
  name: "FloatSeries",
  description: "Numbers in the order of the days, as one JSON array.",
  serialize: (value) => value as readonly number[],
  parseValue: refuseInput("FloatSeries"),
  parseLiteral: refuseInput("FloatSeries"),
});

/** Written as it is: a list type would be completed element by element. */
export const LocalDateSeriesScalar = new GraphQLScalarType<never, readonly string[]>({
  name: "LocalDateSeries",
  description: "Days, ascending, as one JSON array of `YYYY-MM-DD`.",
  serialize: (value) => value as readonly string[],
  parseValue: refuseInput("LocalDateSeries"),
  parseLiteral: refuseInput("LocalDateSeries"),
});

/** Written as it is: a list type would be completed element by element. */
export const SeriesScalar = new GraphQLScalarType<never, readonly (string | number | null)[]>({
  name: "Series",
  description: "Texts, whole numbers or nulls in the order of the stores, as one JSON array.",
  serialize: (value) => value as readonly (string | number | null)[],
  parseValue: refuseInput("Series"),
  parseLiteral: refuseInput("Series"),
});

/** Written as it is: a list type would be completed element by element. */
export const FloatTableScalar = new GraphQLScalarType<never, readonly Figures[]>({
  name: "FloatTable",
  description: "A JSON array a store, of numbers in the order of the days; null where there is none.",
  serialize: (value) => (value as FigureTable).toJSON(),
  parseValue: refuseInput("FloatTable"),
  parseLiteral: refuseInput("FloatTable"),
});
