import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { GraphQLSchema } from "graphql";
import { createExecutableSchema } from "../../src/resolvers/executable-schema.js";
import { makeOpenApi } from "../../src/rest/openapi.js";
import { createRoutes } from "../../src/rest/route-table.js";
import { encodeVersionId } from "../../src/schema/ids.js";
import { startDatabaseApp, type DatabaseApp } from "../support/database-app.js";
import { askText, type ClientError, openSocket } from "../support/graphql-client.js";
import { HOSTILE_STRINGS } from "../support/hostile-strings.js";
import { listTextPlaces, type TextPlace } from "../support/schema-operations.js";

/** What clients may be told of a text that names nothing. */
const REFUSALS = [
  ...["BAD_USER_INPUT", "BAD_REQUEST", "LIMIT_EXCEEDED"],
  ...["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_RESOLUTION_FAILURE"],
];

/** Tables that say that a champion was pinned, which is done for whatever reason is given. */
const TOLD_OF_PINS = [
  "public.audit_entry",
  "public.audit_outcome",
  "public.champion_move",
  "public.state_version",
];

let app: DatabaseApp;
let schema: GraphQLSchema;
let places: TextPlace[];

beforeAll(async () => {
  schema = await createExecutableSchema();
  app = await startDatabaseApp(3);
  const retrain = `mutation { storesRetrain(input: { filter: { storeIds: ["2"] }, force: true }) { batch { id } } }`;
  const asked = await askText(app.url, retrain);
  const { batch } = asked.data!["storesRetrain"] as { batch: { id: string } };
  places = listTextPlaces(schema, {
    ...{ id: "1", storeId: "1", storeIds: ["1"], filter: { storeIds: ["1"] } },
    ...{ batchId: batch.id, modelVersionId: encodeVersionId("1", 1) },
  });
});

afterAll(() => app.close());

/** An operation as a client sends it. */
type Body = Record<string, unknown>;

/** As many as one request may have. */
const BATCH = 10;

/** Sends operations in batches. @returns those that were answered with anything but data or a refusal */
async function listStrange(bodies: readonly Body[]): Promise<unknown[]> {
  const strange: unknown[] = [];
  for (let from = 0; from < bodies.length; from += BATCH) {
    const sent = bodies.slice(from, from + BATCH);
    const response = await fetch(`${app.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(sent),
    });
    const answers = (await response.json()) as { errors?: ClientError[] }[];
    for (const [index, body] of sent.entries()) {
      const codes = answers[index]?.errors?.map(({ extensions }) => extensions.code) ?? [];
      if (response.status >= 500 || answers.length !== sent.length || !isExpected(codes)) {
        strange.push({ body: JSON.stringify(body).slice(0, 300), status: response.status, codes });
      }
    }
  }
  return strange;
}

function isExpected(codes: readonly string[]): boolean {
  return codes.every((code) => REFUSALS.includes(code));
}

/** A digest of each table's rows, by table. */
async function digestTables(): Promise<Record<string, string>> {
  const { rows } = await app.pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of rows.filter((row) => !TOLD_OF_PINS.includes(row.name))) {
    const { rows: found } = await app.pool.query<{ digest: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') AS digest FROM ${name} t`,
    );
    digests[name] = found[0]!.digest;
  }
  return digests;
}

test("the walk reaches arguments, input fields and fields of inner types", () => {
  expect(places.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "Query.node(id)",
      "Query.stores(filter.regionIds)",
      "Query.forecasts(window.from)",
      "Region.stores(after)",
      "Store.sales(window.to)",
      "Mutation.championPin(input.reason)",
      "Mutation.storesRetrain(input.filter.storeIds)",
      "Subscription.retrainEvents(filter.storeIds)",
    ]),
  );
});

