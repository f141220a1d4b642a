import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { Evaluation } from "../../../src/evaluation/index.js";
import { DEFAULT_RECIPE, type Recipe } from "../../../src/model/index.js";
import { csv } from "../../support/import-files.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { runProduct } from "../../support/product.js";
import { insertDays, makeDays, makeRetrainDatabase, type RetrainDatabase } from "../../support/retrain.js";

const through = "2015-06-19";
const own: Recipe = { ...DEFAULT_RECIPE, name: "own", version: 3, yearly: null };

describe("storecast backtest and recipe", () => {
  let postgres: TestPostgres;
  let database: RetrainDatabase;
  let home: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 3, dataThrough: through });
    for (const [i, { id }] of database.stores.entries()) {
      await insertDays(database.pool, [id], makeDays({ through, days: 200, scale: 1_000 * (i + 1) }));
    }
    home = await mkdtemp(join(tmpdir(), "storecast-backtest-"));
    env = { STORECAST_HOME: home, DATABASE_URL: url, STORECAST_FIT_THREADS: "2" };
    await writeFile(join(home, "own.json"), JSON.stringify(own));
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  });

  const run = (...args: string[]) => runProduct(args, env);

  test("a backtest prints its tables, shows progress, and says where the report is", async () => {
    const { code, output } = await run("backtest", "--folds", "2");
    expect(code).toBe(0);
    expect(output).toMatch(/# Backtest of default@3/);
    expect(output).toMatch(/\| 2015-06-05 \| +3 \| +18 \|/);
    expect(output).toMatch(/\| 2015-06-12 \| +3 \| +18 \|/);
    expect(output).toMatch(/backtesting: 3\/3 stores/);
    const directory = join(home, "backtests/default@3");
    expect(output).toContain(`report.md, report.csv, report.json and report.svg are in ${directory}`);
    const read = (name: string) => readFile(join(directory, name), "utf8");
    expect(output).toContain((await read("report.md")).split("\n").at(-3));
    expect(await read("report.csv")).toMatch(/^part,at,of,level,measure,value\npooled,/);
    expect(await read("report.svg")).toMatch(/^<svg .*<\/svg>$/s);
    const evaluation = JSON.parse(await read("report.json")) as Evaluation;
    expect(evaluation).toMatchObject({ storeCount: 3, horizon: 7, recipe: DEFAULT_RECIPE, refusal: null });
    // Wobbles of 5 % around a weekly pattern, and promotions in every other week, which last week's sales miss.
    expect(evaluation.pooled.wmape.recipe).toBeLessThan(0.08);
    expect(evaluation.pooled.wmape.recipe).toBeLessThan(evaluation.pooled.wmape.last_week / 2);
  });

  test("stores, cutoffs, horizon, recipe and folder may be named", async () => {
    const out = join(home, "elsewhere");
    const { code, output } = await run(
      ...["backtest", "2", "3", "--cutoffs", "2015-06-12", "2015-05-15", "--horizon", "3"],
      ...["--recipe", join(home, "own.json"), "--out", out, "--json"],
    );
    expect(code).toBe(0);
    const line = output.split("\n").find((text) => text.startsWith("{"));
    const evaluation = JSON.parse(line!) as Evaluation;
    expect(evaluation).toEqual(JSON.parse(await readFile(join(out, "report.json"), "utf8")));
    expect(evaluation.stores.map((store) => store.code)).toEqual(["2", "3"]);
    expect(evaluation.cutoffs.map(({ cutoff }) => cutoff)).toEqual(["2015-05-15", "2015-06-12"]);
    expect(evaluation).toMatchObject({ label: "own@3", horizon: 3, recipe: own });
  });

  test("a folder of Rossmann's files needs no database", async () => {
    const folder = await mkdtemp(join(tmpdir(), "storecast-rossmann-"));
    const days = makeDays({ through, days: 120, scale: 500 });
    const rows = days.map(
      ({ day, y, isOpen, regressors }) =>
        `7,${day},${Math.round(y ?? 0)},${Number(isOpen)},${regressors["promo"]},0,0`,
    );
    await writeFile(join(folder, "store.csv"), csv("Store,StoreType", "7,a", "8,a"));
    await writeFile(
      join(folder, "train.csv"),
      csv("Store,Date,Sales,Open,Promo,StateHoliday,SchoolHoliday", ...rows.reverse()),
    );
    const { code, output } = await runProduct(["backtest", "--rossmann", folder, "--folds", "1"], {
      STORECAST_HOME: home,
    });
    expect([code, output]).toEqual([0, expect.stringMatching(/\| 2015-06-12 \| +1 \| +6 \|/)]);
    const unknown = await runProduct(["backtest", "9", "--rossmann", folder], { STORECAST_HOME: home });
    expect([unknown.code, unknown.output]).toEqual([
      1,
      expect.stringMatching(/^storecast: Unknown store 9: /m),
    ]);
    await rm(folder, { recursive: true });
  });

  test.each([
    [["4711"], "Unknown store 4711: storecast status lists what there is."],
    [["1", "--all"], "--all is all stores: leave it out where stores or regions are named."],
    [["--region", "XX"], "No store matches."],
    [["--cutoffs", "2015-02-30"], "--cutoffs 2015-02-30 is not a day that the calendar has, as YYYY-MM-DD."],
    [
      ["--cutoffs", "2015-06-12", "--folds", "2"],
      "--cutoffs says all cutoffs: leave out --folds and --step.",
    ],
    [["--cutoffs", "2016-01-01"], "Cutoff 2016-01-01 has no data: a store must have been open"],
    [["--horizon", "91"], "--horizon 91 must be a whole number from 1 to 90."],
    [["--recipe", "no-such-file"], "Recipe file no-such-file cannot be read: ENOENT"],
    [["--recipe", "package.json"], "Recipe file package.json is refused: recipe.version is"],
    [["--recipe", "README.md"], "Recipe file README.md is not JSON: "],
  ])("%j is refused in one sentence", async (args, sentence) => {
    const { code, output } = await run("backtest", ...args);
    expect(code).toBe(1);
    const said = output.split("\n").filter((line) => !/^(reading|backtesting): /.test(line));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`storecast: ${sentence}`);
  });

  test("an option that does not exist is wrong usage", async () => {
    expect((await run("backtest", "--fold", "2")).code).toBe(2);
    expect((await run("recipe", "eat")).code).toBe(2);
    expect((await run("recipe", "set")).code).toBe(2);
    expect((await run("recipe", "set", "--help")).code).toBe(0);
  });

  test("a recipe is set, shown, listed and reset, for a store and for the chain", async () => {
    const file = join(home, "own.json");
    const set = await run("recipe", "set", file, "--store", "2");
    expect([set.code, set.output]).toEqual([
      0,
      "From its next training on, store 2 has own@3; storecast retrain 2 --force trains with it now.",
    ]);
    expect(JSON.parse((await run("recipe", "show", "2")).output)).toEqual(own);
    expect(JSON.parse((await run("recipe", "show")).output)).toEqual(DEFAULT_RECIPE);
    await writeFile(file, JSON.stringify({ ...own, name: "ours" }));
    expect((await run("recipe", "set", file)).output).toMatch(
      /the chain has ours@3; storecast retrain --all/,
    );
    expect((await run("recipe", "list")).output).toBe("chain ours@3\nstore 2 own@3");
    expect(JSON.parse((await run("recipe", "list", "--json")).output)).toEqual({
      chain: "ours@3",
      stores: [{ code: "2", recipe: "own@3" }],
    });
    const tested = await run("backtest", "1", "--folds", "1");
    expect(tested.output).toMatch(/# Backtest of ours@3/);
    expect((await run("recipe", "reset", "--store", "2")).output).toMatch(/store 2 has the chain's recipe/);
    expect((await run("recipe", "reset")).output).toMatch(/the chain has the default recipe/);
    expect((await run("recipe", "reset")).output).toBe("There was no recipe of the chain to go back from.");
    expect((await run("recipe", "list")).output).toBe("chain default@3");
  });

  test("a broken recipe and an unknown store are refused, and nothing is set", async () => {
    const file = join(home, "broken.json");
    await writeFile(file, JSON.stringify({ ...own, growth: "cubic" }));
    const broken = await run("recipe", "set", file);
    expect(broken.code).toBe(1);
    expect(broken.output).toMatch(/^storecast: Recipe file .* is refused: recipe\.growth is "cubic": /);
    const unknown = await run("recipe", "set", join(home, "own.json"), "--store", "99");
    expect([unknown.code, unknown.output]).toEqual([
      1,
      expect.stringMatching(/^storecast: Unknown store 99: /),
    ]);
    expect((await run("recipe", "list")).output).toBe("chain default@3");
  });
});
