import { expect, test } from "@jest/globals";
import { Registry } from "prom-client";
import { addFreshnessMetrics } from "../../../src/http/freshness-metrics.js";

test("metrics tell how often the versions were checked and champions caught up with, as of the moment they are read", async () => {
  const registry = new Registry();
  const counts = { checks: { succeeded: 0, failed: 0, waits: 0 }, catchUps: { succeeded: 0, failed: 0 } };
  addFreshnessMetrics(registry, () => counts);
  const read = async () =>
    (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  await read();
  counts.checks = { succeeded: 9, failed: 1, waits: 3 };
  counts.catchUps.succeeded = 2;
  expect(await read()).toEqual([
    'storecast_state_checks_total{outcome="succeeded"} 9',
    'storecast_state_checks_total{outcome="failed"} 1',
    "storecast_state_waits_total 3",
    'storecast_champion_catch_ups_total{outcome="succeeded"} 2',
    'storecast_champion_catch_ups_total{outcome="failed"} 0',
  ]);
});
