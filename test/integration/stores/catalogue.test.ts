import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";

import { InvalidInputError } from "../../../src/errors.js";
import { makeStoreCatalogue } from "../../../src/stores/catalogue.js";
import { importSales } from "../../../src/stores/import/index.js";
import { makeRememberedCatalogue } from "../../../src/stores/remembered-catalogue.js";
import type { StoreCatalogue } from "../../../src/stores/types.js";
import { csv, makeImportFolder } from "../../support/import-files.js";
import { openStoreDatabase, type StoreDatabase } from "../../support/store-database.js";

let database: StoreDatabase;
/** The same questions in the database and in memory. */
let catalogues: Record<"database" | "memory", StoreCatalogue>;
/** Version of the stores, as the test says; null while it is not known. */
let version: string | null;

beforeAll(async () => {
  database = await openStoreDatabase();
  const inDatabase = makeStoreCatalogue(database.pool);
  catalogues = { database: inDatabase, memory: makeRememberedCatalogue(inDatabase, () => version) };
  const folder = await makeImportFolder();
  await importSales(database.pool, {
    salesFile: await folder.write("sales.csv", csv("store,date,y", "10,2015-06-01,5")),
    storesFile: await folder.write(
      "stores.csv",
      csv(
        "store,region,region_name",
        "b-2,n,North",
        "10,n,North",
        "2,s,South",
        "A-17,s,South",
        "002,s,South",
        "123456789012345678901234567890,n,North",
        "1,e,",
      ),
    ),
  });
  await folder.remove();
});
beforeEach(() => {
  database.statements.length = 0;
  version = "1";
});
afterAll(() => database.close());

const ALL = ["1", "002", "2", "10", "123456789012345678901234567890", "A-17", "b-2"];

describe.each(["database", "memory"] as const)("in %s", (place) => {
  let catalogue: StoreCatalogue;
  beforeAll(() => {
    catalogue = catalogues[place];
  });

  describe("stores", () => {
    test("come by code, numbers by value and then text", async () => {
      const stores = await catalogue.listStores({});
      expect(stores.map(({ code }) => code)).toEqual(ALL);
    });

    test("are narrowed by code and region together; an empty list matches none", async () => {
      const list = async (filter: Parameters<StoreCatalogue["listStores"]>[0]) =>
        (await catalogue.listStores(filter)).map(({ code }) => code);
      expect(await list({ regionCodes: ["n"] })).toEqual(["10", "123456789012345678901234567890", "b-2"]);
      expect(await list({ regionCodes: ["n", "e"], storeCodes: ["1", "2", "10"] })).toEqual(["1", "10"]);
      expect(await list({ storeCodes: [] })).toEqual([]);
      expect(await list({ storeCodes: ["nowhere"] })).toEqual([]);
    });

    test("come in pages that put together are the list", async () => {
      const codes: string[] = [];
      for (let after: string | undefined, hasNextPage = true; hasNextPage;) {
        const page = await catalogue.findStores({}, { first: 2, ...(after === undefined ? {} : { after }) });
        expect(page.totalCount).toBe(7);
        codes.push(...page.items.map(({ code }) => code));
        after = codes.at(-1);
        ({ hasNextPage } = page);
      }
      expect(codes).toEqual(ALL);
    });

    test("of a page are whole stores", async () => {
      const { items } = await catalogue.findStores({ storeCodes: ["10"] }, { first: 1 });
      expect(items).toEqual(await catalogue.listStores({ storeCodes: ["10"] }));
      expect(items).toEqual([
        {
          id: expect.any(Number),
          code: "10",
          name: "Store 10",
          regionCode: "n",
          attributes: [],
          timeZone: "UTC",
          holidayCalendar: null,
          dataThrough: "2015-06-01",
          dataRevision: 0,
        },
      ]);
    });

    test("of a page that is empty are still counted", async () => {
      const nothing = { items: [], hasNextPage: false };
      expect(await catalogue.findStores({}, { first: 3, after: "b-2" })).toEqual({
        ...nothing,
        totalCount: 7,
      });
      expect(await catalogue.findStores({ storeCodes: [] }, { first: 3 })).toEqual({
        ...nothing,
        totalCount: 0,
      });
      expect(await catalogue.findStores({}, { first: 0 })).toEqual({
        items: [],
        hasNextPage: true,
        totalCount: 7,
      });
    });

    test("after a store that is not known are refused, naming it", async () => {
      const finding = catalogue.findStores({}, { first: 3, after: "nowhere" });
      await expect(finding).rejects.toThrow(InvalidInputError);
      await expect(finding).rejects.toThrow('Store "nowhere" is not known');
    });

    test("that no store can have the code of are unknown ones, not errors of the database", async () => {
      const odd = ["\0", "9".repeat(200_000), ""];
      expect(await catalogue.listStores({ storeCodes: odd, regionCodes: odd })).toEqual([]);
      expect(await catalogue.loadStores(odd)).toEqual(new Map());
      expect(await catalogue.loadRegions(["\0"])).toEqual(new Map());
      for (const after of odd) {
        await expect(catalogue.findStores({}, { first: 1, after })).rejects.toThrow(InvalidInputError);
      }
    });

    test("are found by code and by id; unknown ones are absent", async () => {
      const byCode = await catalogue.loadStores(["2", "nowhere", "A-17"]);
      expect([...byCode.keys()].sort()).toEqual(["2", "A-17"]);
      const store = byCode.get("2");
      expect(await catalogue.loadStoresById([store!.id, -1])).toEqual(new Map([[store!.id, store]]));
    });
  });

  describe("regions", () => {
    test("come by name, and are named by their code when nobody named them", async () => {
      expect(await catalogue.listRegions()).toEqual([
        { code: "e", name: "e" },
        { code: "n", name: "North" },
        { code: "s", name: "South" },
      ]);
    });

    test("are found by code; unknown ones are absent", async () => {
      expect(await catalogue.loadRegions(["n", "x"])).toEqual(new Map([["n", { code: "n", name: "North" }]]));
    });
  });

  test("a page of some stores goes on after a store that is none of them", async () => {
    const south = { regionCodes: ["s"] };
    const codes = async (after: string) =>
      (await catalogue.findStores(south, { first: 9, after })).items.map(({ code }) => code);
    expect(await codes("1")).toEqual(["002", "2", "A-17"]);
    expect(await codes("10")).toEqual(["A-17"]);
    expect(await codes("b-2")).toEqual([]);
    expect(
      await catalogue.findStores({ storeCodes: ["2", "1", "2"] }, { first: 1, after: "1" }),
    ).toMatchObject({
      ...{ items: [{ code: "2" }], hasNextPage: false, totalCount: 2 },
    });
  });
});

