/**
 * Writes what a database of a release looks like, with a little of everything in it, as plain SQL that any client can run: what the tests of
 * upgrades start from. Run it once, on a checkout of the release: `npx tsx scripts/dump-release.ts test/golden/release-0.1.0.sql`.
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { MIGRATIONS, runMigrations } from "../src/database/migrations.js";
import { makePool } from "../src/database/pool.js";
import { DEFAULT_RECIPE } from "../src/model/index.js";
import { importRossmann } from "../src/stores/import/index.js";
import { writeSample } from "../src/stores/sample/write.js";
import { startPackagedPostgres } from "../test/support/packaged-postgres.js";
import { silent } from "../test/support/retrain.js";

const [file, lastStep = MIGRATIONS.at(-1)!.name] = process.argv.slice(2);
if (file === undefined) throw new Error("name the file to write");

/** Jobs of every end, a batch that waits and one that was cancelled; times and ids are fixed, so that the file is the same each time. */
const WORK = `
  INSERT INTO retrain_batch (id, requested_by, trigger, recipe, store_count, created_at, run_requested, run_id, experiment_id,
    finished_at, run_ended_at, cancelled_at, cancelled_by)
  VALUES
    ('00000000-0000-4000-8000-00000000000a', 'planner', 'person', 'default@3', 3, '2015-07-01T06:00Z', true, 'run-a', '1',
      '2015-07-01T06:01Z', '2015-07-01T06:01Z', NULL, NULL),
    ('00000000-0000-4000-8000-00000000000b', 'schedule', 'schedule', 'default@3', 1, '2015-07-02T03:00Z', false, NULL, NULL,
      NULL, NULL, NULL, NULL),
    ('00000000-0000-4000-8000-00000000000c', 'anna', 'person', 'default@3', 1, '2015-07-02T04:00Z', false, NULL, NULL,
      '2015-07-02T04:01Z', '2015-07-02T04:01Z', '2015-07-02T04:01Z', 'anna');
  INSERT INTO retrain_job (id, store_id, batch_id, status, priority, progress, attempts, request_count, queued_at, started_at, finished_at,
    data_through, data_revision, version, promoted, failure, training, changed_at, handed_over_at, limit_counts_from)
  SELECT ('00000000-0000-4000-8000-0000000000' || lpad(n::text, 2, '0'))::uuid, store.id,
    ('00000000-0000-4000-8000-00000000000' || batch)::uuid, status, 1, progress, attempts, requests, queued::timestamptz,
    CASE WHEN attempts > 0 THEN queued::timestamptz END, ended::timestamptz, CASE WHEN attempts > 0 THEN store.data_through END,
    CASE WHEN attempts > 0 THEN store.data_revision END, version, promoted, failure::jsonb, training::jsonb, coalesce(ended, queued)::timestamptz,
    queued::timestamptz, CASE WHEN attempts > 0 THEN queued::timestamptz END
  FROM (VALUES
    (1, '1', 'a', 'SUCCEEDED', 1.0, 1, 1, '2015-07-01T06:00Z', '2015-07-01T06:00:30Z', 1, true, NULL,
      '{"modelId": "m-1", "trainedThrough": "2015-06-30", "dataDigest": "d", "rows": 61, "backtest": null, "folds": [], "reason": "the first"}'),
    (2, '2', 'a', 'SUCCEEDED', 1.0, 2, 2, '2015-07-01T06:00Z', '2015-07-01T06:00:40Z', 1, true, NULL, NULL),
    (3, '3', 'a', 'FAILED', 0.4, 1, 1, '2015-07-01T06:00Z', '2015-07-01T06:00:50Z', NULL, NULL,
      '{"code": "NOT_ENOUGH_DATA", "message": "too short", "isRetryable": false}', NULL),
    (4, '1', 'b', 'QUEUED', 0.0, 0, 1, '2015-07-02T03:00Z', NULL, NULL, NULL, NULL, NULL),
    (5, '2', 'c', 'CANCELLED', 0.0, 0, 0, '2015-07-02T04:00Z', '2015-07-02T04:01Z', NULL, NULL, NULL, NULL)
  ) AS job (n, code, batch, status, progress, attempts, requests, queued, ended, version, promoted, failure, training)
  JOIN store USING (code) ORDER BY n;
  INSERT INTO retrain_batch_store (batch_id, store_id, outcome, job_id, state)
  SELECT batch_id, store_id, 'ENQUEUED', id, CASE status WHEN 'QUEUED' THEN 'OPEN' WHEN 'CANCELLED' THEN 'WITHDRAWN' ELSE 'ENDED' END
  FROM retrain_job;
  INSERT INTO retrain_lane SELECT id FROM store;
  INSERT INTO backtest_residual SELECT id, 28, 1.1, '2015-06-30' FROM store;
  INSERT INTO serving_model SELECT id, '{"kept": "until the run takes it"}' FROM retrain_job WHERE status = 'SUCCEEDED';
  INSERT INTO retrain_schedule VALUES (true, '0 3 * * *', 'Europe/Berlin', '2015-07-01T00:00Z');
  INSERT INTO retrain_firing VALUES ('2015-07-02T03:00Z', '00000000-0000-4000-8000-00000000000b', '2015-07-02T03:00:01Z', 'requested');
  SELECT note_champions_moved(ARRAY['1', '2']);
  UPDATE state_version SET changed_at = '2015-07-02T05:00Z';
  UPDATE migration SET applied_at = '2015-07-01T00:00Z';
`;

const directory = await mkdtemp(join(tmpdir(), "storecast-release-"));
const postgres = await startPackagedPostgres();
try {
  const url = await postgres.createDatabase("release");
  const pool = makePool({ url, max: 2, logger: silent });
  await runMigrations(pool, MIGRATIONS.slice(0, 1 + MIGRATIONS.findIndex(({ name }) => name === lastStep)));
  await writeSample(directory, {
    stores: 3,
    start: "2015-05-01",
    end: "2015-06-30",
    plannedDays: 14,
    seed: 1,
  });
  await importRossmann(pool, { directory });
  await pool.query(
    "INSERT INTO recipe SELECT id, $1, 'anna', '2015-06-01T00:00Z' FROM store WHERE code = '1'",
    [JSON.stringify(DEFAULT_RECIPE)],
  );
  await pool.query(WORK);
  await pool.end();
  const dump = execFileSync(
    join(postgres.bin, "pg_dump"),
    ["--inserts", "--rows-per-insert=50", "--no-owner", "--no-privileges", "--no-comments", url],
    { encoding: "utf8", maxBuffer: 10_000_000 },
  );
  // Words for psql alone, and what differs from one run to the next.
  await writeFile(file, dump.replaceAll(/^\\.*\n|^--.*\n/gm, "").replaceAll(/\n{3,}/g, "\n\n"));
} finally {
  await postgres.stop();
  await rm(directory, { recursive: true });
}
