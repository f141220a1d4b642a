import { beforeEach, expect, jest, test } from "@jest/globals";
import { pino } from "pino";
import { Answer } from "../../../src/http/answer.js";
import { type AnswerCache, createAnswerCache } from "../../../src/http/answer-cache.js";

let stateName: string | null;
let nameFailure: Error | null;
let outcomes: string[];
let cache: AnswerCache;

function makeCache(maxBytes: number): AnswerCache {
  return createAnswerCache({
    maxBytes,
    getStateName: () => (nameFailure ? Promise.reject(nameFailure) : Promise.resolve(stateName)),
    onOutcome: (outcome) => void outcomes.push(outcome),
    logger: pino({ level: "silent" }),
  });
}

beforeEach(() => {
  stateName = "A";
  nameFailure = null;
  outcomes = [];
  cache = makeCache(10_000);
});

const lasting = (text: string) => ({ answer: new Answer("text/plain", Buffer.from(text)), isLasting: true });
const momentary = (text: string) => ({ ...lasting(text), isLasting: false });

/** Asks, and says what came. */
async function ask(compute: () => ReturnType<typeof lasting>, key: string | null = "key"): Promise<string> {
  const found = await cache.answer(key, () => Promise.resolve(compute()));
  return String((found instanceof Answer ? found : found.answer).body);
}

/** A computation that the test ends. */
function makeSlow() {
  let end: (text: string, isLasting?: boolean) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let markMomentary = () => undefined as void;
  const compute = jest.fn((onMomentary: () => void) => {
    markMomentary = onMomentary;
    return new Promise<ReturnType<typeof lasting>>((resolve, reject) => {
      end = (text, isLasting = true) => resolve({ ...lasting(text), isLasting });
      fail = reject;
    });
  });
  const started = async () => {
    for (let turn = 0; turn < 100 && compute.mock.calls.length === 0; turn++) await Promise.resolve();
    expect(compute).toHaveBeenCalledTimes(1);
  };
  return {
    compute,
    started,
    end: (text: string, isLasting?: boolean) => end(text, isLasting),
    fail: (error: Error) => fail(error),
    markMomentary: () => markMomentary(),
  };
}

test("an equal question in the same state gets the answer of before", async () => {
  expect(await ask(() => lasting("1"))).toBe("1");
  expect(await ask(() => lasting("2"))).toBe("1");
  expect(await ask(() => lasting("3"), "another key")).toBe("3");
  expect(outcomes).toEqual(["miss", "hit", "miss"]);
});

test("another state has other answers, and those of the older one go at once", async () => {
  await ask(() => lasting("1"));
  await ask(() => lasting("x".repeat(1_000)), "large");
  const before = cache.bytes;
  stateName = "B";
  expect(await ask(() => lasting("2"))).toBe("2");
  expect(cache.bytes).toBe(before - 1_000 - "large".length);
  stateName = "A";
  expect(await ask(() => lasting("3"))).toBe("3");
  expect(outcomes).toEqual(["miss", "miss", "miss", "miss"]);
});

test.each([
  ["null", () => (stateName = null)],
  ["an error", () => (nameFailure = new Error("away"))],
])(
  "while the state's name is %s, everything is computed, and what was kept holds when the name is back",
  async (_what, loseName) => {
    await ask(() => lasting("1"));
    loseName();
    expect(await ask(() => lasting("2"))).toBe("2");
    expect(await ask(() => lasting("3"))).toBe("3");
    [stateName, nameFailure] = ["A", null];
    expect(await ask(() => lasting("4"))).toBe("1");
    expect(outcomes).toEqual(["miss", "uncacheable", "uncacheable", "hit"]);
  },
);

test.each(["B", null])("an answer under whose computation the state became %p is not kept", async (name) => {
  const slow = makeSlow();
  const first = cache.answer("key", slow.compute);
  await slow.started();
  stateName = name;
  slow.end("of A, or of both");
  await first;
  expect(cache.bytes).toBe(0);
  stateName = "A";
  expect(await ask(() => lasting("2"))).toBe("2");
});

