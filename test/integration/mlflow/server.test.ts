import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import axios from "axios";
import { startMlflowServer } from "../../../src/mlflow/server.js";
import { ensureServerPython } from "../../support/mlflow.js";
import { findFreePort } from "../../support/ports.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";

let python: string;
let postgres: TestPostgres;
let databaseUrl: string;
let artifactsDir: string;

beforeAll(async () => {
  [python, postgres, artifactsDir] = await Promise.all([
    ensureServerPython(),
    startTestPostgres(),
    mkdtemp(join(tmpdir(), "storecast-artifacts-")),
  ]);
  databaseUrl = await postgres.createDatabase();
}, 180_000);

afterAll(async () => {
  await postgres.stop();
  await rm(artifactsDir, { recursive: true, force: true });
});

const start = (port: number, overrides: { databaseUrl?: string; workers?: number } = {}) =>
  startMlflowServer({
    ...{ python, host: "127.0.0.1", port, databaseUrl, artifactsDir, ...overrides },
    onLine: () => undefined,
  });

async function waitUntilGone(url: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    try {
      await axios.get(`${url}/health`, { timeout: 1_000, proxy: false });
    } catch (error) {
      if (axios.isAxiosError(error) && error.code === "ECONNREFUSED") return;
      if (!axios.isAxiosError(error)) throw error;
    }
    await delay(50);
  }
  throw new Error(`${url} still answers`);
}

describe("a tracking server", () => {
  test("answers from its database once it has started, and is gone once it has stopped", async () => {
    const server = await start(await findFreePort());
    const answer = await axios.get<string>(`${server.url}/version`, { proxy: false });
    expect(answer.data).toBe("3.17.2");
    await server.stop();
    await waitUntilGone(server.url);
    await expect(server.exited).resolves.toBe("ended by SIGTERM");
  });

  test("dies with its parent, even one that is killed", async () => {
    const port = await findFreePort();
    const script = `
      import { startMlflowServer } from ${JSON.stringify(resolve("src/mlflow/server.ts"))};
      const options = ${JSON.stringify({ python, host: "127.0.0.1", port, databaseUrl, artifactsDir })};
      startMlflowServer({ ...options, onLine() {} }).then((server) => console.log(server.url));
    `;
    const args = ["--import", "tsx", "--input-type=module", "-e", script];
    const parent = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [url] = (await once(parent.stdout, "data")) as [Buffer];
    parent.kill("SIGKILL");
    await waitUntilGone(url.toString().trim());
  });

  test("with two workers stops with both", async () => {
    const server = await start(await findFreePort(), { workers: 2 });
    await server.stop();
    await waitUntilGone(server.url);
    await expect(server.exited).resolves.toBe("exit code 0");
  });

  test("that finds its port taken says so at once", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    await expect(start((other.address() as AddressInfo).port)).rejects.toThrow(
      /ended \(exit code 3\) instead of starting: .*address already in use/,
    );
    other.close();
  });

  test("that cannot reach its database says so, without the password", async () => {
    const port = await findFreePort();
    const unreachable = `postgresql://someone:secret@127.0.0.1:${await findFreePort()}/none`;
    const failure = await start(port, { databaseUrl: unreachable }).catch((error: Error) => error.message);
    expect(failure).toMatch(/database of MLFLOW_BACKEND_STORE_URI cannot be used: .*Connection refused/);
    expect(failure).not.toContain("secret");
  });
});
