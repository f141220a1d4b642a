/**
 * What one store's forecast takes at a steady rate, on one core, while nothing else happens and while the other core trains the fleet; beside a
 * bare server on the same core that sends the same bytes. One run, loopback, the product started as in production.
 *
 *     npx tsx bench/one-store.ts [stores = 1115] [seconds = 6]
 *
 * Last results (1,115 stores, two cores), p50 and p99 in ms:
 *
 *              bare, quiet   quiet        quiet, again   training     training, again   bare, training
 *     Node 20   .4    3.4    .8    4.3    .4    2.6      .8    4.5    .8    4.8         .3    2.1
 *     Node 24   .3    1.8    .4    3.7    .4    2.1      .8    3.8    .8    4.5         .3    2.0
 *
 * To be run with `sysctl kernel.sched_autogroup_enabled=0`, as in containers and services: the kernel weighs sessions otherwise, and starves PostgreSQL's.
 */
import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { findFreePort } from "../test/support/ports.js";
import { startFleetWorld, untilAnswered, type Api } from "../test/support/fleet-world.js";
import { measureSteadyRate } from "./steady-rate.js";

const [stores = 1_115, seconds = 6] = process.argv.slice(2).map(Number);
const PER_SECOND = 200;
const QUERY = `query ($id: ID!) { store(id: $id) { name forecast { status points { date yhat lower upper } } } }`;
/** Programs that run the API, such as a profiler. */
const PREFIX = (process.env["API_PREFIX"] ?? "").split(" ").filter((word) => word !== "");

const run = promisify(execFile);
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function ask(api: Pick<Api, "url">, body: object): Promise<string> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${api.url}/graphql`, { method: "POST", headers, body: JSON.stringify(body) });
  return response.text();
}

async function isWhole(api: Api): Promise<boolean> {
  const query = `{ forecasts(first: ${Math.min(2_000, stores)}) { nodes { status points { yhat } } } }`;
  const text = await ask(api, { query });
  return !text.includes('"errors"') && text.includes("READY");
}

/** All but the API moves to the second core, where this process goes before the training: it must ask in time. */
async function leaveFirstCore(): Promise<void> {
  const { stdout } = await run("ps", ["-e", "-o", "pid=,ppid=,comm="]);
  const ours = new Set([String(process.pid)]);
  for (const line of stdout.trim().split("\n")) {
    const [pid = "", parent = "", program = ""] = line.trim().split(/\s+/);
    if (ours.has(parent) && program !== "ps") ours.add(pid);
  }
  for (const pid of ours) await run("taskset", ["-a", "-cp", "1", pid]);
  await run("renice", ["-n", "-10", "-p", String(process.pid)]);
}

async function measure(name: string, url: string): Promise<void> {
  const makeBody = (n: number) => ({ query: QUERY, variables: { id: String(1 + (n % stores)) } });
  const steady = await measureSteadyRate({ url, perSecond: PER_SECOND, seconds, makeBody });
  const { p50, p99, longest, failed, count, failures, stalls } = steady;
  console.log(
    `${name.padEnd(24)} p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)}, longest ${longest.toFixed(1)}, ${failed} of ${count} failed`,
  );
  for (const failure of failures) console.log(`  ${failure}`);
  const told = stalls.map(
    (one) => `${one.ms.toFixed(0)} ms at ${(one.atMs / 1_000).toFixed(2)} s (${one.count})`,
  );
  if (told.length > 0) console.log(`  waits: ${told.join(", ")}`);
}

async function startFloor(answer: string): Promise<{ url: string; stop: () => void }> {
  const port = await findFreePort();
  const program = `const body = Buffer.from(process.argv[2]);
    require("node:http").createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => (text += chunk));
      request.on("end", () => {
        JSON.parse(text);
        response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
      });
    }).listen(Number(process.argv[1]), "127.0.0.1", () => console.log("listening"));`;
  const args = ["-n", "10", "taskset", "-c", "0", process.execPath, "-e", program, String(port), answer];
  const child = spawn("nice", args, { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((listening) => child.stdout.once("data", listening));
  return { url: `http://127.0.0.1:${port}/graphql`, stop: () => void child.kill() };
}

const autogroups = await readFile("/proc/sys/kernel/sched_autogroup_enabled", "utf8").catch(() => "0");
if (autogroups.trim() !== "0")
  console.warn("The kernel weighs sessions here: waits beside the training are not the API's.");

const world = await startFleetWorld(stores);
try {
  await leaveFirstCore();
  const startApi = async () => {
    const api = await world.startApi(["nice", "-n", "10", "taskset", "-c", "0", ...PREFIX]);
    await untilAnswered(() => isWhole(api));
    return api;
  };
  const first = await startApi();
  const answer = await ask(first, { query: QUERY, variables: { id: "1" } });
  console.log(
    `${stores} stores, Node ${process.version}, ${PER_SECOND} requests/s, RSS ${(await first.getRssMb()).toFixed(0)} MB`,
  );
  const floor = await startFloor(answer);
  await measure("bare, quiet", floor.url);
  await measure("store, quiet", `${first.url}/graphql`);
  await measure("store, quiet, again", `${first.url}/graphql`);
  const trainer = world.startCommand(["worker"], ["nice", "-n", "20"]);
  const filter = `{ regionIds: ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"] }`;
  const retrain = `mutation { storesRetrain(input: { force: true, filter: ${filter} }) { userErrors { message } } }`;
  console.log(await ask(first, { query: retrain }));
  await wait(5_000);
  await measure("store, training", `${first.url}/graphql`);
  await measure("store, training, again", `${first.url}/graphql`);
  console.log(`RSS ${(await first.getRssMb()).toFixed(0)} MB`);
  const metrics = await (await fetch(`${first.url}/metrics`)).text();
  console.log(/^storecast_state_waits_total .*$/m.exec(metrics)?.[0]);
  await first.stop();
  await measure("bare, training", floor.url);
  floor.stop();
  await trainer.stop();
} finally {
  await world.stop();
}
process.exit(0);
