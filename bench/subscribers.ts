/**
 * What subscribers cost an API process: one that is started as the product starts it, with PostgreSQL, MLflow and a worker.
 *
 *     npx tsx bench/subscribers.ts [subscribers = 1000] [stores = 60]
 *
 * Each holds a socket of its own and asks for the events of all stores; then all stores are retrained by one request.
 *
 * - RSS of the API before the first subscriber, with all of them, and at most while events flow, MB
 * - events that each subscriber got, of those there were
 * - spread: from the first subscriber that hears of a success to the last, ms, median and longest
 */
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

import { createClient } from "graphql-ws";
import WebSocket from "ws";

import { askText } from "../test/support/graphql-client.js";
import { startWorld } from "../test/chaos/world.js";

const [subscribers = 1_000, stores = 60] = process.argv.slice(2).map(Number);

const EVENTS = `subscription { retrainEvents { __typename at job { id status store { code } } } }`;

const world = await startWorld({ engine: "postgres", stores, apis: 1, workers: 1 });
try {
  const [api] = world.apis as [(typeof world.apis)[number]];
  const url = api.url!;

  const readRss = async () => {
    const status = await readFile(`/proc/${api.getPid()}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
  };
  const until = async (isTrue: () => Promise<boolean>) => {
    for (let look = 0; look < 3_000; look++) {
      if (await isTrue()) return;
      await delay(100);
    }
    throw new Error(`still not true after five minutes: ${isTrue.toString()}`);
  };
  await until(() =>
    fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const before = await readRss();

  const counts = new Array<number>(subscribers).fill(0);
  const heard = new Map<string, { first: number; last: number; count: number }>();
  let connected = 0;
  const failures: unknown[] = [];
  const clients = counts.map((_, n) => {
    const client = createClient({
      ...{
        url: `${url.replace("http", "ws")}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        lazy: false,
      },
      on: { connected: () => connected++ },
    });
    client.subscribe<{ retrainEvents: { __typename: string; job: { id: string } } }>(
      { query: EVENTS },
      {
        next: ({ data }) => {
          counts[n]! += 1;
          const event = data!.retrainEvents;
          if (event.__typename !== "RetrainSucceeded") return;
          const now = performance.now();
          const known = heard.get(event.job.id) ?? { first: now, last: now, count: 0 };
          heard.set(event.job.id, { first: known.first, last: now, count: known.count + 1 });
        },
        error: (error) => failures.push(error),
        complete: () => undefined,
      },
    );
    return client;
  });
  await until(() => Promise.resolve(connected === subscribers));
  const withAll = await readRss();

  const startedAt = performance.now();
  let most = withAll;
  await askText(
    url,
    `mutation { storesRetrain(input: { filter: { regionIds: [${await listRegions(url)}] }, force: true }) { userErrors { message } } }`,
  );
  await until(async () => {
    most = Math.max(most, await readRss());
    const all = [...heard.values()];
    return (all.length === stores && all.every(({ count }) => count === subscribers)) || failures.length > 0;
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const spreads = [...heard.values()].map(({ first, last }) => last - first).sort((a, b) => a - b);
  const total = counts.reduce((sum, count) => sum + count, 0);
  console.log(
    `${subscribers} subscribers, ${stores} stores retrained in ${seconds.toFixed(1)} s, ${failures.length} failed`,
  );
  console.log(`RSS ${before.toFixed(0)} MB, with all ${withAll.toFixed(0)}, at most ${most.toFixed(0)}`);
  console.log(
    `events each ${Math.min(...counts)} to ${Math.max(...counts)}, ${(total / seconds).toFixed(0)} a second in all`,
  );
  console.log(`spread ${spreads[spreads.length >> 1]!.toFixed(0)} ms, at most ${spreads.at(-1)!.toFixed(0)}`);
  for (const client of clients) await client.dispose();
} finally {
  await world.stop();
}
process.exit(0);

async function listRegions(url: string): Promise<string> {
  const { data } = await askText(url, "{ regions { id } }");
  return (data!["regions"] as { id: string }[]).map(({ id }) => JSON.stringify(id)).join(", ");
}
