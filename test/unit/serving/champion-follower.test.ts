import { beforeEach, expect, test } from "@jest/globals";
import type { StateVersion } from "../../../src/database/state-versions.js";
import { makeChampionFollower, type ChampionFollower } from "../../../src/serving/champion-follower.js";

let reads: { codes: readonly string[] | undefined; end: () => void; fail: () => void }[];
let moved: string[] | Error;
let askedAfter: number[];
let nowMs: number;
let warnings: number;
let follower: ChampionFollower;

beforeEach(() => {
  reads = [];
  moved = ["A"];
  askedAfter = [];
  nowMs = 1_000;
  warnings = 0;
  follower = makeChampionFollower({
    reached: versionOf(5),
    loadMoved: (after) => {
      askedAfter.push(after);
      return moved instanceof Error ? Promise.reject(moved) : Promise.resolve(moved);
    },
    refresh: (codes) =>
      new Promise((resolve, reject) =>
        reads.push({ codes, end: resolve, fail: () => reject(new Error("down")) }),
      ),
    getElapsedMs: () => nowMs,
    logger: { warn: () => void warnings++ },
    patienceMs: 20,
  });
});

const versionOf = (number: number, life = "first"): StateVersion => ({ name: `${life} ${number}`, number });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const followAt = (number: number, goodUntilMs = nowMs) => follower.follow(versionOf(number), goodUntilMs);
async function endRead(number: number): Promise<void> {
  reads[number]?.end();
  await turn();
}

test("only stores that moved since are read anew, and only once", async () => {
  await followAt(5);
  await followAt(7);
  await followAt(7);
  await endRead(0);
  await followAt(7);
  moved = ["B"];
  await followAt(8);
  await endRead(1);
  expect(reads.map(({ codes }) => codes)).toEqual([["A"], ["B"]]);
  expect(askedAfter).toEqual([5, 7]);
  expect(follower.getCounts()).toEqual({ succeeded: 2, failed: 0 });
});

test("all are read anew where the database has begun another life, and nobody is served before", async () => {
  for (const version of [versionOf(5, "second"), versionOf(2, "third")]) {
    await follower.follow(version, nowMs);
    expect(follower.settle(["any"])).not.toBeNull();
    await endRead(reads.length - 1);
    expect(follower.settle(["any"])).toBeNull();
  }
  expect(reads.map(({ codes }) => codes)).toEqual([undefined, undefined]);
});

test("nobody waits while what is known is good still, and after that only who asks for what moved", async () => {
  await followAt(6, 1_300);
  nowMs = 1_299;
  expect([follower.settle(["A"]), follower.settle(["B"]), follower.settle()]).toEqual([null, null, null]);
  nowMs = 1_300;
  expect(follower.settle(["B"])).toBeNull();
  let isSettled = false;
  const settling = Promise.all([follower.settle(["B", "A"]), follower.settle()]).then(
    () => (isSettled = true),
  );
  await turn();
  expect(isSettled).toBe(false);
  await endRead(0);
  await settling;
  expect(follower.settle(["A"])).toBeNull();
});

test("what moves again while it is read is read once more, and is good no longer for that", async () => {
  await followAt(6, 1_300);
  await followAt(7, 1_700);
  nowMs = 1_300;
  const settling = follower.settle(["A"]);
  await endRead(0);
  expect(reads.map(({ codes }) => codes)).toEqual([["A"], ["A"]]);
  expect(follower.settle(["A"])).not.toBeNull();
  await endRead(1);
  await settling;
  expect(follower.settle(["A"])).toBeNull();
});

test("answers of before lapse once, when the first of what moved is good no longer", async () => {
  const lapses = () => follower.getLapses();
  await followAt(6, 1_300);
  moved = ["B"];
  await followAt(7, 1_500);
  const before = lapses();
  nowMs = 1_299;
  expect(lapses()).toBe(before);
  nowMs = 1_300;
  expect([lapses(), lapses()]).toEqual([before + 1, before + 1]);
  nowMs = 1_500;
  expect([lapses(), lapses()]).toEqual([before + 2, before + 2]);
});

test("a registry that is slow is not waited for for long, and not again until it has answered", async () => {
  await followAt(6);
  await follower.settle(["A"]);
  expect(follower.settle(["A"])).toBeNull();
  await endRead(0);
  await followAt(7);
  expect(follower.settle(["A"])).not.toBeNull();
  await endRead(1);
  expect(follower.getCounts()).toEqual({ succeeded: 2, failed: 0 });
});

test("a registry that is away is asked again each time, told of once, and waited for by nobody", async () => {
  await followAt(6);
  reads[0]?.fail();
  await turn();
  expect(follower.settle(["A"])).toBeNull();
  await followAt(6);
  reads[1]?.fail();
  await turn();
  await followAt(6);
  await endRead(2);
  await followAt(6);
  expect([reads.length, warnings]).toEqual([3, 1]);
  expect(reads[2]?.codes).toEqual(["A"]);
});

test("where nobody knows which stores moved it is asked again", async () => {
  moved = new Error("the database is away");
  await expect(followAt(6)).rejects.toThrow("away");
  moved = ["A"];
  await followAt(6);
  expect(askedAfter).toEqual([5, 5]);
  expect(reads.map(({ codes }) => codes)).toEqual([["A"]]);
});