test("each question is one query, however many stores it asks for", async () => {
  const catalogue = catalogues.database;
  const ids = (await catalogue.listStores({})).map(({ id }) => id);
  database.statements.length = 0;
  const questions = [
    () => catalogue.findStores({ regionCodes: ["n"] }, { first: 2, after: "1" }),
    () => catalogue.listStores({}),
    () => catalogue.loadStores(ALL),
    () => catalogue.loadStoresById(ids),
    () => catalogue.listRegions(),
    () => catalogue.loadRegions(["n", "s"]),
  ];
  for (const ask of questions) {
    database.statements.length = 0;
    await ask();
    expect(database.statements).toHaveLength(1);
  }
});

describe("a catalogue in memory", () => {
  const read = () => Promise.all([catalogues.memory.listStores({}), catalogues.memory.listRegions()]);

  test("asks the database once for a version, and again for another", async () => {
    version = "2";
    await Promise.all([read(), read()]);
    await read();
    expect(database.statements).toHaveLength(2);
    version = "3";
    const stores = await catalogues.memory.loadStores(["10"]);
    expect(database.statements).toHaveLength(4);
    expect(stores.get("10")).toEqual((await catalogues.database.loadStores(["10"])).get("10"));
  });

  test("does not use its memory while the version is not known", async () => {
    await read();
    database.statements.length = 0;
    version = null;
    await read();
    expect(database.statements).toHaveLength(2);
  });

  test("hands out what nobody can change, in lists that are the asker's own", async () => {
    const [stores, regions] = await read();
    expect([stores[0], stores[0]?.attributes, regions[0]].every(Object.isFrozen)).toBe(true);
    stores.length = 0;
    regions.length = 0;
    expect((await read()).map(({ length }) => length)).toEqual([7, 3]);
  });

  test("forgets a load that failed", async () => {
    let isDown = true;
    const flaky = makeRememberedCatalogue(
      {
        ...catalogues.database,
        listRegions: () => (isDown ? Promise.reject(new Error("down")) : catalogues.database.listRegions()),
      },
      () => "1",
    );
    await expect(flaky.listRegions()).rejects.toThrow("down");
    isDown = false;
    expect(await flaky.listRegions()).toHaveLength(3);
  });
});
