import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { findFreePort } from "../support/ports.js";
import { makeComposeProject, type ComposeProject } from "./compose.js";

const ROOT = resolve(import.meta.dirname, "../..");
const TODAY = "2026-11-23";
const MINUTES = 60_000;

const FORECASTS = `{
  forecasts(filter: { regionIds: ["HH"] }, window: { to: "2026-11-26" }) {
    nodes { store { code name } status trainedThrough points { date isOpen yhat lower upper } }
  }
}`;
const RETRAIN = `mutation ($regions: [ID!]!) {
  storesRetrain(input: { filter: { regionIds: $regions }, force: true }) {
    results { store { code } outcome job { id status } }
    batch { id }
    userErrors { code message }
  }
}`;
const BATCH = `query ($id: ID!) {
  retrainBatch(id: $id) { status counts { stores succeeded failed cancelled } jobs: stores(first: 100) { nodes { store { code } job { id status modelVersion { version } } } } }
}`;
const EVENTS = `subscription { retrainEvents { __typename job { store { code } } } }`;

interface Forecast {
  status: string;
  points: { yhat: number }[];
}

interface Job {
  id: string;
  status: string;
  modelVersion: { version: number } | null;
}

/** What the operations here answer; each has the fields that it asks for. */
interface Data {
  viewer: { name: string; role: string };
  forecasts: { nodes: Forecast[] };
  regions: { id: string }[];
  storesRetrain: { results: { job: Job }[]; batch: { id: string } };
  retrainBatch: { status: string; counts: Record<string, number>; jobs: { nodes: { job: Job }[] } };
}

interface Answer {
  status: number;
  data: Data;
  errors?: { message: string; extensions: { code: string } }[];
}

const folder = mkdtempSync(join(tmpdir(), "storecast-compose-"));
const lines: string[] = [];
let project: ComposeProject;
let url: string;
let key: string;

async function ask(query: string, variables: object = {}, authorization = `Bearer ${key}`): Promise<Answer> {
  const answer = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return { status: answer.status, ...((await answer.json()) as Omit<Answer, "status">) };
}

/** Asks until it is as it should be; every wait here is for something that takes seconds. */
async function until<T>(load: () => Promise<T>, isRight: (value: T) => boolean, limitMs: number): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await load();
    if (isRight(value)) return value;
    if (performance.now() > end) throw new Error(`still not after ${limitMs} ms: ${JSON.stringify(value)}`);
    await delay(500);
  }
}

beforeAll(async () => {
  execFileSync(join(ROOT, "deploy/make-secrets.sh"), [join(folder, "secrets")]);
  const secrets = readdirSync(join(folder, "secrets"));
  const overlay = join(folder, "overlay.json");
  writeFileSync(
    overlay,
    JSON.stringify({
      secrets: Object.fromEntries(secrets.map((name) => [name, { file: join(folder, "secrets", name) }])),
    }),
  );
  const settings = join(folder, "settings.env");
  writeFileSync(settings, `STORECAST_TODAY=${TODAY}\nSTORECAST_FIT_THREADS=1\n`);
  const [http, https, mlflow] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  url = `http://127.0.0.1:${http}`;
  project = makeComposeProject(
    "storecasttest",
    overlay,
    {
      STORECAST_HTTP: `127.0.0.1:${http}`,
      STORECAST_HTTPS: `127.0.0.1:${https}`,
      STORECAST_MLFLOW: `127.0.0.1:${mlflow}`,
      STORECAST_SETTINGS: settings,
    },
    (line) => lines.push(line),
  );
  await project.compose("down", "--volumes", "--remove-orphans");
  await project.compose("up", "--detach", "--wait", "--wait-timeout", "480");
}, 15 * MINUTES);

afterAll(async () => {
  await project?.compose("down", "--volumes", "--remove-orphans", "--timeout", "5");
  rmSync(folder, { recursive: true, force: true });
}, 3 * MINUTES);

