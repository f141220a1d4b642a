import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { DEFAULT_RECIPE, type Recipe } from "../../../src/model/index.js";
import { createRetrainQueue } from "../../../src/training/queue.js";
import { makeRecipeBook, type RecipeBook } from "../../../src/training/recipe-book.js";
import { createRetrainService } from "../../../src/training/retrain-service.js";
import { createFakeRegistry } from "../../support/fake-registry.js";
import { startTestPostgres, type TestPostgres } from "../../support/postgres.js";
import { makeRetrainDatabase, silent, type RetrainDatabase } from "../../support/retrain.js";

const at = new Date("2015-06-20T08:00:00Z");
const named = (name: string): Recipe => ({ ...DEFAULT_RECIPE, name, version: 1 });

describe("the recipe book", () => {
  let postgres: TestPostgres;
  let database: RetrainDatabase;
  let book: RecipeBook;

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  beforeEach(async () => {
    const url = await postgres.createDatabase();
    database = await makeRetrainDatabase({ url, stores: 12, dataThrough: "2015-06-19" });
    book = makeRecipeBook(database.pool);
  });
  afterEach(() => database.close());

  const idOf = (code: string) => database.stores.find((store) => store.code === code)!.id;

  test("takes a store's own recipe before the chain's before the default", async () => {
    const load = async () => [
      (await book.loadRecipe(idOf("1"))).name,
      (await book.loadRecipe(idOf("2"))).name,
      (await book.loadChainRecipe()).name,
    ];
    await expect(book.loadRecipe(idOf("1"))).resolves.toEqual(DEFAULT_RECIPE);
    await book.set(idOf("1"), named("own"), "planner", at);
    expect(await load()).toEqual(["own", "default", "default"]);
    await book.set(null, named("ours"), "planner", at);
    expect(await load()).toEqual(["own", "ours", "ours"]);
    expect(await book.reset(idOf("1"))).toBe(true);
    expect(await load()).toEqual(["ours", "ours", "ours"]);
    expect(await book.reset(null)).toBe(true);
    expect(await load()).toEqual(["default", "default", "default"]);
    expect([await book.reset(null), await book.reset(idOf("1"))]).toEqual([false, false]);
  });

  test("gives back what was set, to the last field, and the last one set", async () => {
    const recipe: Recipe = {
      ...named("ours"),
      ...{ transform: "none", yearly: null, publicHolidays: null, otherRegressors: null, seasons: [] },
    };
    await book.set(null, named("first"), "planner", at);
    await book.set(null, recipe, "other", new Date("2015-06-21T08:00:00Z"));
    await expect(book.loadChainRecipe()).resolves.toEqual(recipe);
    const { rows } = await database.pool.query("SELECT set_by, set_at FROM recipe");
    expect(rows).toEqual([{ set_by: "other", set_at: new Date("2015-06-21T08:00:00Z") }]);
  });

  test("lists stores with a recipe of their own in the order of their codes", async () => {
    await book.set(null, named("ours"), "planner", at);
    for (const code of ["10", "2", "1"]) await book.set(idOf(code), named(`own_${code}`), "planner", at);
    const overrides = await book.listOverrides();
    expect(overrides.map(({ storeCode, recipe }) => [storeCode, recipe.name])).toEqual([
      ["1", "own_1"],
      ["2", "own_2"],
      ["10", "own_10"],
    ]);
  });

  test("refuses a broken recipe, naming the field", async () => {
    const broken = { ...DEFAULT_RECIPE, weekly: { fourierOrder: 3, priorScale: -1 } };
    await book.set(idOf("1"), broken, "planner", at);
    await expect(book.loadRecipe(idOf("1"))).rejects.toMatchObject({
      ...{ name: "ModelError", code: "INVALID_INPUT" },
      message: expect.stringMatching(/^recipe\.weekly\.priorScale is -1: /) as unknown,
    });
    await expect(book.loadRecipe(idOf("2"))).resolves.toEqual(DEFAULT_RECIPE);
  });

  test("a batch that is requested after a recipe was set carries the chain's label", async () => {
    const queue = createRetrainQueue({ url: database.url, onError: () => undefined });
    const service = createRetrainService({
      ...{ pool: database.pool, queue, registry: createFakeRegistry(), now: () => at, logger: silent },
    });
    const request = (code: string) =>
      service.request({
        stores: database.stores.filter((store) => store.code === code),
        ...{ force: true, requestedBy: "planner", trigger: "person" },
      });
    await request("1");
    await book.set(null, { ...named("ours"), version: 7 }, "planner", at);
    await book.set(idOf("2"), named("own"), "planner", at);
    await request("2");
    const { rows } = await database.pool.query<{ recipe: string }>(
      `SELECT recipe FROM retrain_batch JOIN retrain_job ON batch_id = retrain_batch.id
       JOIN store ON store.id = store_id ORDER BY store.code`,
    );
    await queue.close();
    const { name, version } = DEFAULT_RECIPE;
    expect(rows.map(({ recipe }) => recipe)).toEqual([`${name}@${version}`, "ours@7"]);
  });
});
