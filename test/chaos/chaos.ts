import { setTimeout as delay } from "node:timers/promises";

import { makeRandom } from "../../src/stores/sample/random.js";
import { FAULTS, makeChoice, REDIS_FAULTS } from "./faults.js";
import { startPlanners } from "./planners.js";
import { judge, waitForCalm, type Verdict } from "./verdict.js";
import { startWorld, type WorldOptions } from "./world.js";

/** How much chaos, and for how long. */
export interface ChaosOptions extends WorldOptions {
  /** The same seed gives the same faults in the same order. */
  seed: number;
  planners: number;
  /** Longest pause between two requests of one planner, ms. */
  plannerPauseMs: number;
  /** Goes on until so many jobs were asked for ... */
  jobs: number;
  /** ... and so many faults have struck, after which none does ... */
  faults: number;
  /** ... or so long, ms. */
  limitMs: number;
  /** Between two faults, ms: half of it to all of it. */
  pauseMs: number;
  /** Told of each fault. */
  onFault?: (name: string) => void;
  /** Told what the processes have logged, a line each, where the verdict is not what was promised. */
  onTrouble?: (lines: readonly string[]) => void;
}

/** What came of it. */
export interface ChaosReport extends Verdict {
  requests: number;
  unanswered: number;
  /** How often each fault struck. */
  struck: Record<string, number>;
  /** Processes and servers killed. */
  kills: number;
  seconds: number;
  /** From the last fault to the end of the last job, s; null if it did not come to that in three minutes. */
  calmSeconds: number | null;
}

/** Sets up the whole product, lets planners ask and things go wrong, and counts when all is calm. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const world = await startWorld(options);
  try {
    const startedAt = performance.now();
    const random = makeRandom(options.seed, 0);
    const choose = makeChoice(world.redis ? [...FAULTS, ...REDIS_FAULTS] : FAULTS, random);
    const struck: Record<string, number> = {};
    let count = 0;
    let kills = 0;
    const planners = startPlanners(world, {
      ...{ count: options.planners, pauseMs: options.plannerPauseMs },
      makeRandom: (planner) => makeRandom(options.seed, 1 + planner),
    });
    const isEnough = () => count >= options.faults && planners.asked.jobIds.size >= options.jobs;
    while (!isEnough() && performance.now() - startedAt < options.limitMs) {
      await delay(options.pauseMs * (0.5 + random.uniform() / 2));
      if (count >= options.faults) continue;
      const fault = choose();
      options.onFault?.(fault.name);
      await fault.strike(world, random);
      struck[fault.name] = (struck[fault.name] ?? 0) + 1;
      count += 1;
      if (fault.isKill) kills += 1;
    }
    await planners.stop();
    const calmMs = await waitForCalm(world);
    const verdict = await judge(world, planners.asked);
    if (verdict.faults.length > 0) {
      options.onTrouble?.(
        [...world.apis, ...world.workers].flatMap(({ name, getOutput }) =>
          getOutput().map((line) => `${name}: ${line}`),
        ),
      );
    }
    return {
      ...verdict,
      ...{ requests: planners.asked.answered, unanswered: planners.asked.unanswered, struck, kills },
      seconds: (performance.now() - startedAt) / 1_000,
      calmSeconds: calmMs === null ? null : calmMs / 1_000,
    };
  } finally {
    await world.stop();
  }
}
