import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  decodeSelection,
  encodeSelection,
  HORIZONS,
  NOTHING_SELECTED,
  STATUSES,
  toQuery,
  type Selection,
} from "../../../web/src/selection/selection.js";

const decode = (query: string) => decodeSelection(new URLSearchParams(query));
const encode = (part: Partial<Selection>, query = "") =>
  toQuery(encodeSelection({ ...NOTHING_SELECTED, ...part }, new URLSearchParams(query)));

describe("the selection in the address", () => {
  test("an empty address selects nothing, and nothing is written for it", () => {
    expect(decode("")).toEqual(NOTHING_SELECTED);
    expect(encode({})).toBe("");
  });

  test("all of it is read", () => {
    const query =
      "stores=1,262&regions=UmU&q=ber+lin&status=stale,ready&from=2015-08-01&days=14&span=3&sort=-total";
    expect(decode(query)).toEqual({
      stores: ["1", "262"],
      regions: ["UmU"],
      search: "ber lin",
      statuses: ["READY", "STALE"],
      from: "2015-08-01",
      days: 14,
      span: 3,
      sort: { by: "total", isDescending: true },
    });
  });

  test("it is written as people read it", () => {
    expect(encode({ stores: ["1", "262"], sort: { by: "name", isDescending: false } })).toBe(
      "?stores=1,262&sort=name",
    );
  });

  test.each([
    ...["from=2015-02-30", "from=yesterday", "days=9", "days=", "sort=--x", "sort=", "stores=,,", "q="],
    ...["span=0", "span=8", "span=2.5", "span=", "status=fine", "status=", "stores=9~1", "stores=1~9999999"],
  ])("%s says nothing", (query) => expect(decode(query)).toEqual(NOTHING_SELECTED));

  test("many stores that follow each other are short", () => {
    const stores = Array.from({ length: 1_115 }, (_, i) => String(i + 1));
    expect(encode({ stores })).toBe("?stores=1~1115");
    expect(decode("stores=1~1115").stores).toEqual(stores);
    expect(encode({ stores: ["7", "8", "1", "2", "3", "007", "008"] })).toBe("?stores=7,8,1~3,007,008");
  });

  test("a store that is named twice is chosen once", () => {
    expect(decode("stores=2,1,2").stores).toEqual(["2", "1"]);
  });

  test("what belongs to others stays in the address", () => {
    expect(encode({ search: "x" }, "level=0.9&q=old")).toBe("?level=0.9&q=x");
  });

  test("what is written is read again, whatever the codes", () => {
    const code = fc
      .string({ minLength: 1, maxLength: 12 })
      .filter((text) => text === text.trim() && text !== "" && !text.includes("\\"));
    const selection = fc.record<Selection>({
      stores: fc.uniqueArray(code, { maxLength: 8 }),
      regions: fc.uniqueArray(code, { maxLength: 4 }),
      search: fc.string(),
      statuses: fc.subarray([...STATUSES]),
      span: fc.integer({ min: 1, max: 7 }),
      from: fc.constantFrom(null, "2015-08-01", "2016-02-29"),
      days: fc.constantFrom(...HORIZONS),
      sort: fc.constantFrom(null, { by: "total", isDescending: true }, { by: "day3", isDescending: false }),
    });
    fc.assert(fc.property(selection, (given) => expect(decode(encode(given))).toEqual(given)));
  });
});
