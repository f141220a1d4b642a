import { describe, expect, test } from "@jest/globals";

import { runChaos } from "./chaos.js";
import { FAULTS, REDIS_FAULTS } from "./faults.js";

/** Half a minute of what `npm run chaos` does for ten. */
describe.each([
  ["postgres", FAULTS],
  ["redis", [...FAULTS, ...REDIS_FAULTS]],
] as const)("chaos with the queue in %s", (engine, faults) => {
  test("loses nothing and makes nothing twice", async () => {
    const report = await runChaos({
      ...{ engine, seed: 7, stores: 20, apis: 2, workers: 2, planners: 3 },
      ...{ plannerPauseMs: 3_000, jobs: 30, faults: faults.length, limitMs: 180_000, pauseMs: 2_000 },
    });
    expect(report.faults).toEqual([]);
    expect(report.calmSeconds).not.toBeNull();
    expect(Object.keys(report.struck).sort()).toEqual(faults.map(({ name }) => name).sort());
    expect(report.jobs).toBeGreaterThanOrEqual(30);
    expect(report.succeeded).toBeGreaterThan(0);
  }, 400_000);
});
