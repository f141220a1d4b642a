import { Agent, request } from "node:http";

/** Latencies, ms, from the moment a request was sent, which waits for no answer: one that comes behind others counts its wait. */
export interface SteadyRate {
  count: number;
  failed: number;
  /** What the first that failed were told. */
  failures: string[];
  p50: number;
  p99: number;
  longest: number;
  /** Moments, ms after the start, at which the longest waits began, with what they waited: neighbours belong to one cause. */
  stalls: { atMs: number; ms: number; count: number }[];
}

interface SteadyRateOptions {
  url: string;
  perSecond: number;
  seconds: number;
  /** GraphQL request number n. */
  makeBody: (n: number) => object;
}

const FAILURES_KEPT = 5;
const FAILURE_LENGTH = 600;
const STALLS_KEPT = 8;
const STALL_MS = 10;
/** Waits that begin so much later than the last are of another stall. */
const STALL_GAP_MS = 30;

/** Asks at a steady rate, whether answers come or not. */
export async function measureSteadyRate(options: SteadyRateOptions): Promise<SteadyRate> {
  const { url, perSecond, seconds, makeBody } = options;
  const agent = new Agent({ keepAlive: true });
  const count = perSecond * seconds;
  const times: { atMs: number; ms: number }[] = [];
  const failures: string[] = [];
  let failed = 0;
  const fail = (what: string) => {
    if (++failed <= FAILURES_KEPT) failures.push(what.slice(0, FAILURE_LENGTH));
  };

  const startedAt = performance.now();
  const ask = (n: number) =>
    new Promise<void>((done) => {
      const body = JSON.stringify(makeBody(n));
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const asked = request(url, { method: "POST", agent, headers });
      let sentAt = NaN;
      asked.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          times.push({ atMs: sentAt - startedAt, ms: performance.now() - sentAt });
          const { statusCode } = response;
          const text = Buffer.concat(chunks).toString();
          if (statusCode !== 200 || text.includes('"errors"')) fail(`request ${n}: ${statusCode} ${text}`);
          done();
        });
      });
      asked.on("error", (error) => {
        fail(`request ${n}: ${String(error)}`);
        done();
      });
      sentAt = performance.now();
      asked.end(body);
    });

  const asked: Promise<void>[] = [];
  await new Promise<void>((done) => {
    const timer = setInterval(() => {
      const due = Math.min(count, Math.floor(((performance.now() - startedAt) * perSecond) / 1_000));
      while (asked.length < due) asked.push(ask(asked.length));
      if (asked.length < count) return;
      clearInterval(timer);
      done();
    }, 1);
  });
  await Promise.all(asked);
  agent.destroy();
  const sorted = times.map(({ ms }) => ms).sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return {
    ...{ count, failed, failures, stalls: findStalls(times) },
    ...{ p50: quantile(0.5), p99: quantile(0.99), longest: quantile(1) },
  };
}

function findStalls(times: { atMs: number; ms: number }[]): SteadyRate["stalls"] {
  const stalls: { atMs: number; ms: number; count: number; lastMs: number }[] = [];
  for (const { atMs, ms } of times.filter(({ ms }) => ms > STALL_MS).sort((a, b) => a.atMs - b.atMs)) {
    const last = stalls.at(-1);
    if (last && atMs - last.lastMs < STALL_GAP_MS) {
      last.ms = Math.max(last.ms, ms);
      last.count++;
      last.lastMs = atMs;
    } else stalls.push({ atMs, ms, count: 1, lastMs: atMs });
  }
  return stalls
    .sort((a, b) => b.ms - a.ms)
    .slice(0, STALLS_KEPT)
    .map(({ atMs, ms, count }) => ({ atMs, ms, count }));
}
