import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import axios from "axios";
import express from "express";
import { createMetrics, type FollowingState, type Metrics } from "../../../src/http/metrics.js";

let state: FollowingState = { reads: { succeeded: 0, failed: 0 }, lastReadAgeMs: null, issueCodes: [] };
let metrics: Metrics;
let server: Server;

beforeAll(async () => {
  metrics = createMetrics({ getFollowing: () => state, getAnswerBytes: () => 651_000 });
  server = createServer(express().use(metrics.route));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function read(): Promise<string[]> {
  const { port } = server.address() as AddressInfo;
  const answer = await axios.get<string>(`http://127.0.0.1:${port}/metrics`, { proxy: false });
  return answer.data.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

test("metrics tell how the registry is followed, as of the moment they are read", async () => {
  expect(await read()).toEqual([
    'storecast_registry_reads_total{outcome="succeeded"} 0',
    'storecast_registry_reads_total{outcome="failed"} 0',
    "storecast_answer_cache_bytes 651000",
  ]);
  state = {
    reads: { succeeded: 7, failed: 2 },
    lastReadAgeMs: 2_500,
    issueCodes: ["NOT_DAILY", "ARTIFACT_MISSING", "NOT_DAILY"],
  };
  metrics.countAnswer("hit");
  metrics.countDelivery("accepted");
  metrics.countDelivery("accepted");
  expect(await read()).toEqual([
    'storecast_champions_not_serving{code="NOT_DAILY"} 2',
    'storecast_champions_not_serving{code="ARTIFACT_MISSING"} 1',
    'storecast_registry_reads_total{outcome="succeeded"} 7',
    'storecast_registry_reads_total{outcome="failed"} 2',
    "storecast_registry_last_read_age_seconds 2.5",
    'storecast_webhook_deliveries_total{outcome="accepted"} 2',
    'storecast_answer_cache_total{outcome="hit"} 1',
    "storecast_answer_cache_bytes 651000",
  ]);
});
