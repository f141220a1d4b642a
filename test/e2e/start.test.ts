import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { ensureClientPython } from "../support/mlflow.js";
import { findFreePort } from "../support/ports.js";
import { predictInPython } from "../support/python.js";
import { runProduct, startWithNpm, type Product } from "../support/product.js";

const STORES = 4;
const START_LIMIT_MS = 300_000;

interface Answer<T> {
  data?: T;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

async function ask<T>(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<T>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer<T>;
}

/** Processes, other than zombies, whose command line names this home or that are children of it. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    return !/\) Z /.test(stat);
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

async function childPids(home: string): Promise<number[]> {
  const children = JSON.parse(await readFile(join(home, "children.json"), "utf8")) as { pid: number }[];
  return children.map(({ pid }) => pid);
}

describe("npm start on an empty home", () => {
  let home: string;
  let env: Record<string, string>;
  let product: Product;
  let url: string;
  let mlflowUrl: string;

  async function start(): Promise<void> {
    product = startWithNpm(env);
    url = `${(await product.waitFor(/GraphQL\s+(http:\S+)/))[1]}`;
    const mlflowPage = (await product.waitFor(/MLflow UI\s+(http:\S+)/))[1]!;
    mlflowUrl = new URL(mlflowPage).origin;
  }

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "storecast-e2e-"));
    env = {
      STORECAST_HOME: home,
      STORECAST_SAMPLE_STORES: String(STORES),
      PORT: String(await findFreePort()),
      MLFLOW_PORT: String(await findFreePort()),
    };
    await start();
  }, START_LIMIT_MS);

  afterAll(async () => {
    product.signal("SIGTERM");
    await product.exited;
    await rm(home, { recursive: true, force: true });
  }, 60_000);

  test("every sample store is forecast for seven days by its champion", async () => {
    const query = "{ forecasts { nodes { status points { yhat isOpen } modelVersion { version } } } }";
    const askForecasts = async () => {
      const answer = await ask<{
        forecasts: {
          nodes: {
            status: string;
            points: { yhat: number; isOpen: boolean }[];
            modelVersion: { version: number } | null;
          }[];
        };
      }>(url, query);
      expect(answer.errors).toBeUndefined();
      return answer.data!.forecasts.nodes;
    };
    // The last training has just ended: the API hears of its champion a moment later.
    const deadline = performance.now() + 30_000;
    let nodes = await askForecasts();
    while (nodes.some(({ modelVersion }) => modelVersion === null) && performance.now() < deadline) {
      nodes = await askForecasts();
    }
    expect(nodes).toHaveLength(STORES);
    for (const { status, points, modelVersion } of nodes) {
      expect(status).toBe("READY");
      expect(points).toHaveLength(7);
      expect(modelVersion?.version).toBe(1);
      for (const { yhat, isOpen } of points) expect(isOpen ? yhat > 0 : yhat === 0).toBe(true);
    }
  });

  test("Python loads the champion from MLflow and predicts what the API answers", async () => {
    const answer = await ask<{
      store: {
        forecast: { points: { date: string; isOpen: boolean; yhat: number }[] };
        sales: { y: number }[];
      };
    }>(url, `{ store(id: "1") { sales { y } forecast { points { date isOpen yhat } } } }`);
    expect(answer.errors).toBeUndefined();
    const { forecast, sales } = answer.data!.store;
    const planned = await ask<{ store: { sales: { date: string; events: string[] }[] } }>(
      url,
      `{ store(id: "1") { sales(window: { from: "${forecast.points[0]!.date}" }) { date events } } }`,
    );
    const events = new Map(planned.data!.store.sales.map((day) => [day.date, day.events]));
    const open = forecast.points.filter((point) => point.isOpen);
    const has = (event: string) => open.map(({ date }) => Number(events.get(date)!.includes(event)));
    const [theirs] = await predictInPython(await ensureClientPython(), mlflowUrl, [
      {
        modelUri: "models:/storecast-store-0001@champion",
        columns: {
          ds: open.map(({ date }) => date),
          promo: has("promo"),
          school_holiday: has("school_holiday"),
        },
      },
    ]);
    const scale = Math.max(...sales.map(({ y }) => y));
    expect(theirs!.prophet).toHaveLength(open.length);
    for (const [day, { yhat }] of open.entries()) {
      // the raw Prophet speaks in logarithms
      expect(Math.abs(Math.exp(theirs!.prophet[day]!) - yhat) / scale).toBeLessThan(1e-6);
      expect(Math.abs(theirs!.pyfunc[day]! - yhat) / scale).toBeLessThan(1e-6);
    }
  }, 120_000);

  test("a retrain is told from its queueing to its success, and the next forecast is of the new version", async () => {
    const client = createClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket });
    const events = client.iterate<{
      retrainEvents: { __typename: string; modelVersion?: { version: number } };
    }>({
      query: `subscription { retrainEvents(filter: { storeIds: ["2"] }) { __typename ... on RetrainSucceeded { modelVersion { version } } } }`,
    });
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { data, errors } of events) {
        if (errors) throw new Error(JSON.stringify(errors));
        seen.push(data!.retrainEvents.__typename);
        if (data!.retrainEvents.__typename === "RetrainSucceeded")
          return data!.retrainEvents.modelVersion!.version;
        if (data!.retrainEvents.__typename === "RetrainFailed") throw new Error("failed");
      }
      throw new Error("ended");
    })();
    // a request made before the subscription stands is told as its current state, one made after as an event
    const mutation = `mutation { storesRetrain(input: { filter: { storeIds: ["2"] }, force: true }) { results { outcome } userErrors { message } } }`;
    const asked = await Promise.all(
      Array.from({ length: 4 }, () =>
        ask<{ storesRetrain: { results: { outcome: string }[] } }>(url, mutation),
      ),
    );
    const outcomes = asked.map(({ data }) => data!.storesRetrain.results[0]!.outcome).sort();
    expect(outcomes).toEqual(["DEDUPLICATED", "DEDUPLICATED", "DEDUPLICATED", "ENQUEUED"]);
    await expect(watching).resolves.toBe(2);
    expect(seen.at(-1)).toBe("RetrainSucceeded");
    expect(seen).toContain("RetrainRunning");
    await client.dispose();
    const after = await ask<{ store: { forecast: { modelVersion: { version: number } } } }>(
      url,
      `{ store(id: "2") { forecast { modelVersion { version } } } }`,
    );
    expect(after.data!.store.forecast.modelVersion.version).toBe(2);
  });

  test("health, query page and a second start of the same home", async () => {
    const origin = new URL(url).origin;
    await expect((await fetch(`${origin}/health/live`)).json()).resolves.toMatchObject({ status: "live" });
    const ready = await fetch(`${origin}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: "ready" }]);
    const page = await fetch(url, { headers: { accept: "text/html" } });
    expect(await page.text()).toMatch(/graphiql/i);
    const planners = await fetch(origin, { headers: { accept: "text/html" } });
    expect(await planners.text()).toContain('<div id="root">');
    const second = await runProduct(["start"], env);
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/Storecast already runs on .* \(process \d+\)/);
  });

  test("status and doctor tell what runs, for people and for scripts", async () => {
    const status = await runProduct(["status", "--json"], env);
    expect(JSON.parse(status.output)).toMatchObject({
      stores: STORES,
      trained: STORES,
      stale: 0,
      untrained: 0,
    });
    const doctor = await runProduct(["doctor", "--json"], env);
    const findings = JSON.parse(doctor.output) as { name: string; verdict: string }[];
    expect([doctor.code, findings.filter(({ verdict }) => verdict === "error")]).toEqual([0, []]);
  });

  test("an import into the running product makes forecasts stale, a retrain by command mends it", async () => {
    const before = await ask<{ store: { dataThrough: string } }>(url, `{ store(id: "3") { dataThrough } }`);
    const next = new Date(Date.parse(before.data!.store.dataThrough) + 86_400_000).toISOString().slice(0, 10);
    const file = join(home, "sales.csv");
    await writeFile(file, `store,date,y\n3,${next},4711\n`);
    const imported = await runProduct(["import", "--sales", file, "--retrain", "off", "--json"], env);
    expect([imported.code, imported.output]).toEqual([0, expect.stringContaining('"rowsRead":1')]);
    const query = `{ store(id: "3") { forecast { status staleReasons } } }`;
    const stale = await ask<{ store: { forecast: { status: string; staleReasons: string[] } } }>(url, query);
    expect(stale.data!.store.forecast).toMatchObject({
      status: "STALE",
      staleReasons: expect.arrayContaining(["NEW_DATA"]),
    });
    const retrained = await runProduct(["retrain", "3", "--json"], env);
    const outcome = JSON.parse(retrained.output.split("\n").at(-1)!) as { batch: string };
    expect(outcome).toMatchObject({ succeeded: 1, failed: 0, cancelled: 0 });
    const batch = await runProduct(["batch", outcome.batch, "--json"], env);
    expect([batch.code, JSON.parse(batch.output)]).toMatchObject([
      0,
      { id: outcome.batch, trigger: "person", progress: 1, counts: { stores: 1, succeeded: 1 } },
    ]);
    const refused = await runProduct(["batch", outcome.batch, "--cancel"], env);
    expect([refused.code, refused.output]).toEqual([1, expect.stringContaining("its jobs have ended")]);
    const unknown = await runProduct(["batch", "7"], env);
    expect([unknown.code, unknown.output]).toEqual([1, expect.stringContaining('no retrain batch "7"')]);
    const again = await runProduct(["retrain", "3", "--json"], env);
    expect(JSON.parse(again.output.split("\n").at(-1)!)).toMatchObject({ succeeded: 0, upToDate: 1 });
  });

  test("an import into the running product trains what it changed, unless told otherwise", async () => {
    const before = await ask<{ store: { dataThrough: string } }>(url, `{ store(id: "4") { dataThrough } }`);
    const next = new Date(Date.parse(before.data!.store.dataThrough) + 86_400_000).toISOString().slice(0, 10);
    const file = join(home, "sales.csv");
    await writeFile(file, `store,date,y\n4,${next},4711\n`);
    const imported = await runProduct(["import", "--sales", file], env);
    expect([imported.code, imported.output]).toEqual([
      0,
      expect.stringMatching(/^1 stores queued for training \(batch [0-9a-f-]{36}\)\.$/m),
    ]);
    // joins the job that waits or runs, or finds it done
    const retrained = await runProduct(["retrain", "4", "--json"], env);
    expect(retrained.code).toBe(0);
    const query = `{ store(id: "4") { forecast { status modelVersion { version } } } }`;
    type Answer = { store: { forecast: { status: string; modelVersion: { version: number } } } };
    const forecasts: Answer["store"]["forecast"][] = [];
    // the API hears of the model a moment after the command does
    while (forecasts.at(-1)?.status !== "READY" && forecasts.length < 200) {
      forecasts.push((await ask<Answer>(url, query)).data!.store.forecast);
    }
    expect(forecasts.at(-1)).toMatchObject({ status: "READY", modelVersion: { version: 2 } });
  });

  test("a refused file changes nothing, names line and value, and exits with 1", async () => {
    const file = join(home, "bad.csv");
    await writeFile(file, "store,date,y\n1,2026-02-30,5\n");
    const refused = await runProduct(["import", "--sales", file], env);
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/line 2/i);
    expect(refused.output).toMatch(/2026-02-30/);
  });

  test("SIGTERM stops every process; the next start does nothing twice", async () => {
    const pids = await childPids(home);
    product.signal("SIGTERM");
    await expect(product.exited).resolves.toEqual({ code: 0, signal: null });
    await expect(Promise.all(pids.map(isAlive))).resolves.toEqual(pids.map(() => false));
    await start();
    expect(product.output.join("\n")).not.toMatch(/sample|training|installing|building/i);
    const answer = await ask<{ store: { forecast: { modelVersion: { version: number } } } }>(
      url,
      `{ store(id: "2") { forecast { modelVersion { version } } } }`,
    );
    expect(answer.data!.store.forecast.modelVersion.version).toBe(2);
  }, 120_000);

  test("after a SIGKILL of the parent its children go, and the next start works on the same ports", async () => {
    const pids = await childPids(home);
    product.signal("SIGKILL");
    await product.exited;
    await start();
    await expect(Promise.all(pids.map(isAlive))).resolves.toEqual(pids.map(() => false));
    const answer = await ask<{ forecasts: { totalCount: number } }>(url, "{ forecasts { totalCount } }");
    expect(answer.data!.forecasts.totalCount).toBe(STORES);
  }, 120_000);

  test("Ctrl-C, which npm hears too and passes on, stops in order", async () => {
    const pids = await childPids(home);
    process.kill(-product.pid, "SIGINT");
    await product.exited;
    expect(product.output.at(-1)).toBe("storecast: Stopped.");
    await expect(Promise.all(pids.map(isAlive))).resolves.toEqual(pids.map(() => false));
  }, 120_000);
});

describe("storecast where something is in the way", () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "storecast-e2e-"));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  test("a taken port that was asked for is one sentence", async () => {
    const server = createServer();
    const port = await findFreePort();
    await new Promise<void>((settle) => server.listen(port, "127.0.0.1", settle));
    const { code, output } = await runProduct(["start"], { STORECAST_HOME: home, PORT: String(port) });
    await new Promise((settle) => server.close(settle));
    expect(code).toBe(1);
    expect(output).toMatch(`PORT=${port} is taken on 127.0.0.1`);
  });

  test("a Python that does not exist is one sentence", async () => {
    const { code, output } = await runProduct(["doctor"], {
      STORECAST_HOME: home,
      STORECAST_PYTHON: "no-such-python",
    });
    expect(code).toBe(1);
    expect(output).toMatch(
      /no-such-python does not run .*: install Python 3\.10 or newer, or set STORECAST_PYTHON/,
    );
  });

  test("a schedule that never fires is one sentence", async () => {
    const { code, output } = await runProduct(["start"], {
      ...{ STORECAST_HOME: home, STORECAST_RETRAIN_SCHEDULE: "0 0 30 2 *" },
    });
    expect(code).toBe(1);
    expect(output).toMatch('STORECAST_RETRAIN_SCHEDULE="0 0 30 2 *" must fire some day: this one never does');
  });

  test("servers that do not answer are named, without their password", async () => {
    const port = await findFreePort();
    const { code, output } = await runProduct(["start"], {
      STORECAST_HOME: home,
      DATABASE_URL: `postgresql://me:secret@127.0.0.1:${port}/x`,
    });
    expect(code).toBe(1);
    expect(output).toMatch(/database|PostgreSQL/i);
    expect(output).not.toMatch(/secret/);
  });

  test("wrong usage exits with 2 and says what there is", async () => {
    const { code, output } = await runProduct(["fly"], { STORECAST_HOME: home });
    expect(code).toBe(2);
    expect(output).toMatch(/unknown command 'fly'/);
  });

  test("every command explains itself", async () => {
    const { code, output } = await runProduct(["--help"], { STORECAST_HOME: home });
    expect(code).toBe(0);
    const commands = [
      "start",
      "api",
      "worker",
      "import",
      "generate",
      "retrain",
      "status",
      "doctor",
      "backtest",
      "recipe",
    ];
    for (const command of commands) expect(output).toContain(command);
    const help = await runProduct(["retrain", "--help"], { STORECAST_HOME: home });
    expect([help.code, help.output]).toEqual([0, expect.stringContaining("--force")]);
  });
});
