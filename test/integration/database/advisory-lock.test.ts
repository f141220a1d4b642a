import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { runAlone } from "../../../src/database/advisory-lock.js";
import { makePool, transaction } from "../../../src/database/pool.js";
import { ServiceUnavailableError } from "../../../src/errors.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { silent } from "../../support/retrain.js";
import { waitUntil } from "../../support/wait.js";

const KEY = 7;

describe("work of one process at a time", () => {
  let postgres: TestPostgres;
  let pool: ReturnType<typeof makePool>;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    pool = makePool({ url: await postgres.createDatabase(), max: 4, logger: silent });
  });
  afterAll(async () => {
    await pool.end();
    await postgres.stop();
  });

  test("is done by one, and the other is told", async () => {
    let done = 0;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const first = runAlone(pool, KEY, async () => {
      done += 1;
      await held;
    });
    await waitUntil(() => done > 0);
    expect(await runAlone(pool, KEY, () => Promise.resolve(void (done += 1)))).toBe(false);
    release();
    expect([await first, done]).toEqual([true, 1]);
  });

  test("keeps nobody from theirs when it hangs", async () => {
    const hanging = runAlone(pool, KEY, () => new Promise(() => undefined), 50);
    await expect(hanging).rejects.toThrow("took longer than 0.05 s");
    expect(await runAlone(pool, KEY, () => Promise.resolve())).toBe(true);
  });

  test("a transaction whose connection was lost says so, whatever its next statement says", async () => {
    const lost = transaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await pool.query("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
      while ((client as unknown as { _queryable: boolean })._queryable) await pool.query("SELECT 1");
      await client.query("SELECT 1");
    });
    await expect(lost).rejects.toThrow(ServiceUnavailableError);
    await expect(lost).rejects.toThrow("terminating connection");
  });
});
