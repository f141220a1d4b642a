import { beforeEach, expect, test } from "@jest/globals";
import type { StateVersion } from "../../../src/database/state-versions.js";
import { makeChampionFollower, type ChampionFollower } from "../../../src/serving/champion-follower.js";

let reads: { codes: readonly string[] | undefined; end: () => void; fail: () => void }[];
let warnings: number;
let follower: ChampionFollower;

beforeEach(() => {
  reads = [];
  warnings = 0;
  follower = makeChampionFollower({
    reached: versionOf(5),
    loadMoved: (after) => Promise.resolve([`moved after ${after}`]),
    refresh: (codes) =>
      new Promise((resolve, reject) =>
        reads.push({ codes, end: resolve, fail: () => reject(new Error("down")) }),
      ),
    logger: { warn: () => void warnings++ },
    patienceMs: 20,
  });
});

const versionOf = (number: number, life = "first"): StateVersion => ({ name: `${life} ${number}`, number });
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test("only stores that moved since are read anew, and only once", async () => {
  await follower.follow(versionOf(5));
  const following = Promise.all([follower.follow(versionOf(7)), follower.follow(versionOf(7))]);
  await settle();
  reads[0]?.end();
  await following;
  await follower.follow(versionOf(7));
  const next = follower.follow(versionOf(8));
  await settle();
  reads[1]?.end();
  await next;
  expect(reads.map(({ codes }) => codes)).toEqual([["moved after 5"], ["moved after 7"]]);
});

test("all are read anew where the database has begun another life", async () => {
  for (const version of [versionOf(5, "second"), versionOf(2, "third")]) {
    const following = follower.follow(version);
    await settle();
    reads.at(-1)?.end();
    await following;
  }
  expect(reads.map(({ codes }) => codes)).toEqual([undefined, undefined]);
});

test("a registry that is slow is not waited for for long, and not again until it has answered", async () => {
  await follower.follow(versionOf(6));
  expect(reads).toHaveLength(1);
  await follower.follow(versionOf(6));
  const before = performance.now();
  await follower.follow(versionOf(6));
  expect(performance.now() - before).toBeLessThan(15);
  reads[0]?.end();
  await settle();
  const next = follower.follow(versionOf(7));
  await settle();
  reads[1]?.end();
  await next;
  expect(follower.getCounts()).toEqual({ succeeded: 2, failed: 0 });
});

test("a registry that is away is asked again each time, and told of once", async () => {
  const first = follower.follow(versionOf(6));
  await settle();
  reads[0]?.fail();
  await first;
  await follower.follow(versionOf(6));
  await settle();
  reads[1]?.fail();
  await settle();
  await follower.follow(versionOf(6));
  await settle();
  reads[2]?.end();
  await settle();
  await follower.follow(versionOf(6));
  expect([reads.length, warnings]).toEqual([3, 1]);
  expect(reads[2]?.codes).toEqual(["moved after 5"]);
});
