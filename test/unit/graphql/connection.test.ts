import { describe, expect, test } from "@jest/globals";
import { InvalidInputError } from "../../../src/errors.js";
import { decodePage, makeConnection, pageOf } from "../../../src/schema/connection.js";
import { encodeId } from "../../../src/schema/ids.js";

const letters = ["a", "b", "c", "d", "e"];
const self = (letter: string) => letter;

describe("pages of a list in memory", () => {
  test.each([
    [2, undefined, ["a", "b"], true],
    [2, "b", ["c", "d"], true],
    [2, "d", ["e"], false],
    [5, undefined, letters, false],
    [4, undefined, ["a", "b", "c", "d"], true],
    [9, "e", [], false],
  ])("first %p after %p", (first, after, items, hasNextPage) => {
    const page = after === undefined ? { first } : { first, after };
    expect(pageOf(letters, self, page)).toEqual({ items, hasNextPage, totalCount: 5 });
  });

  test("a cursor to an item that is gone is refused", () => {
    expect(() => pageOf(letters, self, { first: 1, after: "z" })).toThrow(
      new InvalidInputError("after points to z, which is not in this list."),
    );
  });
});

describe("connections", () => {
  test("edges, nodes and the end agree", () => {
    const page = { items: ["x", "y"], hasNextPage: true, totalCount: 9 };
    const connection = makeConnection(page, (item, index) => `${item}${index}`);
    // One of the object's own would hold the page until old memory is collected.
    expect(Object.getOwnPropertyDescriptor(connection, "edges")).toBeUndefined();
    expect(connection).toMatchObject({
      edges: [
        { cursor: "x0", node: "x" },
        { cursor: "y1", node: "y" },
      ],
      nodes: ["x", "y"],
      pageInfo: { hasNextPage: true, endCursor: "y1" },
      totalCount: 9,
    });
  });

  test("an empty page has no end", () => {
    const page = { items: [], hasNextPage: false, totalCount: 9 };
    expect(makeConnection(page, String).pageInfo).toEqual({ hasNextPage: false, endCursor: null });
  });
});

describe("cursors", () => {
  test("a cursor is the id of the item to start after", () => {
    expect(decodePage("Store", { first: 3, after: encodeId("Store", "262") })).toEqual({
      first: 3,
      after: "262",
    });
    expect(decodePage("Store", { first: 3 })).toEqual({ first: 3 });
    expect(decodePage("Store", { first: 3, after: null })).toEqual({ first: 3 });
  });

  test.each(["262", "", encodeId("Region", "HE")])("%p is no cursor of a list of stores", (after) => {
    expect(() => decodePage("Store", { first: 3, after })).toThrow(
      new InvalidInputError(`after is ${after}; it must be a cursor of this list.`),
    );
  });
});
