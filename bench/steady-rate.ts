import { Agent, request } from "node:http";

/** Latencies, ms, from the moment a request was due: one that had to wait for those before it counts its wait. */
export interface SteadyRate {
  count: number;
  failed: number;
  p50: number;
  p99: number;
  longest: number;
}

interface SteadyRateOptions {
  url: string;
  perSecond: number;
  seconds: number;
  /** GraphQL request number n. */
  makeBody: (n: number) => object;
}

/** Asks at a steady rate, whether answers come or not. */
export async function measureSteadyRate(options: SteadyRateOptions): Promise<SteadyRate> {
  const { url, perSecond, seconds, makeBody } = options;
  const agent = new Agent({ keepAlive: true });
  const count = perSecond * seconds;
  const times: number[] = [];
  let failed = 0;

  const ask = (n: number, dueAt: number) =>
    new Promise<void>((done) => {
      const asked = request(url, { method: "POST", agent, headers: { "content-type": "application/json" } });
      asked.on("response", (response) => {
        let text = "";
        response.on("data", (chunk) => (text += String(chunk)));
        response.on("end", () => {
          if (response.statusCode !== 200 || text.includes('"errors"')) failed++;
          times.push(performance.now() - dueAt);
          done();
        });
      });
      asked.on("error", () => {
        failed++;
        done();
      });
      asked.end(JSON.stringify(makeBody(n)));
    });

  const asked: Promise<void>[] = [];
  const startedAt = performance.now();
  await new Promise<void>((done) => {
    const timer = setInterval(() => {
      const due = Math.min(count, Math.floor(((performance.now() - startedAt) * perSecond) / 1_000));
      while (asked.length < due) {
        asked.push(ask(asked.length, startedAt + ((asked.length + 1) * 1_000) / perSecond));
      }
      if (asked.length < count) return;
      clearInterval(timer);
      done();
    }, 1);
  });
  await Promise.all(asked);
  agent.destroy();
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.floor(share * (times.length - 1))] ?? NaN;
  return { count, failed, p50: quantile(0.5), p99: quantile(0.99), longest: quantile(1) };
}
