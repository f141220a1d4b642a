/**
 * Seconds, CPU seconds and peak memory of importing Rossmann's files: into an empty database, then the same files again.
 *
 * Run: `ROSSMANN_DIR=<folder> npx tsx bench/import.ts`
 */
import { startTestPostgres } from "../test/support/postgres.js";
import { makePool } from "../src/database/pool.js";
import { runMigrations } from "../src/database/migrations.js";
import { importRossmann } from "../src/stores/import/index.js";

const directory = process.env["ROSSMANN_DIR"];
if (!directory) throw new Error("ROSSMANN_DIR must name the folder with train.csv[.gz] and store.csv.");

const server = await startTestPostgres({ settings: {} });
const pool = makePool({
  url: await server.createDatabase(),
  max: 2,
  logger: { warn: (fields, message) => console.warn(message, fields) },
});
try {
  await runMigrations(pool);
  for (const round of ["into an empty database", "the same files again"]) {
    const start = performance.now();
    const cpuBefore = process.cpuUsage();
    let readMs = 0;
    const report = await importRossmann(pool, {
      directory,
      onProgress: ({ stage }) => {
        if (stage === "merging") readMs = performance.now() - start;
      },
    });
    const seconds = (ms: number) => (ms / 1000).toFixed(2);
    const cpu = process.cpuUsage(cpuBefore);
    console.log(
      `${round}: ${seconds(performance.now() - start)} s (reading ${seconds(readMs)} s), ` +
        `CPU ${seconds((cpu.user + cpu.system) / 1000)} s in this process, ` +
        `peak RSS ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
      report,
    );
  }
} finally {
  await pool.end();
  await server.stop();
}
