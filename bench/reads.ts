/**
 * What reads cost beside the least they could: the fleet's forecasts as objects and as columns, computed anew and asked again; cold start and memory.
 * One run, one load generator (`wrk`, of Debian's package), loopback, the product started as in production. One store: bench/one-store.ts.
 *
 *     npx tsx bench/reads.ts [stores = 1115] [seconds = 5]
 *
 * - stringify: a bare node:http server that writes the JSON of the same data each time; buffer: one that sends it ready-made
 * - computed: each request asks for another level, so that every number is worked out for it, out of planned days that are at hand since the first;
 *   at hand: another question about forecasts that were worked out before, as after the champion of one store has moved; again: the same question as before
 * - columns: the page's columns, in whole and rounded to 3 decimals
 * - more stores than a page holds are asked for page by page; figures are of whole fleets
 *
 * Last results (1,115 stores, two cores, `wrk -c4 -d4s`), fleets/s:
 *
 *                        stringify   buffer   computed (of str.)   at hand        again (of b.)   again, gzip
 *     Node 20  objects      187     4,960     161 (0.86)         208 (1.12)    3,654 (0.74)     7,763
 *              columns      356    10,286     280 (0.79)         460 (1.29)    4,969 (0.48)     8,378
 *              rounded      458    16,341     345 (0.75)         567 (1.24)    6,714 (0.41)     8,068
 *     Node 24  objects      261     5,264     182 (0.70)         240 (0.92)    3,620 (0.69)     8,445
 *              columns      453     9,523     317 (0.70)         467 (1.03)    5,148 (0.54)     8,878
 *              rounded      602    15,264     402 (0.67)         616 (1.02)    6,801 (0.45)     9,109
 *
 * 839, 416 and 232 kB. Cold start with a local cache: listening after 1.2 s, whole answer 1.0 s later, RSS 203 MB (Node 24: 1.0, 1.1, 298); RSS after all
 * of it 329 MB (561).
 *
 * 11,150 stores in six pages (Node 20, `-d3s`), fleets/s, and how much longer a fleet takes than one of 1,115:
 *
 *                        stringify      computed (of str.)   at hand         again
 *              objects   16.3 (11 x)    9.4 (0.58; 17 x)     13.5 (15 x)     300 (12 x)
 *              columns   33.2 (11 x)   19.6 (0.59; 14 x)     24.3 (19 x)     434 (11 x)
 *              rounded   46.3 (10 x)   25.6 (0.55; 13 x)     36.7 (15 x)     795 ( 8 x)
 *
 * Cold start with a local cache: listening after 1.2 s, whole first page 4.1 s later, RSS 322 MB; after all of it 510 MB.
 */
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findFreePort } from "../test/support/ports.js";
import { startFleetWorld, untilAnswered, type Api } from "../test/support/fleet-world.js";

const [stores = 1_115, seconds = 5] = process.argv.slice(2).map(Number);
const PAGE = 2_000;
const CONNECTIONS = 4;
const ROUNDS = 2;
const PARSED_ROUNDS = 60;

/** What is asked of a page. */
const FORMS = {
  objects: "nodes { store { id name } status modelVersion { version } points { date yhat lower upper } }",
  columns: "columns { id name status version date yhat lower upper }",
  rounded: "columns(decimals: 3) { id name status version date yhat lower upper }",
};
type Form = keyof typeof FORMS;

