import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { startPostgres, type PostgresServer } from "../../../src/database/server.js";
import { ConfigurationError } from "../../../src/errors.js";
import { copyPreparedCluster } from "../../support/prepared-cluster.js";

let directory: string;
let servers: PostgresServer[];
let holders: ChildProcess[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "storecast-server-"));
  await chmod(directory, 0o755);
  servers = [];
  holders = [];
});

afterEach(async () => {
  for (const holder of holders) holder.kill("SIGKILL");
  await Promise.all(servers.map((server) => server.stop()));
  await rm(directory, { recursive: true, force: true });
});

async function start(options: { port?: number; directory?: string } = {}): Promise<PostgresServer> {
  const server = await startPostgres({ directory, log: () => undefined, ...options });
  servers.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/** A server whose parent is another process. */
async function holdServer(): Promise<{ holder: ChildProcess; pid: number; url: string }> {
  const holder = spawn(process.execPath, ["--import", "tsx", "test/support/postgres-holder.ts", directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  holders.push(holder);
  for await (const line of createInterface({ input: holder.stdout })) {
    return { holder, ...(JSON.parse(line) as { pid: number; url: string }) };
  }
  throw new Error("The holder has ended.");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the first start in a directory", () => {
  test("keeps its password in a file that nobody else can read", async () => {
    const { url } = await start();
    const { mode } = await stat(join(directory, "password"));
    expect(mode & 0o777).toBe(0o600);
    const password = await readFile(join(directory, "password"), "utf8");
    expect(password).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(new URL(url).password).toBe(password);
  });

  test("redoes an initdb that was interrupted", async () => {
    await mkdir(join(directory, "cluster.unfinished"));
    await writeFile(join(directory, "cluster.unfinished", "PG_VERSION"), "18\n");
    const { url } = await start();
    await expect(query(url, "SELECT 1 AS one")).resolves.toEqual([{ one: 1 }]);
  });
});

describe("an embedded server", () => {
  beforeEach(() => copyPreparedCluster(directory));

  test("keeps data and password from one start to the next", async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.stop();
    const second = await start();
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    await expect(query(second.url, "SELECT answer FROM kept")).resolves.toEqual([{ answer: 42 }]);
  });

  test("refuses a wrong password", async () => {
    const { url } = await start();
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(query(wrong.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  });

  test("listens on 127.0.0.1 alone and takes 300 connections", async () => {
    const { url } = await start();
    await expect(
      query(
        url,
        "SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'max_connections') ORDER BY 1",
      ),
    ).resolves.toEqual([
      { name: "listen_addresses", setting: "127.0.0.1" },
      { name: "max_connections", setting: "300" },
    ]);
  });

  test("stops once however often it is asked to, and says when it has ended", async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    await server.exited;
    expect(isAlive(server.pid)).toBe(false);
  });

  test("says when it has been killed", async () => {
    const server = await start();
    process.kill(server.pid, "SIGKILL");
    await server.exited;
    await server.stop();
    const again = await start();
    await expect(query(again.url, "SELECT 1 AS one")).resolves.toEqual([{ one: 1 }]);
  });

  test("leaves signals to the process that runs it", async () => {
    const before = process.listenerCount("SIGTERM");
    await start();
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});

describe("a server left behind", () => {
  beforeEach(() => copyPreparedCluster(directory));

  test("by a killed parent is shut down and loses nothing", async () => {
    const left = await holdServer();
    await query(left.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    left.holder.kill("SIGKILL");
    await once(left.holder, "exit");
    expect(isAlive(left.pid)).toBe(true);

    const server = await start();
    expect(server.pid).not.toBe(left.pid);
    await expect(query(server.url, "SELECT answer FROM kept")).resolves.toEqual([{ answer: 42 }]);
  });

  test("as a pid file of a process that is gone is no obstacle", async () => {
    await (await start()).stop();
    await writeFile(join(directory, "cluster", "postmaster.pid"), "99999999\n");
    await expect(start()).resolves.toMatchObject({ port: expect.any(Number) });
  });

  test("as a pid file whose process is another program's is no obstacle", async () => {
    await (await start()).stop();
    await writeFile(join(directory, "cluster", "postmaster.pid"), `${process.pid}\n`);
    await expect(start()).resolves.toMatchObject({ port: expect.any(Number) });
  });
});

describe("a start that cannot be", () => {
  beforeEach(() => copyPreparedCluster(directory));

  test("names the process that runs the same directory", async () => {
    const { pid } = await holdServer();
    await expect(start()).rejects.toThrow(new RegExp(`already running \\(process ${pid}, `));
    expect(isAlive(pid)).toBe(true);
  });

  test("names a port that is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    try {
      await expect(start({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
    } finally {
      other.close();
    }
  });

  test("names a directory whose path goes through a file", async () => {
    await writeFile(join(directory, "file"), "");
    const starting = start({ directory: join(directory, "file", "database") });
    await expect(starting).rejects.toThrow(ConfigurationError);
    await expect(starting).rejects.toThrow(/file\/database: a part of the path is a file/);
  });
});
