import { describe, expect, test } from "@jest/globals";
import type { OwnVersion } from "../../../src/mlflow/types.js";
import { findChallenger } from "../../../src/training/challenger-rule.js";
import {
  createChampionMoves,
  findPreviousChampion,
  type ChampionMoves,
} from "../../../src/training/champion-moves.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";

const ann = { by: "ann", reason: "the promo week" };
const minute = (n: number) => new Date(Date.parse("2015-08-01T00:00:00Z") + n * 60_000).toISOString();

function makeVersion(version: number, promoted: number | null, rolledBack: number | null): OwnVersion {
  return {
    storeCode: "1",
    version,
    runId: "run",
    source: `models:/m-${version}`,
    createdAt: new Date(minute(version)),
    description: "",
    origin: "storecast",
    facts: {
      trainedThrough: "2015-07-31",
      dataRevision: 0,
      dataDigest: "digest",
      recipe: "default@1",
      forecaster: "prophet",
      codeVersion: "0.1.0",
      modelSha256: "sha",
      servingSha256: null,
      trainedAt: minute(version),
      jobId: `job-${version}`,
      backtest: null,
    },
    ...{ promotedAt: promoted === null ? null : minute(promoted), promotedBy: null, promotedReason: null },
    ...{ rolledBackAt: rolledBack === null ? null : minute(rolledBack), rolledBackBy: null },
    ...{ rolledBackReason: null, pin: null },
  };
}

describe("the champion before", () => {
  type Row = [version: number, promoted: number | null, rolledBack: number | null];
  const table: [what: string, versions: Row[], champion: number, expected: number | null][] = [
    [
      "the version promoted before it",
      [
        [1, 10, null],
        [2, 20, null],
        [3, 30, null],
      ],
      3,
      2,
    ],
    [
      "not a challenger that never served",
      [
        [1, 10, null],
        [2, null, null],
        [3, 30, null],
      ],
      3,
      1,
    ],
    [
      "not one that was rolled back from",
      [
        [1, 10, null],
        [2, 20, 40],
        [3, 30, null],
      ],
      3,
      1,
    ],
    [
      "two back after a first rollback",
      [
        [1, 10, null],
        [2, 20, null],
        [3, 30, 40],
      ],
      2,
      1,
    ],
    [
      "none after a second",
      [
        [1, 10, null],
        [2, 20, 50],
        [3, 30, 40],
      ],
      1,
      null,
    ],
    [
      "one promoted again since it was rolled back",
      [
        [1, 10, null],
        [2, 60, 40],
        [3, 30, null],
      ],
      1,
      2,
    ],
    [
      "a later version when an older one was promoted by hand",
      [
        [1, 10, null],
        [2, 20, null],
      ],
      1,
      2,
    ],
    [
      "the last promoted, not the highest number",
      [
        [1, 50, null],
        [2, 20, null],
        [3, 60, null],
      ],
      3,
      1,
    ],
    [
      "the higher number of two promoted in one moment",
      [
        [1, 10, null],
        [2, 10, null],
        [3, 30, null],
      ],
      3,
      2,
    ],
    ["none where it is the only version", [[1, 10, null]], 1, null],
    [
      "the last champion we promoted, if someone else moved the alias",
      [
        [1, 10, null],
        [2, null, null],
      ],
      2,
      1,
    ],
  ];

  test.each(table)("is %s", (_, rows, champion, expected) => {
    const versions = rows.map((row) => makeVersion(...row));
    const present = versions.find(({ version }) => version === champion)!;
    expect(findPreviousChampion(versions, present)?.version ?? null).toBe(expected);
    expect(findPreviousChampion(versions.toReversed(), present)?.version ?? null).toBe(expected);
  });
});

