import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { parseExpiry } from "../../../src/cli/key.js";
import { createProgram } from "../../../src/cli/program.js";
import { readConfig } from "../../../src/config.js";
import { AppError, InvalidInputError } from "../../../src/errors.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

const NOW = new Date("2015-08-01T12:00:00Z");

let database: StoreDatabase;
let home: string;

beforeAll(async () => {
  database = await openStoreDatabase();
  home = await mkdtemp(join(tmpdir(), "storecast-keys-"));
  await database.pool.query("INSERT INTO region VALUES ('BW', 'Baden'), ('HE', 'Hesse')");
});
beforeEach(() => database.pool.query("TRUNCATE api_key"));
afterAll(async () => {
  await database.close();
  await rm(home, { recursive: true, force: true });
});

/** Runs a command in this process; a refusal goes where main would have it. */
async function run(...args: string[]) {
  const output = { stdout: "", stderr: "" };
  const into = (name: keyof typeof output) =>
    new Writable({
      write: (chunk: Buffer, _, done) => {
        output[name] += chunk.toString();
        done();
      },
    });
  const env = { STORECAST_HOME: home, DATABASE_URL: database.url };
  const runtime = {
    ...{ env, stdout: into("stdout"), stderr: into("stderr"), isChild: false },
    ...{ now: () => NOW, businessNow: () => NOW, random: () => 0.5 },
    ...{ stopping: new AbortController().signal, tellParent: () => undefined },
  };
  try {
    return { code: await createProgram(runtime, readConfig(env, 1)).run(args), ...output };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: 1, ...output, stderr: output.stderr + error.message };
  }
}

const create = (...args: string[]) => run("key", "create", ...args);

test("a key goes to standard output alone, what it is beside it", async () => {
  const regions = ["--region", "HE", "--region", "BW"];
  const made = await create("--name", "planning", "--role", "planner", ...regions, "--expires", "90d");
  expect(made.stdout).toMatch(/^sc_[0-9a-f]{12}_[\w-]{43}\n$/);
  expect(made.stderr).toMatch(
    /^storecast: The key planning \([0-9a-f]{12}\) is a planner's for BW, HE, until 2015-10-30T12:00:00\.000Z\. Keep it now; it is not shown again\.\n$/,
  );
});

test("a list says what keys there are, and nothing of their secrets", async () => {
  expect((await run("key", "list")).stdout).toBe("There are no keys: storecast key create makes one.\n");
  const made = await create("--name", "robot", "--role", "viewer", "--json");
  const { key, ...facts } = JSON.parse(made.stdout) as { key: string; id: string };
  await create("--name", "planning", "--role", "planner", "--region", "HE", "--expires", "2015-08-02");
  await run("key", "revoke", "planning");
  const listed = await run("key", "list");
  expect(listed.stdout).toMatch(/^revoked [0-9a-f]{12} planning +planner +HE .*expires 2015-08-02 00:00$/m);
  expect(listed.stdout).toMatch(
    /^holds {3}[0-9a-f]{12} robot +viewer +all regions .*used never, expires never$/m,
  );
  const json = (await run("key", "list", "--json")).stdout;
  expect(JSON.parse(json)).toMatchObject([{ name: "planning", state: "revoked" }, facts]);
  expect(listed.stdout + json).not.toContain(key.slice(16));
});

test("what is wrong is one sentence", async () => {
  await create("--name", "planning", "--role", "planner");
  const wrong: [string[], string][] = [
    [["create", "--name", "planning", "--role", "viewer"], "There is a key named planning already"],
    [["create", "--name", "x", "--role", "viewer", "--region", "XX"], "Unknown region XX: there are BW, HE."],
    [
      ["create", "--name", "x", "--role", "viewer", "--expires", "soon"],
      "--expires soon must be hours, days or weeks",
    ],
    [["revoke", "nobody"], "There is no key nobody that could be revoked: storecast key list has them all."],
  ];
  for (const [args, sentence] of wrong) {
    const { code, stdout, stderr } = await run("key", ...args);
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining(sentence)]);
  }
});

test("a role that is none is wrong usage", async () => {
  await expect(create("--name", "x", "--role", "boss")).rejects.toThrow(
    /Allowed choices are viewer, planner, operator/,
  );
});

test.each([
  ["12h", "2015-08-02T00:00:00.000Z"],
  ["90d", "2015-10-30T12:00:00.000Z"],
  ["4w", "2015-08-29T12:00:00.000Z"],
  ["2027-01-31", "2027-01-31T00:00:00.000Z"],
])("a key that expires after %s ends at %s", (text, at) => {
  expect(parseExpiry(text, NOW).toISOString()).toBe(at);
});

test.each(["", "90", "d", "-1d", "1.5d", "90 d", "2027-02-30", "2027-1-1", "tomorrow"])(
  "a key cannot expire %j",
  (text) => {
    expect(() => parseExpiry(text, NOW)).toThrow(InvalidInputError);
  },
);
