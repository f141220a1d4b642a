import { createHash } from "node:crypto";
import { accessSync, constants, mkdirSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { ConfigurationError } from "../errors.js";

/** Where an installation keeps its data, below STORECAST_HOME. */
export interface Home {
  directory: string;
  postgres: string;
  artifacts: string;
  log: string;
  children: string;
  webhookKeys: string;
  socket: string;
}

/** What a running `storecast start` tells to whoever asks. */
export const Running = z.object({
  pid: z.number(),
  databaseUrl: z.string().nullable(),
  mlflowUrl: z.string().nullable(),
  apiUrl: z.string().nullable(),
});
export type Running = z.infer<typeof Running>;

/** Longest path that every system takes for a socket. */
const MAX_SOCKET_PATH = 100;

/**
 * Makes the home folder where it is missing.
 *
 * @throws ConfigurationError when it cannot be made or written
 */
export function openHome(directory: string): Home {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw new ConfigurationError(
      `STORECAST_HOME ${directory} cannot be written (${(error as Error).message}): choose a folder that can.`,
      { cause: error },
    );
  }
  const socket = join(directory, "storecast.sock");
  return {
    directory,
    postgres: join(directory, "postgres"),
    artifacts: join(directory, "mlflow-artifacts"),
    log: join(directory, "storecast.log"),
    children: join(directory, "children.json"),
    webhookKeys: join(directory, "webhook-keys.json"),
    socket:
      socket.length <= MAX_SOCKET_PATH
        ? socket
        : join(
            tmpdir(),
            `storecast-${createHash("sha256").update(directory).digest("hex").slice(0, 16)}.sock`,
          ),
  };
}

/** Asks the `storecast start` that owns this home what runs where; null when none does. */
export async function askRunning(home: Home): Promise<Running | null> {
  const connection = createConnection(home.socket);
  try {
    return Running.parse(JSON.parse(await text(connection)));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ECONNREFUSED") return null;
    throw error;
  } finally {
    connection.destroy();
  }
}

/**
 * Makes this process the owner of the home: a socket that dies with it, so that no stale file can lie.
 *
 * @param describe what to tell whoever asks, as of now
 * @returns gives the home back
 * @throws ConfigurationError when another process owns it
 */
export async function claimHome(home: Home, describe: () => Running): Promise<() => Promise<void>> {
  const owner = await askRunning(home);
  if (owner) {
    throw new ConfigurationError(
      `Storecast already runs on ${home.directory} (process ${owner.pid}): stop it first, or set STORECAST_HOME to another folder.`,
    );
  }
  rmSync(home.socket, { force: true });
  const server: Server = createServer((socket) => {
    // an asker that hangs up early has lost interest; nothing is owed to it
    socket.on("error", () => socket.destroy());
    socket.end(JSON.stringify(describe()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(home.socket, resolve);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}
