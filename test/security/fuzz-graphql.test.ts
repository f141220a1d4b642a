import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createExecutableSchema } from "../../src/resolvers/executable-schema.js";
import { encodeId, encodeVersionId } from "../../src/schema/ids.js";
import { makeRequests } from "../support/document-grammar.js";
import type { ClientError } from "../support/graphql-client.js";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";

const DOCUMENTS = 5_000;
/** Another one is tried with `STORECAST_FUZZ_SEED=… npm test -- test/security`. */
const SEED = Number(process.env["STORECAST_FUZZ_SEED"] ?? 20_261_126);
const AT_ONCE = 8;

let app: MemoryApp;

// most of the time would go into where thousands of refusals were made, which nobody reads
const { stackTraceLimit } = Error;

beforeAll(async () => {
  Error.stackTraceLimit = 0;
  app = await startMemoryApp(4);
});
afterAll(async () => {
  Error.stackTraceLimit = stackTraceLimit;
  await app.close();
});

test(`${DOCUMENTS} documents, right, nearly right and damaged, are answered without an internal error (seed ${SEED})`, async () => {
  const schema = await createExecutableSchema();
  const known = [
    ...["1", "2", "4", "HE", "BW", "nobody", "job-1", "batch-1"],
    ...[encodeId("Store", "1"), encodeId("Region", "HE"), encodeVersionId("1", 1)],
    ...[encodeId("RetrainJob", "job-1"), encodeId("RetrainBatch", "batch-1")],
  ];
  const requests = fc.sample(makeRequests(schema, known), { seed: SEED, numRuns: DOCUMENTS });
  const bodies = requests.map((request) => JSON.stringify(request));
  const failures: unknown[] = [];
  const counts = { executed: 0, refused: 0 };

  const post = (body: string) =>
    fetch(`${app.url}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body });

  const ask = async (body: string): Promise<void> => {
    // a connection that was idle too long can be closed just as it is used again; the second one is new
    const response = await post(body).catch(() => post(body));
    const text = await response.text();
    const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: ClientError[] };
    const codes = errors?.map(({ extensions }) => extensions.code) ?? [];
    if (
      response.status >= 500 ||
      codes.some((code) => code === undefined || code === "INTERNAL_SERVER_ERROR")
    ) {
      failures.push({ seed: SEED, status: response.status, codes, body });
    }
    counts[data === undefined ? "refused" : "executed"] += 1;
  };

  const queue = bodies.values();
  const work = async () => {
    for (const body of queue) await ask(body);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  const bugs = app.log.filter(({ msg }) => msg === "internal error").slice(0, 3);
  expect({ seed: SEED, failures: failures.slice(0, 5), bugs }).toEqual({
    seed: SEED,
    failures: [],
    bugs: [],
  });
  // it is no test of the parser alone
  expect(counts.executed).toBeGreaterThan(DOCUMENTS / 4);
  expect(counts.refused).toBeGreaterThan(DOCUMENTS / 4);
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
}, 300_000);
