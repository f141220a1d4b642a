import { expect, test } from "@jest/globals";
import { buildSchema, GraphQLError } from "graphql";
import { pino } from "pino";
import { createFormatErrors } from "../../../../src/http/client-errors.js";
import { DEFAULT_LIMITS, LIMIT_NAMES, LIMITS } from "../../../../src/http/limits/limits.js";
import { toRefusal } from "../../../../src/http/limits/refusal.js";
import { createRequestLimits } from "../../../../src/http/limits/request-limits.js";

const schema = buildSchema("type Query { yes: Boolean }");

test("every default is within its range", () => {
  for (const { byDefault, range } of Object.values(LIMITS)) {
    expect(byDefault).toBeGreaterThanOrEqual(range[0]);
    expect(byDefault).toBeLessThanOrEqual(range[1]);
  }
});

test("a batch of more operations than allowed is refused with both numbers, and counted", () => {
  const refused: string[] = [];
  const limits = createRequestLimits(schema, DEFAULT_LIMITS, (limit) => refused.push(limit));
  expect(limits.checkBatch(10)).toBeNull();
  expect(refused).toEqual([]);
  const excess = limits.checkBatch(11);
  expect(excess?.message).toBe(
    "The request has 11 operations; at most 10 are allowed (STORECAST_MAX_BATCH). Send them in several requests.",
  );
  expect(refused).toEqual(["batch"]);
});

test("a client gets code, limit, value, rule and setting", () => {
  const excess = createRequestLimits(schema, DEFAULT_LIMITS).checkBatch(12);
  const format = createFormatErrors(pino({ level: "silent" }));
  const refusal = excess ? toRefusal(excess) : new GraphQLError("none");
  expect(format([refusal], "request-1")).toEqual([
    {
      message: excess?.message,
      extensions: {
        code: "LIMIT_EXCEEDED",
        isRetryable: false,
        limit: { name: "batch", value: 12, most: 10, setting: "STORECAST_MAX_BATCH" },
      },
    },
  ]);
});

test("each limit has a setting of its own", () => {
  expect(new Set(LIMIT_NAMES.map((name) => LIMITS[name].setting)).size).toBe(LIMIT_NAMES.length);
});