interface Page {
  nodes: (object | null)[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const FIRST = Math.min(PAGE, stores);

/** The body of a request; the level may be a placeholder. A variable that the query has not makes it another question with the same answer. */
function makeQuestion(form: Form, after: string | null, level: string, asking = "0"): string {
  const query = `query ($first: Int!, $after: String, $level: Float!) {
    forecasts(first: $first, after: $after, level: $level) { ${FORMS[form]} pageInfo { hasNextPage endCursor } }
  }`;
  const variables = `{ "first": ${FIRST}, "after": ${JSON.stringify(after)}, "level": ${level}, "asking": ${asking} }`;
  return `{ "query": ${JSON.stringify(query)}, "variables": ${variables} }`;
}

async function ask(api: Api, body: string): Promise<{ text: string; page: Page | null }> {
  const response = await fetch(`${api.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const text = await response.text();
  const { data } = JSON.parse(text) as { data?: { forecasts: Page } | null };
  return { text, page: data?.forecasts ?? null };
}

/** The answers of all pages, and where each begins. */
async function askFleet(api: Api, form: Form): Promise<{ texts: string[]; cursors: (string | null)[] }> {
  const cursors: (string | null)[] = [null];
  const texts: string[] = [];
  for (;;) {
    const { text, page } = await ask(api, makeQuestion(form, cursors.at(-1)!, "0.8"));
    texts.push(text);
    if (!page) throw new Error(text.slice(0, 500));
    if (!page.pageInfo.hasNextPage) return { texts, cursors };
    cursors.push(page.pageInfo.endCursor);
  }
}

async function isWhole(api: Api): Promise<boolean> {
  const { page } = await ask(api, makeQuestion("objects", null, "0.8"));
  return page !== null && page.nodes.length > 0 && page.nodes.every((node) => node !== null);
}

interface Rate {
  /** Whole fleets a second. */
  fleets: number;
  p50: string;
  p99: string;
}

const folder = await mkdtemp(join(tmpdir(), "storecast-reads-bench-"));

/** Asks the bodies in turn; `LEVEL` in them becomes another number each time. */
async function load(
  url: string,
  bodies: readonly string[],
  headers: Record<string, string> = {},
): Promise<Rate> {
  const script = join(folder, "load.lua");
  const lines = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  await writeFile(
    script,
    `wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
${lines.join("\n")}
local bodies = { ${bodies.map((body) => JSON.stringify(body)).join(", ")} }
local n = 0
request = function()
  n = n + 1
  local body = bodies[1 + n % #bodies]:gsub("LEVEL", string.format("0.%09d", 700000000 + n)):gsub("ASKING", n)
  return wrk.format(nil, nil, nil, body)
end`,
  );
  const args = [
    "-t1",
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    "--timeout",
    "30s",
    "--latency",
    "-s",
    script,
    url,
  ];
  const { stdout } = await promisify(execFile)("wrk", args);
  const refused = /Non-2xx[^\n]*|Socket errors[^\n]*/.exec(stdout);
  if (refused) throw new Error(`${url}: ${refused[0]}`);
  const read = (pattern: RegExp) => pattern.exec(stdout)?.[1] ?? "?";
  return {
    fleets: Number(read(/Requests\/sec:\s+([\d.]+)/)) / bodies.length,
    ...{ p50: read(/^ +50% +(\S+)/m), p99: read(/^ +99% +(\S+)/m) },
  };
}

/** The better of some rounds, in which all take turns: others use the machine too. */
async function compare(cases: Record<string, () => Promise<Rate>>): Promise<Record<string, Rate>> {
  const best: Record<string, Rate> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(cases)) {
      const rate = await run();
      if (rate.fleets > (best[name]?.fleets ?? 0)) best[name] = rate;
    }
  }
  return best;
}

/** Milliseconds from a question to the answer as an object, of one who asks alone; medians, the forms taking turns. */
async function measureParsed(api: Api): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < PARSED_ROUNDS; round++) {
    for (const form of Object.keys(FORMS) as Form[]) {
      for (const kind of ["computed", "at hand"] as const) {
        const level = kind === "computed" ? String(0.6 + round / 1e4) : "0.8";
        const startedAt = performance.now();
        const { page } = await ask(api, makeQuestion(form, null, level, String(round)));
        if (!page) throw new Error(`no answer to ${form}`);
        (times[`${form}, ${kind}`] ??= []).push(performance.now() - startedAt);
      }
    }
  }
  const median = (all: number[]) => all.sort((a, b) => a - b)[all.length >> 1]!;
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]));
}

const world = await startFleetWorld(stores);
const closers: (() => Promise<unknown> | void)[] = [() => rm(folder, { recursive: true, force: true })];
try {
  console.log(`${stores} stores x 7 points, Node ${process.version}, wrk -t1 -c${CONNECTIONS} -d${seconds}s`);
  for (const state of ["no local cache", "local cache"]) {
    const api = await world.startApi();
    const listeningAt = performance.now();
    await untilAnswered(() => isWhole(api));
    const firstMs = performance.now() - listeningAt;
    console.log(
      `cold start, ${state}: listening after ${(api.listeningAfterMs / 1_000).toFixed(2)} s, ` +
        `first whole answer ${(firstMs / 1_000).toFixed(2)} s later, RSS ${(await api.getRssMb()).toFixed(0)} MB`,
    );
    await api.stop();
  }

  const api = await world.startApi();
  await untilAnswered(() => isWhole(api));
  const floorPort = await findFreePort();
  const floors = spawn(
    process.execPath,
    ["--import", "tsx", "bench/read-floors.ts", String(floorPort), folder],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  closers.push(() => void floors.kill());
  await new Promise((listening) => floors.stdout.once("data", listening));

  for (const form of Object.keys(FORMS) as Form[]) {
    const { texts, cursors } = await askFleet(api, form);
    await Promise.all(texts.map((text, page) => writeFile(join(folder, `${form}${page}.json`), text)));
    const bodies = (level: string, asking?: string) =>
      cursors.map((after) => makeQuestion(form, after, level, asking));
    const floor = async (kind: string): Promise<Rate> => {
      const rates: Rate[] = [];
      for (const page of cursors.keys()) {
        rates.push(await load(`http://127.0.0.1:${floorPort}/${kind}/${form}${page}`, ["{}"]));
      }
      return { ...rates[0]!, fleets: 1 / rates.reduce((sum, { fleets }) => sum + 1 / fleets, 0) };
    };
    const rates = await compare({
      stringify: () => floor("stringify"),
      buffer: () => floor("buffer"),
      computed: () => load(`${api.url}/graphql`, bodies("LEVEL")),
      "at hand": () => load(`${api.url}/graphql`, bodies("0.8", "ASKING")),
      again: () => load(`${api.url}/graphql`, bodies("0.8")),
      "again, gzip": () => load(`${api.url}/graphql`, bodies("0.8"), { "accept-encoding": "gzip" }),
    });
    const kilobytes = texts.reduce((sum, text) => sum + text.length, 0) / 1_000;
    console.log(`${form}: ${kilobytes.toFixed(0)} kB`);
    for (const [name, { fleets, p50, p99 }] of Object.entries(rates)) {
      const ratio = (floorName: string) => (fleets / rates[floorName]!.fleets).toFixed(2);
      console.log(
        `  ${name.padEnd(12)} ${fleets.toFixed(1).padStart(8)} fleets/s, p50 ${p50}, p99 ${p99}` +
          `, ${ratio("stringify")} x stringify, ${ratio("buffer")} x buffer`,
      );
    }
  }
  for (const [name, ms] of Object.entries(await measureParsed(api))) {
    console.log(`first page asked for and parsed, ${name}: ${ms.toFixed(1)} ms`);
  }
  console.log(`RSS after it ${(await api.getRssMb()).toFixed(0)} MB`);
  await api.stop();
} finally {
  for (const close of closers) await close();
  await world.stop();
}
process.exit(0);
