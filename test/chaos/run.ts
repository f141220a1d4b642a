/**
 * Ten minutes of chaos: planners ask, processes and servers are killed, and at the end nothing may be lost or made twice.
 *
 *     npm run chaos -- [seconds] [postgres|redis] [seed]
 *
 * Exits with 1 if anything was, and leaves what the processes have logged in `chaos.log`.
 */
import { writeFileSync } from "node:fs";

import { runChaos } from "./chaos.js";
import type { Engine } from "./world.js";

const [seconds = "540", engine = "postgres", seed = "1"] = process.argv.slice(2);
const report = await runChaos({
  ...{ engine: engine as Engine, seed: Number(seed), stores: 60, apis: 2, workers: 2, planners: 4 },
  ...{
    plannerPauseMs: 600,
    jobs: Infinity,
    faults: Infinity,
    limitMs: Number(seconds) * 1_000,
    pauseMs: 9_000,
  },
  onFault: (name) => console.error(name),
  onTrouble: (lines) => writeFileSync("chaos.log", lines.join("\n")),
});
console.log(JSON.stringify(report, null, 2));
process.exit(report.faults.length === 0 && report.calmSeconds !== null ? 0 : 1);