/** Places of REST that take a text, each with the text that fills it. */
function listRestPlaces(): ((text: string) => { path: string; body?: unknown })[] {
  // a lone surrogate has no place in an address
  const escape = (text: string) => encodeURIComponent(Buffer.from(text.slice(0, 2_000)).toString()) || "%20";
  const { paths } = makeOpenApi(createRoutes({ checks: {} }), "1") as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  };
  const ofRoutes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { parameters = [] }]) =>
      parameters.map(({ name, in: place }) => (text: string) => {
        const own = place === "path" ? path.replace(`{${name}}`, escape(text)) : path;
        const query = place === "query" ? `?${name}=${escape(text)}` : "";
        const filled = own.replace("{version}", "1").replace(/\{\w+\}/g, "1");
        return { path: `${filled}${query}`, ...(method === "post" ? { body: {} } : {}) };
      }),
    ),
  );
  return [
    ...ofRoutes,
    (text) => ({ path: "/forecasts", body: [{ storeId: text }, { storeId: "1", beginDate: text }] }),
    (text) => ({ path: "/retrain", body: { storeIds: [text] } }),
    (text) => ({ path: "/retrain", body: { regionIds: [text] } }),
    (text) => ({ path: "/stores/1/pin", body: { reason: text.slice(0, 500) } }),
    (text) => ({ path: "/stores/nowhere/pin", body: { [text]: text } }),
  ];
}

describe("hostile texts in every place that takes one", () => {
  test("of REST are refused or answered, and change no table", async () => {
    const before = await digestTables();
    const strange: unknown[] = [];
    const makers = listRestPlaces();
    expect(makers.length).toBeGreaterThan(30);
    for (const { path, body } of makers.flatMap((make) => HOSTILE_STRINGS.map((text) => make(text)))) {
      const response = await fetch(`${app.url}/api/v1${path}`, {
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
        headers: { "content-type": "application/json" },
      });
      await response.arrayBuffer();
      if (response.status >= 500) strange.push([response.status, path.slice(0, 200), body]);
    }
    expect(strange).toEqual([]);
    expect(await digestTables()).toEqual(before);
  }, 120_000);

  test("are never an internal error, change no table and stay within one line of the log each", async () => {
    const before = await digestTables();
    const bodies = places
      .filter(({ kind }) => kind !== "subscription")
      .flatMap(({ query, fill }) => HOSTILE_STRINGS.map((text) => ({ query, variables: fill(text) })));
    expect(await listStrange(bodies)).toEqual([]);
    expect(await digestTables()).toEqual(before);
  }, 120_000);

  test("are no internal error as literals of a document, whatever follows them", async () => {
    const literals = HOSTILE_STRINGS.flatMap((text) => [JSON.stringify(text), `"${text}"`, `"""${text}"""`]);
    const bodies = literals.map((literal) => ({
      query: `{ node(id: ${literal}) { id } stores(filter: { regionIds: [${literal}] }) { totalCount } }`,
    }));
    expect(await listStrange(bodies)).toEqual([]);
  });

  test("are no internal error in names: of operations, variables, and of what the schema has not", async () => {
    const bodies = HOSTILE_STRINGS.flatMap((text): Body[] => [
      { query: "query A { fleet { stores } }", operationName: text },
      { query: "query A($v: ID!) { node(id: $v) { id } }", variables: { [text]: text, v: "1" } },
      { query: `{ ${text} }` },
      { query: text },
      { query: "{ fleet { stores } }", extensions: { [text]: text } },
    ]);
    expect(await listStrange(bodies)).toEqual([]);
  });

  test("are refused over a socket, which stays open", async () => {
    const socket = openSocket(app.url);
    const strange: unknown[] = [];
    for (const { name, query, fill } of places.filter(({ kind }) => kind === "subscription")) {
      for (const text of HOSTILE_STRINGS) {
        const events = socket.iterate({ query, variables: fill(text) });
        const codes = await events.next().then(
          ({ value }) =>
            ((value as { errors?: ClientError[] }).errors ?? []).map((one) => one.extensions.code),
          (errors: ClientError[]) => errors.map((one) => one.extensions.code),
        );
        if (codes.length === 0 || !isExpected(codes)) strange.push({ name, text: text.slice(0, 80), codes });
      }
    }
    expect(strange).toEqual([]);
    await socket.dispose();
  });
});

test("each line of the log is one line, whatever it tells of, and none tells of an internal error", () => {
  expect(app.log.length).toBeGreaterThan(100);
  expect(app.log.filter((line) => line.indexOf("\n") !== line.length - 1)).toEqual([]);
  const messages = app.log.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages).not.toContain("internal error");
});
