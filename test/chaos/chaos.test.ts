import { describe, expect, test } from "@jest/globals";

import { runChaos } from "./chaos.js";

/** A minute of what `npm run chaos` does for ten. */
describe.each(["postgres", "redis"] as const)("chaos with the queue in %s", (engine) => {
  test("loses nothing and makes nothing twice", async () => {
    const report = await runChaos({
      ...{ engine, seed: 7, stores: 20, apis: 2, workers: 2, planners: 3 },
      ...{ jobs: 40, faults: 8, limitMs: 60_000, pauseMs: 4_000 },
    });
    expect(report.faults).toEqual([]);
    expect(report.calmSeconds).not.toBeNull();
    expect(report.jobs).toBeGreaterThanOrEqual(40);
    expect(report.kills).toBeGreaterThanOrEqual(3);
    expect(report.succeeded).toBeGreaterThan(0);
  }, 300_000);
});
