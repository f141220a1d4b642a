import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runMigrations } from "../../../src/database/migrations.js";
import { makePool } from "../../../src/database/pool.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { runProduct } from "../../support/product.js";
import { silent } from "../../support/retrain.js";
import { answerText, startStubServer, type StubServer } from "../../support/stub-server.js";

describe("a process whose MLflow cannot keep models", () => {
  let home: string;
  let postgres: TestPostgres;
  let databaseUrl: string;
  let stub: StubServer;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "storecast-home-"));
    [postgres, stub] = await Promise.all([startTestPostgres(), startStubServer()]);
    databaseUrl = await postgres.createDatabase();
    const pool = makePool({ url: databaseUrl, max: 2, logger: silent });
    await runMigrations(pool);
    await pool.end();
    stub.script.push(answerText(200, "text/plain", "2.22.1"));
  });
  afterAll(async () => {
    await stub.close();
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  });

  test.each(["api", "worker"])("says so and ends: %s", async (command) => {
    const { code, output } = await runProduct([command], {
      ...{ STORECAST_HOME: home, DATABASE_URL: databaseUrl, MLFLOW_TRACKING_URI: stub.url },
    });
    expect(output).toContain("MLflow 2.22.1 is too old: it has no LoggedModels");
    expect(output).not.toContain("UnhandledPromiseRejection");
    expect(code).toBeGreaterThan(0);
  });
});
