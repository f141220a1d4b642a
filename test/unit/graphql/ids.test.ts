import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInputError } from "../../../src/errors.js";
import {
  decodeId,
  decodeIdOrCode,
  encodeId,
  encodeVersionId,
  parseVersionKey,
} from "../../../src/schema/ids.js";

describe("ids", () => {
  test("an id is base64url of the type and the key", () => {
    expect(encodeId("Store", "262")).toBe("U3RvcmU6MjYy");
    expect(Buffer.from(encodeVersionId("262", 7), "base64url").toString()).toBe("ModelVersion:262:7");
    expect(decodeId("U3RvcmU6MjYy")).toEqual({ type: "Store", key: "262" });
  });

  test("every key comes back from its id", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("Store", "Region", "ModelVersion", "RetrainJob"),
        fc.string({ minLength: 1, unit: "grapheme" }),
        (type, key) => {
          expect(decodeId(encodeId(type, key))).toEqual({ type, key });
        },
      ),
    );
  });

  test.each(["", "262", "A-17", "U3RvcmU6", "U3RvcmU6MjYy=", "U3RvcmU6MjYz!", "Store:262", "UGxhbmV0OjE"])(
    "%p is no id of ours",
    (text) => {
      expect(decodeId(text)).toBeNull();
    },
  );

  test("an argument takes the id and the bare code, and refuses the id of another type", () => {
    expect(decodeIdOrCode("Store", "U3RvcmU6MjYy", "id")).toBe("262");
    expect(decodeIdOrCode("Store", "262", "id")).toBe("262");
    expect(() => decodeIdOrCode("Region", "U3RvcmU6MjYy", "regionId")).toThrow(
      new InvalidInputError("regionId is U3RvcmU6MjYy, the id of a Store; it must name a Region."),
    );
  });

  test.each([
    ["262:7", { storeCode: "262", version: 7 }],
    ["A:1:12", { storeCode: "A:1", version: 12 }],
    ["262", null],
    ["262:0", null],
    ["262:-1", null],
    ["262:7.5", null],
    [":7", null],
  ])("the version key %p is %j", (key, expected) => {
    expect(parseVersionKey(key)).toEqual(expected);
  });
});
