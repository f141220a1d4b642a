import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { createAuditLog } from "../audit/audit-log.js";
import type { Config } from "../config.js";
import { makePool } from "../database/pool.js";
import type { Home } from "../launcher/home.js";
import { addDays } from "../model/day.js";
import { makeStoreCatalogue } from "../stores/catalogue.js";
import { importRossmann } from "../stores/import/index.js";
import { writeSample } from "../stores/sample/index.js";
import { auditImport } from "./audit-import.js";
import type { Runtime } from "./runtime.js";

/** The sample chain is always the same one. */
const SAMPLE_SEED = 1;

/** Fills an empty database with a generated chain whose history ends yesterday. A database with stores is left alone. */
export async function loadSample(options: {
  runtime: Runtime;
  config: Config;
  databaseUrl: string;
  home: Home;
  logger: Logger;
  say: (sentence: string) => void;
}): Promise<void> {
  const { runtime, config, databaseUrl, home, logger, say } = options;
  if (config.sampleStores === 0) return;
  const pool = makePool({ url: databaseUrl, max: 2, logger });
  const directory = await mkdtemp(join(home.directory, "sample-"));
  try {
    const { totalCount } = await makeStoreCatalogue(pool).findStores({}, { first: 1 });
    if (totalCount > 0) return;
    const today = runtime.businessNow().toISOString().slice(0, 10);
    const end = addDays(today, -1);
    say(
      `The database is empty: loading a sample of ${config.sampleStores} stores with sales through ${end}.`,
    );
    await writeSample(directory, { stores: config.sampleStores, end, seed: SAMPLE_SEED });
    const audit = createAuditLog({ db: pool, now: runtime.now, logger });
    const report = await auditImport(audit, [`a sample of ${config.sampleStores} stores`], () =>
      importRossmann(pool, { directory }),
    );
    say(`${report.rowsInserted} days of ${report.stores} stores are in.`);
  } finally {
    await rm(directory, { recursive: true, force: true });
    await pool.end();
  }
}
