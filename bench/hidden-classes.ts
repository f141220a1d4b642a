/**
 * Which objects get a hidden class of their own, question by question: V8 tells of each class that it makes, and in a process that has answered a
 * question before there should be none. Each costs time where it is made, where it is read (docs/reads.md), and until old memory is collected.
 *
 *     npx tsx bench/hidden-classes.ts [stores = 200]
 *
 * Lines are classes made a question, how, where (line and column of the built file in `dist`, or of a package), and the property that was added.
 *
 * Last result, Node 20: GraphQL 1 a question, which is Apollo's (`body`, runHttpQuery.js); REST 12, of Express and its router. It was 17 more before
 * objects were made with their own fields first.
 */
import { open, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startFleetWorld, untilAnswered } from "../test/support/fleet-world.js";

const [stores = 200] = process.argv.slice(2).map(Number);
const WARMING = 60;
const COUNTED = 50;
/** V8 writes its log when it has enough of it. */
const WRITTEN_MS = 500;
const POINTS = "points { date yhat lower upper }";

const folder = await mkdtemp(join(tmpdir(), "storecast-hidden-classes-"));
const log = join(folder, "v8.log");
const world = await startFleetWorld(stores);
const program = `exec "$0" --log-maps --logfile=${log} --no-logfile-per-isolate "$@"`;

let asked = 0;

async function askGraphql(url: string, query: string, variables: object): Promise<string> {
  // A variable that the query has not makes it another question.
  const body = JSON.stringify({ query, variables: { ...variables, asking: asked++ } });
  const headers = { "content-type": "application/json" };
  return (await fetch(`${url}/graphql`, { method: "POST", headers, body })).text();
}

function listQuestions(url: string): Record<string, () => Promise<string>> {
  const store = () => String(1 + (asked % stores));
  const fleet = (fields: string) => () =>
    askGraphql(
      url,
      `query ($first: Int!, $level: Float!) { forecasts(first: $first, level: $level) { ${fields} } }`,
      { first: stores, level: 0.6 + asked / 1e6 },
    );
  return {
    nothing: () => askGraphql(url, "{ __typename }", {}),
    "one store": () =>
      askGraphql(url, `query ($id: ID!) { store(id: $id) { name forecast { status ${POINTS} } } }`, {
        id: store(),
      }),
    "fleet, objects": fleet(`nodes { store { id name } status modelVersion { version } ${POINTS} }`),
    "fleet, columns": fleet("columns(decimals: 3) { id name status version date yhat lower upper }"),
    "one store, REST": async () =>
      (await fetch(`${url}/api/v1/stores/${1 + (asked++ % stores)}/forecast`)).text(),
  };
}

/** What V8 has told since some place of its log, by what is the same in each. */
async function readClasses(from: number): Promise<Map<string, number>> {
  const file = await open(log);
  const { size } = await file.stat();
  const { buffer } = await file.read({ buffer: Buffer.alloc(size - from), position: from });
  await file.close();
  const counts = new Map<string, number>();
  for (const line of buffer.toString().split("\n")) {
    const [event, how = "", , , , , row = "", column = "", , what = ""] = line.split(",");
    if (event !== "map") continue;
    const place = `${how} ${row}:${column} ${what}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

try {
  const api = await world.startApi(["sh", "-c", program]);
  const questions = listQuestions(api.url);
  await untilAnswered(async () => !(await questions["fleet, objects"]!()).includes('"errors"'));
  for (const [name, ask] of Object.entries(questions)) {
    for (let i = 0; i < WARMING; i++) await ask();
    await delay(WRITTEN_MS);
    const from = (await stat(log)).size;
    for (let i = 0; i < COUNTED; i++) await ask();
    await delay(WRITTEN_MS);
    const classes = [...(await readClasses(from))].sort(([, one], [, other]) => other - one);
    const total = classes.reduce((sum, [, count]) => sum + count, 0);
    console.log(`${name}: ${(total / COUNTED).toFixed(1)} a question`);
    for (const [place, count] of classes.slice(0, 12))
      console.log(`  ${(count / COUNTED).toFixed(2)} ${place}`);
  }
} finally {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
