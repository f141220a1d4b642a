import type { z } from "zod";
import { findAccessRule } from "../schema/access-rules.js";
import { collectSchemas, type JsonSchema, type SchemaCollector } from "./json-schemas.js";
import { PROBLEM_TYPE } from "./problem.js";
import { ROOT } from "./root.js";
import type { OpenRoute, Route } from "./route.js";
import { TAGS } from "./route-table.js";
import { Problem } from "./schemas/problem.js";
import { CSV_TYPE, JSON_TYPE, typesOf } from "./serve-route.js";

/** Statuses that every route with a rule may fail with. */
const COMMON_FAILURES = [400, 401, 403, 406, 429, 500, 503];
const FAILURES_OF_BODIES = [413, 415];
const FAILURES_OF_OPEN_ROUTES = [400, 406, 500];

/** Names of failures in the document, and what they mean. */
const FAILURES: Readonly<Record<number, readonly [name: string, meaning: string]>> = {
  400: ["BadRequest", "A value breaks a rule, or the answer would be too large."],
  401: ["Unauthorized", "The request does not say who asks, or what it shows does not hold."],
  403: ["Forbidden", "Who asks may not do this."],
  404: ["NotFound", "There is no such thing, or none that you may see."],
  406: ["NotAcceptable", "It is not to be had in a form that `accept` names."],
  409: ["Conflict", "It is not possible as things stand; `code` says why."],
  413: ["ContentTooLarge", "The body is too large."],
  415: ["UnsupportedMediaType", "The body is not in JSON."],
  422: ["UnprocessableContent", "The body names what does not exist, or nothing; nothing was done."],
  429: ["TooManyRequests", "Asked too often; `retry-after` says when to ask again."],
  500: ["InternalServerError", "A fault of ours; the log has it by `requestId`."],
  503: ["ServiceUnavailable", "A part that is needed is down."],
};

const DESCRIPTION = `Sales forecasts of a chain's stores, and the models behind them: the same as GraphQL at \`/graphql\`, with the same rules and rights.

Errors of a request are \`${PROBLEM_TYPE}\` (RFC 9457) with a \`code\` to act on and the \`requestId\` of the log. Fields may be added to answers at any time; what is there stays.`;

/** The OpenAPI document (3.1) of the routes. */
export function makeOpenApi(routes: readonly Route[], version: string): JsonSchema {
  const schemas = collectSchemas();
  const problem = schemas.input(Problem);
  const paths: Record<string, JsonSchema> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: makeOperation(route, schemas) };
  }
  const statuses = [...new Set(routes.flatMap(failuresOf))].sort();
  return {
    openapi: "3.1.1",
    info: { title: "Storecast", version, description: DESCRIPTION },
    servers: [{ url: ROOT, description: "Where this document comes from." }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }, { apiKey: [] }, {}],
    paths,
    components: {
      schemas: sortByKey(schemas.components),
      responses: Object.fromEntries(statuses.map((status) => [nameOf(status), makeProblem(status, problem)])),
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description:
            "A token of the sign-in service, or an API key. Not needed where the API lets everybody in.",
        },
        apiKey: { type: "apiKey", in: "header", name: "X-API-Key", description: "An API key." },
      },
    },
  };
}

function makeOperation(route: Route, schemas: SchemaCollector): JsonSchema {
  const { operationId, tag, summary, description, documentedBody, body = documentedBody } = route;
  const parameters = [
    ...makeParameters("path", route.params, schemas),
    ...makeParameters("query", route.query, schemas),
  ];
  const failures = failuresOf(route).map((status) => [
    String(status),
    { $ref: `#/components/responses/${nameOf(status)}` },
  ]);
  return {
    ...{ operationId, tags: [tag], summary, description: `${description}${describeRole(route)}` },
    ...(route.access === "everybody" ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: {
              [JSON_TYPE]: {
                schema: schemas.input(documentedBody ?? body),
                ...exampleOf(route.examples?.body),
              },
            },
          },
        }
      : {}),
    responses: {
      [String(route.status ?? 200)]: makeAnswer(route, schemas, "The answer."),
      ...Object.fromEntries(failures),
      ...makeOtherStatus(route as OpenRoute, schemas),
    },
  };
}

function makeOtherStatus({ otherStatus, ...route }: OpenRoute, schemas: SchemaCollector): JsonSchema {
  if (!otherStatus) return {};
  const { status, description } = otherStatus;
  return { [String(status)]: makeAnswer({ ...route, examples: undefined } as never, schemas, description) };
}

function makeAnswer(route: Route, schemas: SchemaCollector, description: string): JsonSchema {
  const { status = 200 } = route;
  const hasHeaders = "makeHeaders" in route;
  const link = {
    description: 'Where the list goes on, with `rel="next"`; absent on the last page.',
    schema: { type: "string" },
  };
  const location = { description: "Where to follow it.", schema: { type: "string" } };
  const content = typesOf(route).map((type) => [
    type,
    type === CSV_TYPE
      ? { schema: { type: "string", description: `Columns: ${route.csv?.columns.join(", ")}.` } }
      : { schema: schemas.input(route.answer), ...exampleOf(route.examples?.answer) },
  ]);
  return {
    description,
    ...(hasHeaders ? { headers: status === 202 ? { Location: location } : { Link: link } } : {}),
    content: Object.fromEntries(content),
  };
}

const exampleOf = (example: unknown) => (example === undefined ? {} : { example });

function makeParameters(
  place: "path" | "query",
  group: z.ZodObject | undefined,
  schemas: SchemaCollector,
): JsonSchema[] {
  return Object.entries((group?.shape ?? {}) as Record<string, z.ZodType>).map(([name, schema]) => {
    const { description, examples, ...rest } = schemas.parameter(schema);
    return {
      ...{ name, in: place, description },
      required: !schema.safeParse(undefined).success,
      schema: rest,
      ...(Array.isArray(examples) ? { example: examples[0] as unknown } : {}),
    };
  });
}

function failuresOf(route: Route): number[] {
  if (route.access === "everybody") return FAILURES_OF_OPEN_ROUTES;
  const ofBodies = route.method === "post" ? FAILURES_OF_BODIES : [];
  return [...COMMON_FAILURES, ...ofBodies, ...(route.failures ?? [])].sort((a, b) => a - b);
}

function describeRole({ access }: Route): string {
  if (access === "everybody") return "";
  const role = findAccessRule(access.type, access.field);
  return role === "viewer" ? "" : ` Needs the role ${role}.`;
}

function nameOf(status: number): string {
  const failure = FAILURES[status];
  if (!failure) throw new Error(`Nobody has said what status ${status} means.`);
  return failure[0];
}

function makeProblem(status: number, schema: JsonSchema): JsonSchema {
  const headers =
    status === 429
      ? { headers: { "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } } } }
      : {};
  return { description: FAILURES[status]?.[1], ...headers, content: { [PROBLEM_TYPE]: { schema } } };
}

function sortByKey<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
