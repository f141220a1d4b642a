/**
 * All real stores on two threads, warm: the fit of the default recipe alone, and the whole of a training without its registry: backtest of four
 * folds, calibration, Prophet's JSON.
 *
 *     ROSSMANN_DIR=/path/to/rossmann npx tsx bench/fleet.ts [threads]
 */
import { cpus } from "node:os";
import type { EvaluationStore } from "../src/evaluation/index.js";
import { startThreads } from "../src/threads.js";

import { loadRealStores } from "./real-stores.js";

const threads = Number(process.argv[2] ?? 2);
const stores = await loadRealStores();
const pool = await startThreads<EvaluationStore[], number>({
  ...{ work: "fleet", module: "./fleet-thread", from: import.meta.url, threads, logger: console },
});

/** Seconds for all stores, in chunks that keep both threads busy to the end. */
async function measure(name: "fit" | "train"): Promise<number> {
  const chunks = Array.from({ length: Math.ceil(stores.length / 16) }, (_, i) =>
    stores.slice(16 * i, 16 * i + 16),
  );
  const startedAt = performance.now();
  await Promise.all(chunks.map((chunk) => pool.run(chunk, { name: name === "fit" ? "default" : name })));
  return (performance.now() - startedAt) / 1_000;
}

console.log(
  `${stores.length} stores, ${threads} threads, ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}`,
);
await measure("fit");
for (let round = 0; round < 3; round++) {
  const fit = await measure("fit");
  const train = await measure("train");
  console.log(
    `fit ${fit.toFixed(2)} s, with backtest of 4 folds, calibration and JSON ${train.toFixed(2)} s`,
  );
}
await pool.close();