describe("docker compose up", () => {
  test("waits until two APIs and two workers are healthy", async () => {
    for (const service of ["api", "worker"]) {
      const containers = await project.containersOf(service);
      expect(containers).toHaveLength(2);
      for (const container of containers) {
        expect(await project.docker("inspect", "--format", "{{.State.Health.Status}}", container)).toBe(
          "healthy",
        );
      }
    }
  });

  test("no container of the product can become root or write where it should not", async () => {
    for (const service of ["api", "worker", "mlflow"]) {
      const [container = ""] = await project.containersOf(service);
      const facts = JSON.parse(await project.docker("inspect", container)) as {
        Config: { User: string };
        HostConfig: { ReadonlyRootfs: boolean; CapDrop: string[]; SecurityOpt: string[] };
      }[];
      expect(facts[0]).toMatchObject({
        Config: { User: "1000:1000" },
        HostConfig: { ReadonlyRootfs: true, CapDrop: ["ALL"], SecurityOpt: ["no-new-privileges:true"] },
      });
      await expect(project.docker("exec", container, "touch", "/etc/x")).rejects.toThrow(
        /Read-only file system/,
      );
    }
  });

  test("who has no key is told so; the first key is made by a command", async () => {
    expect((await ask(FORECASTS, {}, "")).errors).toMatchObject([
      { extensions: { code: "UNAUTHENTICATED" } },
    ]);
    key = (await project.storecast(["key", "create", "--role", "operator", "--name", "test"])).trim();
    const { status, data } = await ask("{ viewer { name role } }");
    expect({ status, data }).toEqual({
      status: 200,
      data: { viewer: { name: "test", role: "OPERATOR" } },
    });
  });

  test(
    "an import is trained by the workers, and the README's forecasts come through the proxy",
    async () => {
      const data = join(folder, "data");
      mkdirSync(data);
      chmodSync(data, 0o777);
      const mount = ["--volume", `${data}:/data`];
      await project.storecast(["generate", "--stores", "60", "--end", "2026-11-22", "--out", "/data"], mount);
      await project.storecast(["import", "--rossmann", "/data"], mount);
      const answer = await until(
        () => ask(FORECASTS),
        ({ data }) =>
          data?.forecasts.nodes.length === 2 && data.forecasts.nodes.every((node) => node.status === "READY"),
        5 * MINUTES,
      );
      const shown = /```json\n(\{ "data": \{ "forecasts".*?)```/s.exec(
        readFileSync(join(ROOT, "README.md"), "utf8"),
      )?.[1];
      const expected = JSON.parse(shown ?? "") as { data: Pick<Data, "forecasts"> };
      const yhats = ({ forecasts }: Pick<Data, "forecasts">) =>
        forecasts.nodes.flatMap(({ points }) => points.map(({ yhat }) => yhat));
      const shownYhats = yhats(expected.data);
      expect(yhats(answer.data)).toHaveLength(shownYhats.length);
      for (const [i, yhat] of yhats(answer.data).entries()) {
        expect(Math.abs(yhat / shownYhats[i]! - 1)).toBeLessThan(1e-9);
      }
    },
    8 * MINUTES,
  );

  test("models are objects in the bucket", async () => {
    const listed = await project.compose(
      "exec",
      "--no-TTY",
      "object-storage",
      "ls",
      "/objects/mlflow/artifacts",
    );
    expect(listed.trim()).not.toBe("");
  });

  test(
    "a subscriber behind the proxy hears of a retrain",
    async () => {
      const client = createClient({
        url: `${url.replace("http", "ws")}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${key}` },
      });
      const heard = new Set<string>();
      const succeeded = new Promise<void>((done, fail) => {
        client.subscribe<{ retrainEvents: { __typename: string; job: { store: { code: string } } } }>(
          { query: EVENTS },
          {
            next: ({ data }) => {
              if (data?.retrainEvents.__typename !== "RetrainSucceeded") return;
              heard.add(data.retrainEvents.job.store.code);
              if (heard.has("32") && heard.has("39")) done();
            },
            error: fail,
            complete: () => fail(new Error("ended")),
          },
        );
      });
      await delay(1_000);
      const { data } = await ask(RETRAIN, { regions: ["HH"] });
      expect(data.storesRetrain.results).toHaveLength(2);
      await succeeded;
      await client.dispose();
    },
    3 * MINUTES,
  );

  test(
    "an API and a worker that are killed during a retrain take nothing with them",
    async () => {
      const { data: stores } = await ask("{ regions { id } }");
      const regions = stores.regions.map(({ id }) => id);
      const { data, errors } = await ask(RETRAIN, { regions });
      expect(errors).toBeUndefined();
      const asked = data.storesRetrain.results;
      expect(asked).toHaveLength(60);
      const id = data.storesRetrain.batch.id;

      let isOver = false;
      const refused: string[] = [];
      let answered = 0;
      // a client that asks again once, as a browser's or a script's does
      const reading = (async () => {
        while (!isOver) {
          const once = () =>
            ask(FORECASTS).then(
              (answer) => (answer.data && !answer.errors ? "" : JSON.stringify(answer)),
              String,
            );
          const first = await once();
          const second = first === "" ? "" : await once();
          if (second === "") answered++;
          else refused.push(second);
          await delay(50);
        }
      })();
      const [api = ""] = await project.containersOf("api");
      const [worker = ""] = await project.containersOf("worker");
      await until(
        () => ask(BATCH, { id }),
        ({ data }) => data.retrainBatch.counts["succeeded"]! >= 5,
        2 * MINUTES,
      );
      await Promise.all([project.docker("kill", api), project.docker("kill", worker)]);
      expect((await project.containersOf("api")).concat(await project.containersOf("worker"))).toHaveLength(
        2,
      );

      const ended = await until(
        () => ask(BATCH, { id }),
        ({ data }) => data?.retrainBatch.status === "FINISHED",
        6 * MINUTES,
      );
      isOver = true;
      await reading;
      expect(refused).toEqual([]);
      expect(answered).toBeGreaterThan(20);
      expect(ended.data.retrainBatch.counts).toEqual({ stores: 60, succeeded: 60, failed: 0, cancelled: 0 });
      const jobs = ended.data.retrainBatch.jobs.nodes;
      expect(jobs.map(({ job }) => job.id).sort()).toEqual(asked.map(({ job }) => job.id).sort());
      expect(
        jobs.every(({ job }) => job.status === "SUCCEEDED" && (job.modelVersion?.version ?? 0) > 0),
      ).toBe(true);
    },
    10 * MINUTES,
  );

  test(
    "up brings back what was killed",
    async () => {
      await project.compose("up", "--detach", "--wait", "--wait-timeout", "240");
      expect(await project.containersOf("api")).toHaveLength(2);
      expect(await project.containersOf("worker")).toHaveLength(2);
    },
    5 * MINUTES,
  );

  test("neither an environment nor a log holds a secret", async () => {
    const log = await project.compose("logs", "--no-color");
    const secrets = readdirSync(join(folder, "secrets")).filter((name) => !name.endsWith("access-key"));
    const values = secrets.map((name) => readFileSync(join(folder, "secrets", name), "utf8"));
    for (const value of [...values, key]) expect(log.includes(value)).toBe(false);
    for (const service of ["api", "worker", "mlflow", "object-storage", "postgres"]) {
      for (const container of await project.containersOf(service)) {
        const environment = await project.docker("inspect", "--format", "{{json .Config.Env}}", container);
        for (const value of values) expect(environment.includes(value)).toBe(false);
      }
    }
  });

  test("what is not for the outside is not there", async () => {
    for (const path of ["/metrics", "/health/ready", "/hooks/mlflow"]) {
      expect((await fetch(`${url}${path}`)).status).toBe(404);
    }
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });
});
