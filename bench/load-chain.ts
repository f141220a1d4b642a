import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { importRossmann } from "../src/stores/import/index.js";
import { writeSample } from "../src/stores/sample/write.js";

/** Imports the chain of `ROSSMANN_DIR`, or without it a generated one of so many stores, 942 days each. */
export async function loadChain(pool: pg.Pool, storeCount: number): Promise<void> {
  const given = process.env["ROSSMANN_DIR"];
  if (given !== undefined) return void (await importRossmann(pool, { directory: given }));
  const directory = await mkdtemp(join(tmpdir(), "storecast-bench-"));
  try {
    await writeSample(directory, { stores: storeCount, end: "2015-07-31", seed: 1 });
    await importRossmann(pool, { directory });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
