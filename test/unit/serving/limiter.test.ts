import { expect, test } from "@jest/globals";
import { makeLimiter } from "../../../src/serving/limiter.js";

test("no more than so many run at once, in order, and a failure gives its place back", async () => {
  const limit = makeLimiter(2);
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const results = await Promise.allSettled(
    Array.from({ length: 9 }, (_, i) =>
      limit(async () => {
        started.push(i);
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        if (i % 3 === 0) throw new Error(`work ${i}`);
        return i;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(3);
});

test.each([0, 1.5, -1])("a concurrency of %p is refused", (concurrency) => {
  expect(() => makeLimiter(concurrency)).toThrow(`concurrency is ${concurrency}`);
});
