import { describe, expect, test } from "@jest/globals";

import { errorCode, toDatabaseError } from "../../../src/database/database-error.js";
import { ConfigurationError, ServiceUnavailableError } from "../../../src/errors.js";

const coded = (code: string) => Object.assign(new Error("told"), { code });

describe("a database error", () => {
  test.each(["ECONNREFUSED", "ENOTFOUND", "08006", "53300", "57P01", "57P03"])(
    "with code %s means that the database is away",
    (code) => {
      const error = toDatabaseError(coded(code));
      expect(error).toBeInstanceOf(ServiceUnavailableError);
      expect(error).toMatchObject({ service: "database", isRetryable: true });
    },
  );

  test.each(["28P01", "28000"])("with code %s is a matter of configuration", (code) => {
    expect(toDatabaseError(coded(code))).toBeInstanceOf(ConfigurationError);
  });

  test.each(["23505", "42P01", "57014", "22003"])("with code %s stays what it is", (code) => {
    const error = coded(code);
    expect(toDatabaseError(error)).toBe(error);
  });

  test("a full disk is said to be full", () => {
    expect(toDatabaseError(coded("53100"))).toMatchObject({
      service: "database",
      message: expect.stringMatching(/^The disk of the database is full .*: make room for it\.$/) as unknown,
    });
  });

  test("without a code means away when the connection is lost", () => {
    const lost = new Error("Connection terminated unexpectedly");
    expect(toDatabaseError(lost)).toBeInstanceOf(ServiceUnavailableError);
  });

  test("of several addresses is that of the first", () => {
    const error = new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]);
    expect(toDatabaseError(error)).toBeInstanceOf(ServiceUnavailableError);
  });

  test("has a code only if that is text", () => {
    expect(errorCode(coded("23505"))).toBe("23505");
    expect(errorCode({ code: 7 })).toBeUndefined();
    expect(errorCode("23505")).toBeUndefined();
    expect(errorCode(null)).toBeUndefined();
  });
});
