import { Agent, request } from "node:http";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { makeOpenApi } from "../../src/rest/openapi.js";
import { createRoutes } from "../../src/rest/route-table.js";
import { encodeId, encodeVersionId } from "../../src/schema/ids.js";
import { startMemoryApp, type MemoryApp } from "../support/memory-app.js";
import { createSpecCheck } from "../support/openapi.js";
import { makeRestRequests, type FuzzedRest } from "../support/rest-requests.js";

const REQUESTS = 5_000;
/** Another one is tried with `STORECAST_FUZZ_SEED=… npm test -- test/security`. */
const SEED = Number(process.env["STORECAST_FUZZ_SEED"] ?? 20_261_126);
const AT_ONCE = 8;

const document = makeOpenApi(createRoutes({ checks: {} }), "1");
const spec = createSpecCheck(document);
/** Statuses that stand for the way in as a whole, not for one operation: the document has them nowhere. */
const OF_NO_OPERATION = [404, 405];

let app: MemoryApp;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

// most of the time would go into where thousands of refusals were made, which nobody reads
const { stackTraceLimit } = Error;

beforeAll(async () => {
  Error.stackTraceLimit = 0;
  app = await startMemoryApp(4);
});
afterAll(async () => {
  Error.stackTraceLimit = stackTraceLimit;
  agent.destroy();
  await app.close();
});

interface Answer {
  status: number;
  contentType: string;
  allow: string | undefined;
  text: string;
}

/** Sends the bytes of a path as they are, which `fetch` would put right. */
function send({ method, path, headers, body }: FuzzedRest, over: Agent | false = agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { agent: over, method, path: `/api/v1${path}`, port: app.port, host: "127.0.0.1", headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const contentType = (response.headers["content-type"] ?? "").split(";")[0]!;
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode!, contentType, allow: response.headers.allow, text });
        });
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

interface Told {
  code?: unknown;
  detail?: unknown;
  requestId?: unknown;
}

/** What is wrong with an answer; null if nothing is. */
function findFault(asked: FuzzedRest, { status, contentType, allow, text }: Answer): string | null {
  const { operation, method } = asked;
  if (status >= 500) return "a fault of ours";
  if (method === "OPTIONS" && status < 400)
    return status === 204 && allow ? null : "no word of what is allowed";
  if (method === "HEAD") return text === "" ? null : "a body to a HEAD";
  const body = contentType.endsWith("json") ? (JSON.parse(text) as unknown) : text;
  if (status >= 400) {
    if (contentType !== "application/problem+json") return "an error that is no problem";
    const { code, detail, requestId } = body as Told;
    const texts = [code, detail, requestId];
    if (!texts.every((one) => typeof one === "string" && one !== "")) return "an error without its words";
  }
  if (status === 405) return allow ? null : "no word of what is allowed";
  if (method !== operation.method) return status >= 400 ? null : "an answer to another method";
  const isDocumented = Object.hasOwn(responsesOf(operation), String(status));
  if (!isDocumented && OF_NO_OPERATION.includes(status)) return null;
  try {
    spec.check({ ...operation, status, contentType, body });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function responsesOf({ method, path }: FuzzedRest["operation"]): object {
  const paths = document["paths"] as Record<string, Record<string, { responses: object }>>;
  return paths[path]![method.toLowerCase()]!.responses;
}

test(`${REQUESTS} requests, right, nearly right and damaged, are answered as the document says (seed ${SEED})`, async () => {
  const known = [
    ...["1", "2", "4", "HE", "BW", "nobody", "job-1", "batch-1"],
    ...[encodeId("Store", "1"), encodeId("Region", "HE"), encodeVersionId("1", 1)],
    ...[encodeId("RetrainJob", "job-1"), encodeId("RetrainBatch", "batch-1")],
  ];
  const requests = fc.sample(makeRestRequests(document, known), { seed: SEED, numRuns: REQUESTS });
  const failures: unknown[] = [];
  const done = new Set<string>();
  const statuses = new Map<number, number>();

  const ask = async (asked: FuzzedRest): Promise<void> => {
    // a connection that was idle too long can be closed just as it is used again; the second one is new
    const answer = await send(asked).catch(() => send(asked, false));
    const { status, text } = answer;
    const fault = findFault(asked, answer);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status < 300) done.add(`${asked.operation.method} ${asked.operation.path}`);
    if (fault !== null) failures.push({ fault, status, asked, text: text.slice(0, 300) });
  };

  const queue = requests.values();
  const work = async () => {
    for (const asked of queue) await ask(asked);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  const bugs = app.log.filter(({ msg }) => msg === "internal error").slice(0, 3);
  expect({ seed: SEED, failures: failures.slice(0, 5), bugs }).toEqual({
    seed: SEED,
    failures: [],
    bugs: [],
  });
  // each route was not only refused
  expect(spec.operations.filter((operation) => !done.has(operation))).toEqual([]);
  const refused = [...statuses].reduce((sum, [status, times]) => (status >= 400 ? sum + times : sum), 0);
  expect(refused).toBeGreaterThan(REQUESTS / 4);
  expect(refused).toBeLessThan((REQUESTS * 3) / 4);
  for (const status of [400, 404, 405, 406, 409, 413, 415, 422])
    expect([...statuses.keys()]).toContain(status);
  expect(({} as Record<string, unknown>)["admin"]).toBeUndefined();
}, 300_000);
