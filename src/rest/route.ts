import type { z } from "zod";
import type { Context } from "../context.js";

export interface RouteInput<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
}

/** What an answer can hold at most: values, and bytes as JSON, roughly. */
export interface AnswerSize {
  values: number;
  bytes: number;
}

/** A cell of a table; null is an empty one. */
export type Cell = string | number | boolean | null;

/** An answer as a table. */
export interface CsvForm<A> {
  /** Names of the columns, in order. */
  columns: readonly string[];
  /** Rows with a cell a column. */
  toRows(answer: A): Cell[][];
}

/** Logs what went wrong with parts of an answer that is given all the same. */
export type ReportFaults = (errors: readonly Error[]) => void;

interface RouteFacts<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType> {
  method: "get" | "post";
  /** Below `/api/v1`, parameters in braces: `/stores/{storeId}`. */
  path: string;
  /** Name of the operation in generated clients. */
  operationId: string;
  tag: string;
  summary: string;
  description: string;
  params?: P;
  query?: Q;
  /** How the body is read. */
  body?: B;
  /** What the document says of the body where that is more than `body` tells. */
  documentedBody?: z.ZodType;
  answer: A;
  /** Of the answer, 200 if absent. */
  status?: 200 | 202;
  /** Statuses that it may fail with, beyond those of every route. */
  failures?: readonly number[];
  examples?: { body?: unknown; answer: unknown };
  csv?: CsvForm<z.input<A>>;
}

/** A route that somebody asks who has a role. */
export interface ScopedRoute<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  A extends z.ZodType = z.ZodType,
> extends RouteFacts<P, Q, B, A> {
  /** The field of GraphQL whose rule of access holds. */
  access: { type: "Query" | "Mutation"; field: string };
  /** Measures the answer before anything is looked up. */
  measure?(input: RouteInput<P, Q, B>): AnswerSize;
  handle(input: RouteInput<P, Q, B>, context: Context, reportFaults: ReportFaults): Promise<z.input<A>>;
  /** Headers beside those of every answer. */
  makeHeaders?(answer: z.input<A>, input: RouteInput<P, Q, B>): Record<string, string>;
}

/** A route that tells nobody's data, and asks nobody who they are. */
export interface OpenRoute<A extends z.ZodType = z.ZodType> extends RouteFacts<
  z.ZodObject,
  z.ZodObject,
  z.ZodType,
  A
> {
  access: "everybody";
  method: "get";
  handle(): Promise<z.input<A>>;
  /** Another status for some answers, and what that means. */
  otherStatus?: { status: number; description: string; applies(answer: z.input<A>): boolean };
}

export type Route = ScopedRoute | OpenRoute;

/** A route, its handler held to its schemas. */
export function defineRoute<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
>(route: ScopedRoute<P, Q, B, A>): ScopedRoute {
  return route;
}

/** An open route, its handler held to its schema. */
export function defineOpenRoute<A extends z.ZodType>(route: OpenRoute<A>): OpenRoute {
  return route;
}