test("momentary answers and questions without a key are not kept", async () => {
  expect(await ask(() => momentary("1"))).toBe("1");
  expect(await ask(() => momentary("2"))).toBe("2");
  expect(await ask(() => lasting("3"), null)).toBe("3");
  expect(await ask(() => lasting("4"), null)).toBe("4");
  expect(outcomes).toEqual(Array.from({ length: 4 }, () => "uncacheable"));
  expect(cache.bytes).toBe(0);
});

test("who asks the same while it is computed shares the computation", async () => {
  const slow = makeSlow();
  const asked = [1, 2, 3].map(() => cache.answer("key", slow.compute));
  await slow.started();
  slow.end("1");
  const bodies = (await Promise.all(asked)).map((one) => (one instanceof Answer ? one : one.answer).body);
  expect(bodies.map(String)).toEqual(["1", "1", "1"]);
  expect(slow.compute).toHaveBeenCalledTimes(1);
  expect(outcomes.toSorted()).toEqual(["miss", "shared", "shared"]);
});

test("who asks the same in another state does not share it", async () => {
  const slow = makeSlow();
  const first = cache.answer("key", slow.compute);
  await slow.started();
  stateName = "B";
  expect(await ask(() => lasting("2"))).toBe("2");
  slow.end("1");
  await first;
});

test("whoever waited for what is not kept computes his own", async () => {
  const slow = makeSlow();
  const first = cache.answer("key", slow.compute);
  await slow.started();
  const second = ask(() => momentary("own"));
  slow.end("with an error", false);
  await first;
  expect(await second).toBe("own");
});

test("whoever waited for what failed computes his own", async () => {
  const slow = makeSlow();
  const first = cache.answer("key", slow.compute);
  await slow.started();
  const second = ask(() => lasting("own"));
  slow.fail(new Error("bug"));
  await expect(first).rejects.toThrow("bug");
  expect(await second).toBe("own");
  expect(await ask(() => lasting("3"))).toBe("own");
});

test("nobody waits longer once an answer turns out to be of the moment", async () => {
  const slow = makeSlow();
  const first = cache.answer("key", slow.compute);
  await slow.started();
  const second = ask(() => momentary("own"));
  slow.markMomentary();
  expect(await second).toBe("own");
  expect(await ask(() => momentary("third"))).toBe("third");
  slow.end("1", false);
  await first;
});

test("the least recently asked for goes first when there is no room, compressed bodies counted", async () => {
  const text = (letter: string) => `${letter}${"0123456789".repeat(400)}`;
  const first = await cache.answer("a", () => Promise.resolve(lasting(text("a"))));
  await ask(() => lasting(text("b")), "b");
  expect(cache.bytes).toBe(2 * 4_001 + 2);
  expect(await ask(() => lasting("-"), "a")).toBe(text("a"));
  await (first instanceof Answer ? first : first.answer).encode("gzip");
  expect(cache.bytes).toBeGreaterThan(2 * 4_001 + 2);
  await ask(() => lasting(text("c")), "c");
  expect(await ask(() => lasting("-"), "a")).toBe(text("a"));
  expect(await ask(() => lasting("new"), "b")).toBe("new");
  expect(cache.bytes).toBeLessThanOrEqual(10_000);
});

test("an answer larger than the room is given and not kept", async () => {
  await ask(() => lasting("x".repeat(10_001)));
  expect(cache.bytes).toBe(0);
});

test("without room, nothing is kept or shared", async () => {
  cache = makeCache(0);
  const compute = jest.fn(() => Promise.resolve(lasting("1")));
  await Promise.all([cache.answer("key", compute), cache.answer("key", compute)]);
  expect(compute).toHaveBeenCalledTimes(2);
  expect(outcomes).toEqual(["uncacheable", "uncacheable"]);
});
