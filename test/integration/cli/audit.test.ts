import { Writable } from "node:stream";
import { userInfo } from "node:os";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type pg from "pg";
import { createProgram } from "../../../src/cli/program.js";
import { readConfig } from "../../../src/config.js";
import { MIGRATIONS, PREVIOUS_RELEASE } from "../../../src/database/migrations.js";
import { makePool } from "../../../src/database/pool.js";
import { DEFAULT_RECIPE } from "../../../src/model/index.js";
import { csv, makeImportFolder, type ImportFolder } from "../../support/import-files.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { silent } from "../../support/retrain.js";

let server: TestPostgres;
let folder: ImportFolder;
let url: string;
let pool: pg.Pool;

beforeAll(async () => {
  server = await startTestPostgres();
  folder = await makeImportFolder();
});
beforeEach(async () => {
  await pool?.end();
  url = await server.createDatabase();
  pool = makePool({ url, max: 1, logger: silent });
});
afterAll(async () => {
  await pool.end();
  await folder.remove();
  await server.stop();
});

/** Runs a command in this process. */
async function run(...args: string[]) {
  const output = { stdout: "", stderr: "" };
  const into = (name: keyof typeof output) =>
    new Writable({
      write: (chunk: Buffer, _, done) => {
        output[name] += chunk.toString();
        done();
      },
    });
  const env = { STORECAST_HOME: folder.path, DATABASE_URL: url };
  const runtime = {
    ...{ env, stdout: into("stdout"), stderr: into("stderr"), isChild: false },
    ...{ now: () => new Date(), businessNow: () => new Date(), random: () => 0.5 },
    ...{ stopping: new AbortController().signal, tellParent: () => undefined },
  };
  const code = await createProgram(runtime, readConfig(env, 1)).run(args);
  return { code, ...output };
}

const me = { actor: userInfo().username, actorKind: "command line", role: null, requestId: null };

/** Objects of `audit --json`, oldest first. */
async function listAudit(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await run("audit", "--json", ...args);
  const lines = stdout.split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).reverse();
}

test("imports, retrains and recipes of the command line are on record", async () => {
  const sales = await folder.write("sales.csv", csv("store,date,y", "1,2015-06-01,10", "2,2015-06-01,20"));
  const wrong = await folder.write("wrong.csv", csv("store,date,y", "1,2015-06-01,-1"));
  const recipe = await folder.write("recipe.json", JSON.stringify(DEFAULT_RECIPE));
  await run("import", "--sales", sales);
  await expect(run("import", "--sales", wrong)).rejects.toThrow();
  await run("recipe", "set", recipe, "--store", "2");
  await run("recipe", "reset", "--store", "2");
  await run("recipe", "reset");
  await run("key", "create", "--name", "till", "--role", "viewer");
  await run("key", "revoke", "till");
  const label = `${DEFAULT_RECIPE.name}@${DEFAULT_RECIPE.version}`;
  expect(await listAudit()).toMatchObject([
    { ...me, action: "IMPORT", subject: "sales.csv", storeCodes: ["1", "2"], outcome: "DONE" },
    {
      ...me,
      action: "RETRAIN",
      subject: "new data, forced",
      batchId: expect.any(String) as unknown,
      outcome: "DONE",
    },
    {
      ...me,
      action: "IMPORT",
      subject: "wrong.csv",
      storeCodes: [],
      outcome: "REFUSED",
      code: "BAD_USER_INPUT",
    },
    { ...me, action: "RECIPE_SET", subject: label, storeCodes: ["2"], outcome: "DONE" },
    { ...me, action: "RECIPE_RESET", storeCodes: ["2"], outcome: "DONE" },
    { ...me, action: "RECIPE_RESET", storeCodes: [], outcome: "REFUSED", code: "NO_RECIPE" },
    { ...me, action: "KEY_CREATE", subject: "till", outcome: "DONE" },
    { ...me, action: "KEY_REVOKE", subject: "till", outcome: "DONE" },
  ]);
});

test("the log is narrowed by time, actor, action and store", async () => {
  await run("migrate");
  await pool.query(
    `INSERT INTO audit_entry (at, actor, actor_kind, address, action, store_codes) VALUES
       (now() - interval '8 days', 'anna', 'person', '10.0.0.7', 'PIN', '{1}'),
       (now() - interval '6 days', 'anna', 'person', '10.0.0.7', 'PIN', '{2}'),
       (now(), 'bot', 'key', '10.0.0.8', 'UNPIN', '{2}')`,
  );
  const idsOf = async (...args: string[]) => (await listAudit(...args)).map(({ id }) => id);
  expect(await idsOf("--since", "7d")).toEqual([2, 3]);
  expect(await idsOf("--until", "1w")).toEqual([1]);
  expect(await idsOf("--actor", "anna", "--since", "2015-06-01")).toEqual([1, 2]);
  expect(await idsOf("--action", "pin", "--store", "2")).toEqual([2]);
  await expect(run("audit", "--since", "yesterday")).rejects.toThrow("--since yesterday is no time");
  await expect(run("audit", "--json", "--csv")).rejects.toThrow("Choose --json or --csv");
});

test("neither a spreadsheet nor a terminal obeys what somebody wrote as a reason", async () => {
  await run("migrate");
  await pool.query(
    `INSERT INTO audit_entry (at, actor, actor_kind, address, action, store_codes, reason)
     VALUES ('2015-06-01T10:00Z', 'anna', 'person', '10.0.0.7', 'PIN', '{1,2}', $1)`,
    [`=HYPERLINK("x")\n\u001b[2J`],
  );
  expect((await run("audit", "--csv")).stdout).toBe(
    "id,at,actor,actorKind,role,address,requestId,action,storeCodes,version,batchId,subject,reason,outcome,code,endedAt\n" +
      `1,2015-06-01T10:00:00.000Z,anna,person,,10.0.0.7,,PIN,1 2,,,,"'=HYPERLINK(""x"")\n\u001b[2J",,,\n`,
  );
  expect((await run("audit")).stdout).toBe(
    `2015-06-01T10:00:00.000Z  PIN without an outcome  anna (person, 10.0.0.7)  store 1 2, "=HYPERLINK("x")\uFFFD\uFFFD[2J"\n`,
  );
});

test("migrate brings the tables up to date, says whether they are, and goes back", async () => {
  const behind = await run("migrate", "--check");
  expect([behind.code, behind.stdout]).toEqual([
    1,
    expect.stringMatching(
      /^0001-stores missing\n[^]*The tables are behind: run storecast migrate\.\n$/,
    ) as unknown,
  ]);
  expect((await run("migrate")).stdout).toMatch(/^0001-stores applied\n[^]*The tables are up to date\.\n$/);
  expect(await run("migrate")).toMatchObject({ code: 0, stdout: "The tables were up to date.\n" });
  expect(await run("migrate", "--check")).toMatchObject({ code: 0, stdout: "The tables are up to date.\n" });
  const undone = MIGRATIONS.map(({ name }) => `${name} undone\n`).toReversed();
  expect((await run("migrate", "--to", PREVIOUS_RELEASE)).stdout).toBe(
    [
      ...undone.slice(0, undone.indexOf(`${PREVIOUS_RELEASE} undone\n`)),
      `The tables are as ${PREVIOUS_RELEASE} left them.\n`,
    ].join(""),
  );
  expect((await run("migrate", "--check")).code).toBe(1);
  await expect(run("migrate", "--force")).rejects.toThrow("--force goes with --to");
  await expect(run("migrate", "--check", "--to", "0009-state-versions")).rejects.toThrow(
    "--check changes nothing",
  );
});
