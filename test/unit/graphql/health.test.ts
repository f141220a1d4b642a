import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import express from "express";
import { healthRoutes, type ReadinessCheck } from "../../../src/http/health.js";

let server: Server;

afterEach(() => {
  server.close();
});

async function askReady(checks: Record<string, ReadinessCheck>) {
  server = createServer(express().use(healthRoutes(checks, 20)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { headers: { connection: "close" } });
  return { status: response.status, body: (await response.json()) as unknown };
}

test("a part that never answers is not ready, and does not hold up the others", async () => {
  const checks = { database: () => new Promise<void>(() => undefined), champions: () => Promise.resolve() };
  expect(await askReady(checks)).toEqual({
    status: 503,
    body: {
      status: "not ready",
      parts: {
        database: { isReady: false, problem: "No answer within 20 ms." },
        champions: { isReady: true },
      },
    },
  });
});

test("a part that is ready with a warning is ready, and tells it", async () => {
  const warning = "MLflow does not say which models serve.";
  expect(await askReady({ champions: () => Promise.resolve(warning) })).toEqual({
    status: 200,
    body: { status: "ready", parts: { champions: { isReady: true, warning } } },
  });
});

test("with nothing to ask, the process is ready", async () => {
  expect(await askReady({})).toEqual({ status: 200, body: { status: "ready", parts: {} } });
});
