import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { makeRandom, type Random } from "../../src/stores/sample/random.js";
import { openSocket } from "../support/graphql-client.js";
import type { SoakWorld } from "./world.js";

/** What the load came to so far. */
export interface Tally {
  reads: number;
  retrains: number;
  subscriptions: number;
  events: number;
  imports: number;
  /** What went wrong, a sentence each. */
  failures: string[];
}

/** Load that goes on until it is told to stop. */
export interface Load {
  tally: Tally;
  /** Resolves when all have ended what they were at. */
  stop(): Promise<void>;
}

const FLEET = `{ forecasts(first: 100) { totalCount nodes { store { code name } status totalYhat points { date yhat } } } fleet { stores stale queued } }`;
const STORE = `query($id: ID!, $from: LocalDate!) { store(id: $id) { code forecast(window: { from: $from }) { columns { date yhat } } sales { date y } modelVersions { totalCount } } }`;
const RETRAIN = `mutation($id: ID!) { storesRetrain(input: { filter: { storeIds: [$id] }, force: true }) { results { outcome } userErrors { message } } }`;
const WATCH = `subscription { retrainEvents { at job { id store { code } batch { progress } } } }`;

/** Between two acts of one person, ms: as much again at most. */
const PAUSE_MS = { read: 50, retrain: 3_000, watch: 500, import: 45_000 };
/** A subscriber leaves after so many events, or so many ms. */
const WATCHED = { events: 5, ms: 4_000 };

export function startLoad(world: SoakWorld): Load {
  const tally: Tally = { reads: 0, retrains: 0, subscriptions: 0, events: 0, imports: 0, failures: [] };
  const ended = new AbortController();
  // each of those who pause listens
  setMaxListeners(0, ended.signal);

  async function ask(query: string, variables: Record<string, unknown>): Promise<void> {
    const response = await fetch(`${world.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    if (response.status !== 200 || text.includes('"errors"'))
      throw new Error(`${response.status} ${text.slice(0, 300)}`);
  }

  const pickStore = (random: Random) => world.storeCodes[random.below(world.storeCodes.length)]!;

  async function read(random: Random): Promise<void> {
    if (random.below(3) === 0) await ask(FLEET, {});
    // a new address each time, so that kept answers come and go
    else await ask(STORE, { id: pickStore(random), from: `2015-08-${10 + random.below(20)}` });
    tally.reads += 1;
  }

  async function retrain(random: Random): Promise<void> {
    await ask(RETRAIN, { id: pickStore(random) });
    tally.retrains += 1;
  }

  async function watch(random: Random): Promise<void> {
    const socket = openSocket(world.url);
    const events = socket.iterate({ query: WATCH });
    const left = delay(WATCHED.ms, undefined, { signal: ended.signal }).then(
      () => null,
      () => null,
    );
    for (let seen = random.below(WATCHED.events); seen < WATCHED.events; seen += 1) {
      const next = events.next();
      // who leaves first does not hear how the other ends
      next.catch(() => undefined);
      const event = await Promise.race([next, left]);
      if (event === null) break;
      if (event.done === true || event.value.errors)
        throw new Error(`a subscription ended: ${JSON.stringify(event)}`);
      tally.events += 1;
    }
    await socket.dispose();
    tally.subscriptions += 1;
  }

  async function bringDay(): Promise<void> {
    await world.importDay();
    tally.imports += 1;
  }

  async function goOn(act: (random: Random) => Promise<void>, pauseMs: number, key: number): Promise<void> {
    const random = makeRandom(1, key);
    while (!ended.signal.aborted) {
      await act(random).catch((error: unknown) => tally.failures.push(String(error)));
      // told to stop, nobody waits
      await delay(pauseMs * (1 + random.uniform()), undefined, { signal: ended.signal }).catch(
        () => undefined,
      );
    }
  }

  const people = [
    ...[1, 2, 3, 4].map((key) => goOn(read, PAUSE_MS.read, key)),
    ...[5, 6].map((key) => goOn(retrain, PAUSE_MS.retrain, key)),
    ...[7, 8, 9].map((key) => goOn(watch, PAUSE_MS.watch, key)),
    goOn(bringDay, PAUSE_MS.import, 10),
  ];
  return {
    tally,
    stop: async () => {
      ended.abort();
      await Promise.all(people);
    },
  };
}
