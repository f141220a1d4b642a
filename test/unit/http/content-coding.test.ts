import { expect, test } from "@jest/globals";
import { chooseCoding } from "../../../src/http/content-coding.js";

test.each([
  [undefined, "identity"],
  ["", "identity"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip", "gzip"],
  ["gzip;q=1.0, br;q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["*", "br"],
  ["identity", "identity"],
  ["identity, gzip;q=0.2", "identity"],
  ["gzip;q=0.2, identity;q=0.1", "gzip"],
  ["deflate", "identity"],
  ["*;q=0", "identity"],
])("accept-encoding %p gets %s", (accepted, coding) => {
  expect(chooseCoding(accepted, 1_000)).toBe(coding);
});

test("a body of less than 1,000 bytes is not compressed", () => {
  expect(chooseCoding("br", 999)).toBe("identity");
});
