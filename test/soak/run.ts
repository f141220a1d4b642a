/**
 * Ten minutes of ordinary work on the started product, to see what grows:
 *
 *     npm run soak -- [--minutes 10] [--stores 20]
 *
 * Says every half minute how API and worker are, and at the end what each measure has grown a minute since they were warm. Exits with 1 if a
 * request failed or anything grew by more than its bound in growth.ts.
 */
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { growthOf, MEASURES, MOST_GROWTH, show, type Sample } from "./growth.js";
import { startLoad } from "./load.js";
import { ROLES, startWorld, type Role } from "./world.js";

const LOOK_MS = 5_000;
const SAY_MS = 30_000;
/** Part of the time that caches fill in and code is compiled. */
const WARM_UP = 0.4;

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, stores: { type: "string", default: "20" } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes is ${values.minutes}; it must be a number above 0.`);

const world = await startWorld(Number(values.stores));
const samples: Record<Role, Sample[]> = { api: [], worker: [] };
const problems: string[] = [];
try {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 60_000;
  const load = startLoad(world);
  let saidAt = startedAt;
  while (elapsed() < minutes) {
    await delay(LOOK_MS);
    const health = await world.look();
    for (const role of ROLES) samples[role].push({ minute: elapsed(), health: health[role] });
    if (performance.now() - saidAt < SAY_MS) continue;
    saidAt = performance.now();
    for (const role of ROLES) {
      const facts = MEASURES.map((measure) => `${measure} ${show(measure, health[role][measure])}`);
      console.log(`${elapsed().toFixed(1)} min  ${role.padEnd(6)}  ${facts.join("  ")}`);
    }
  }
  await load.stop();
  const { failures, ...counts } = load.tally;
  console.log(JSON.stringify({ ...counts, failures: failures.length }));
  if (failures.length > 0) problems.push(`${failures.length} requests failed, such as: ${failures[0]}`);
  for (const role of ROLES) {
    const warm = samples[role].filter(({ minute }) => minute >= WARM_UP * minutes);
    for (const measure of MEASURES) {
      const growth = growthOf(warm, measure);
      const most = MOST_GROWTH[measure];
      const bound = most === undefined ? "" : `  (at most ${show(measure, most)})`;
      console.log(`${role.padEnd(6)}  ${measure.padEnd(11)}  ${show(measure, growth)} a minute${bound}`);
      if (most !== undefined && growth > most)
        problems.push(`${role}: ${measure} grows by ${show(measure, growth)} a minute`);
    }
  }
} finally {
  const output = world.getOutput();
  await world.stop();
  if (problems.length > 0) console.error([...problems, ...output.slice(-20)].join("\n"));
}
process.exit(problems.length > 0 ? 1 : 0);
