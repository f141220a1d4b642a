import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { generate } from "selfsigned";

import { ensureDatabase, withDatabase } from "../../../src/database/ensure-database.js";
import { startPostgres, type PostgresServer } from "../../../src/database/server.js";
import { createRetrainQueue } from "../../../src/training/queue.js";
import { makeQueueEngine } from "../../../src/training/queue-engine.js";
import { listRedisIssues, loadRedisServer } from "../../../src/training/redis-server.js";
import { describeQueueContract } from "../../support/queue-contract.js";
import { startTestRedis, type TestRedis } from "../../support/redis.js";
import type { RedisVisit } from "../../support/redis-visit-process.js";
import { buildScripts } from "../../support/script-processes.js";

let directory: string;
let postgres: PostgresServer;
let redis: TestRedis;
let databases = 0;

const startPostgresOn = (port?: number) =>
  startPostgres({
    ...{ directory: join(directory, "postgres"), log: () => undefined, settings: { fsync: "off" } },
    ...(port === undefined ? {} : { port }),
  });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "storecast-queue-"));
  await chmod(directory, 0o755);
  [postgres, redis] = await Promise.all([startPostgresOn(), startTestRedis({ isDurable: true })]);
});
afterAll(async () => {
  await Promise.all([postgres.stop(), redis.close()]);
  await rm(directory, { recursive: true, force: true });
});

describeQueueContract("PostgreSQL", () => ({
  makeQueue: async () => {
    const url = withDatabase(postgres.url, `queue_${++databases}`);
    await ensureDatabase(url);
    return url;
  },
  stop: () => postgres.stop(),
  start: async () => void (postgres = await startPostgresOn(postgres.port)),
}));

describeQueueContract("Redis", () => ({
  makeQueue: async () => {
    await redis.flush();
    return redis.url;
  },
  stop: () => redis.stop(),
  start: () => redis.start(),
}));

describe("a Redis for the queue", () => {
  test("that never evicts is as it should be", async () => {
    const server = await loadRedisServer(redis.url);
    expect(server).toMatchObject({ maxmemoryPolicy: "noeviction" });
    expect(listRedisIssues(server)).toEqual([]);
    expect(await makeQueueEngine(redis.url).checkServer()).toEqual([]);
  });

  test("that evicts is named, with the rule", () => {
    expect(listRedisIssues({ version: "7.0.15", maxmemoryPolicy: "allkeys-lru" })).toEqual([
      "maxmemory-policy is allkeys-lru: it must be noeviction, or a Redis whose memory is full drops jobs of the queue.",
    ]);
  });

  test("that is away is named by its address", async () => {
    await expect(loadRedisServer("redis://:secret-word@127.0.0.1:1/0")).rejects.toMatchObject({
      ...{ code: "SERVICE_UNAVAILABLE", service: "queue" },
      message: expect.stringMatching(/^No Redis answers at 127\.0\.0\.1:1 \(/) as unknown,
    });
  });

  test("whose password is wrong is named, and the password is nowhere in the error", async () => {
    const guarded = await startTestRedis({ settings: { requirepass: "right-word" } });
    try {
      const { port } = new URL(guarded.url);
      const right = `redis://:right-word@127.0.0.1:${port}`;
      await makeQueueEngine(right).checkServer();
      const wrong = `redis://:secret-word@127.0.0.1:${port}`;
      const told: unknown[] = [];
      const queue = createRetrainQueue({ url: wrong, onError: (error) => told.push(error) });
      const refusals = await Promise.allSettled([
        loadRedisServer(wrong),
        queue.add([{ id: randomUUID(), priority: 1 }]),
      ]);
      await queue.close();
      expect(refusals.map((refusal) => (refusal as { reason: { code: string } }).reason.code)).toEqual([
        ...["CONFIGURATION", "SERVICE_UNAVAILABLE"],
      ]);
      expect(inspect([...refusals, ...told], { depth: 9 })).not.toContain("secret-word");
    } finally {
      await guarded.close();
    }
  });

  test("behind TLS is refused where nobody vouches for it, and holds jobs where NODE_EXTRA_CA_CERTS does", async () => {
    const made = await generate([{ name: "commonName", value: "127.0.0.1" }], {
      ...{ keyType: "ec", algorithm: "sha256" },
      extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
    });
    const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
    await Promise.all([writeFile(key, made.private), writeFile(cert, made.cert)]);
    const tlsPort = String(Number(new URL(redis.url).port) + 1);
    const tls = await startTestRedis({
      settings: {
        ...{ "tls-port": tlsPort, "tls-key-file": key, "tls-cert-file": cert },
        ...{ "tls-auth-clients": "no" },
      },
    });
    const scripts = await buildScripts(["redis-visit-process"]);
    try {
      const url = `rediss://127.0.0.1:${tlsPort}`;
      await expect(loadRedisServer(url)).rejects.toThrow(/self-signed/);
      // Node reads it once, as a process starts
      const visitor = scripts.start("redis-visit-process", [url], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: cert },
      });
      const [visit] = (await once(visitor, "message")) as [RedisVisit];
      expect(visit).toEqual({ version: (await loadRedisServer(tls.url)).version, jobs: 1 });
    } finally {
      await scripts.close();
      await tls.close();
    }
  });
});
