import { expect, test } from "@jest/globals";
import { makeStoreIndex } from "../../../src/stores/store-index.js";
import type { Store } from "../../../src/stores/types.js";
import { countHiddenClasses } from "../../support/hidden-class.js";

const NAMES = [
  ...["id", "code", "name", "regionCode", "attributes", "timeZone", "holidayCalendar"],
  ...["dataThrough", "dataRevision"],
];

/** Made as rows of the database are, which come from a copy of one empty row each. */
function makeRows(count: number): Store[] {
  const empty = Object.fromEntries(NAMES.map((name) => [name, null]));
  return Array.from({ length: count }, (_, i) => {
    const facts = {
      ...{ id: i + 1, code: `S${i + 1}`, name: `Store ${i + 1}`, regionCode: `R${i % 16}` },
      attributes: i % 2 === 0 ? [] : [{ name: "type", value: "a" }],
      timeZone: "Europe/Berlin",
      holidayCalendar: i % 3 === 0 ? null : "DE-NW",
      dataThrough: i % 5 === 0 ? null : "2015-07-31",
      dataRevision: i % 7,
    };
    const row: Record<string, unknown> = { ...empty };
    for (const [name, value] of Object.entries(facts)) row[name] = value;
    return row as unknown as Store;
  });
}

test("stores are handed out as they came, and cannot be written to", async () => {
  const rows = makeRows(20);
  const stores = await makeStoreIndex(rows, []).listStores({});
  expect(stores).toEqual(rows);
  for (const store of stores) {
    expect([store, store.attributes, ...store.attributes].every((part) => Object.isFrozen(part))).toBe(true);
  }
});

test("a thousand stores are of a few hidden classes, so that what reads them stays fast", async () => {
  const stores = await makeStoreIndex(makeRows(1_000), []).listStores({});
  expect(countHiddenClasses(stores)).toBeLessThanOrEqual(4);
});

test("regions are handed out as they came, and cannot be written to", async () => {
  const regions = [
    { code: "N", name: "North" },
    { code: "S", name: "South" },
  ];
  const listed = await makeStoreIndex([], regions).listRegions();
  expect(listed).toEqual(regions);
  expect(listed.every((region) => Object.isFrozen(region))).toBe(true);
});