async function openStore(champions: boolean[]) {
  const registry = createFakeRegistry();
  for (const [index, promote] of champions.entries()) {
    const { facts } = makeVersion(index + 1, null, null);
    await registry.logModel({
      runId: "run",
      experimentId: "1",
      storeCode: "1",
      params: {},
      regressors: [],
      transform: "none",
      prophetJson: "{}",
      facts,
      description: "",
      promote,
    });
  }
  const announced: string[][] = [];
  let minutes = 100;
  let callsLeft = Infinity;
  const breaking = new Proxy(registry, {
    get: (target, key, receiver) => {
      callsLeft--;
      if (callsLeft === 0) return () => Promise.reject(new Error("MLflow went away."));
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  const moves = createChampionMoves({
    registry: breaking,
    announce: (codes) => Promise.resolve(void announced.push([...codes])),
    now: () => new Date(minute(minutes++)),
  });
  const breakAt = (call: number) => (callsLeft = call);
  return { registry, announced, moves, breakAt, championOf: () => championOf(registry) };
}

async function championOf(registry: FakeRegistry): Promise<number | undefined> {
  return (await registry.findStoreModels(["1"])).get("1")?.champion?.version;
}

describe("moves", () => {
  test("a promotion moves the champion, then tells", async () => {
    const { moves, announced, championOf } = await openStore([true, false]);
    const move = await moves.promote("1", 2, ann);
    expect(move).toMatchObject({
      moved: true,
      champion: { version: 2, promotedAt: minute(100) },
      previousChampion: { version: 1 },
    });
    expect(await championOf()).toBe(2);
    expect(announced).toEqual([["1"]]);
  });

  test("back, forth and back again ends where it began", async () => {
    const { moves, championOf } = await openStore([true, true, true]);
    await moves.rollback("1", null, ann);
    expect(await championOf()).toBe(2);
    await moves.promote("1", 3, ann);
    expect(await championOf()).toBe(3);
    expect(await moves.rollback("1", null, ann)).toMatchObject({
      moved: true,
      champion: { version: 2 },
      previousChampion: { version: 3, rolledBackAt: minute(102) },
    });
  });

  test("a refusal moves nothing and tells no one", async () => {
    const { moves, announced, registry, championOf } = await openStore([true]);
    expect(await moves.promote("1", 1, ann)).toMatchObject({ moved: false, code: "ALREADY_CHAMPION" });
    expect(await moves.promote("1", 9, ann)).toMatchObject({
      moved: false,
      code: "MODEL_VERSION_NOT_FOUND",
    });
    expect(await moves.promote("2", 1, ann)).toMatchObject({
      moved: false,
      code: "MODEL_VERSION_NOT_FOUND",
    });
    expect(await moves.rollback("1", null, ann)).toMatchObject({
      moved: false,
      code: "NO_PREVIOUS_CHAMPION",
    });
    expect(await moves.rollback("2", null, ann)).toMatchObject({
      moved: false,
      code: "NO_PREVIOUS_CHAMPION",
      previousChampion: null,
    });
    expect(await championOf()).toBe(1);
    expect(announced).toEqual([]);
    expect(registry.calls).not.toContain("rollback");
  });

  test("a rollback from a version that is not champion any more moves nothing", async () => {
    const { moves, championOf } = await openStore([true, true, true]);
    await moves.rollback("1", 3, ann);
    expect(await moves.rollback("1", 3, ann)).toMatchObject({
      ...{ moved: false, code: "NOT_CHAMPION", previousChampion: { version: 2 } },
      message: "Version 3 is not the champion of store 1: version 2 is.",
    });
    expect(await championOf()).toBe(2);
  });

  test("a promotion by a person takes a pin away, wherever it was", async () => {
    const { moves, registry } = await openStore([true, true, true]);
    await moves.rollback("1", null, ann);
    await moves.pin("1", ann);
    expect(await moves.promote("1", 3, ann)).toMatchObject({ champion: { version: 3, pin: null } });
    const versions = (await registry.listVersions(["1"])).get("1");
    expect(versions?.map(({ pin }) => pin)).toEqual([null, null, null]);
  });

  test("a pin and its end say who asked, and tell", async () => {
    const { moves, announced, registry } = await openStore([true]);
    expect(await moves.pin("1", ann)).toMatchObject({
      champion: { version: 1, pin: { kind: "person", by: "ann", at: minute(100), reason: ann.reason } },
    });
    expect(await moves.unpin("1", ann)).toMatchObject({ changed: true, champion: { pin: null } });
    expect(await moves.unpin("1", ann)).toMatchObject({ changed: false, code: "NOT_PINNED" });
    expect(await moves.pin("2", ann)).toMatchObject({ changed: false, code: "NO_CHAMPION" });
    expect(await moves.unpin("2", ann)).toMatchObject({ changed: false, code: "NO_CHAMPION" });
    expect(announced).toEqual([["1"], ["1"]]);
    expect((await registry.findStoreModels(["1"])).get("1")?.champion?.pin).toBeNull();
  });
});

describe("challengers", () => {
  const table: [
    what: string,
    champions: boolean[],
    move: (moves: ChampionMoves) => unknown,
    expected: number | null,
  ][] = [
    ["the challenger goes when it is promoted", [true, false], (moves) => moves.promote("1", 2, ann), null],
    ["an older one is left behind", [true, false, false], (moves) => moves.promote("1", 3, ann), null],
    ["a newer one stays", [true, false, false], (moves) => moves.promote("1", 2, ann), 3],
    [
      "a rollback makes none of the version it leaves",
      [true, true],
      (moves) => moves.rollback("1", null, ann),
      null,
    ],
    ["a rollback past one brings it back", [true, false, true], (moves) => moves.rollback("1", null, ann), 2],
  ];
  test.each(table)("%s", async (_, champions, move, expected) => {
    const { moves, registry } = await openStore(champions);
    await move(moves);
    expect((await registry.findStoreModels(["1"])).get("1")?.challenger).toBe(expected);
  });

  test("a champion that somebody made in MLflow, and rolls back from, is none", () => {
    const champion = makeVersion(3, null, null);
    expect(
      findChallenger([champion, makeVersion(2, null, null), makeVersion(1, 1, null)], { version: 1 }),
    ).toBe(3);
    expect(findChallenger([{ ...champion, rolledBackAt: minute(9) }, makeVersion(2, null, null)], null)).toBe(
      2,
    );
    expect(findChallenger([], null)).toBeNull();
  });
});

describe("a move that failed at any of its calls", () => {
  const table: [name: string, move: (moves: ChampionMoves) => Promise<unknown>][] = [
    ["promote", (moves) => moves.promote("1", 4, ann)],
    ["rollback", (moves) => moves.rollback("1", 3, ann)],
    ["pin", (moves) => moves.pin("1", ann)],
  ];

  test.each(table)("%s ends as if nothing had failed when it is asked for again", async (_, move) => {
    const run = async (failing: number) => {
      const { moves, registry, breakAt } = await openStore([true, true, true, false]);
      breakAt(failing);
      const failed = await move(moves).then(
        () => false,
        () => true,
      );
      breakAt(Infinity);
      if (failed) await move(moves);
      const models = (await registry.findStoreModels(["1"])).get("1");
      return { failed, state: [models?.champion?.version, models?.challenger, models?.champion?.pin?.kind] };
    };
    const { state } = await run(Infinity);
    let failures = 0;
    for (let failing = 1; ; failing++) {
      const broken = await run(failing);
      expect(broken.state).toEqual(state);
      if (!broken.failed) break;
      failures++;
    }
    expect(failures).toBeGreaterThanOrEqual(3);
  });
});
