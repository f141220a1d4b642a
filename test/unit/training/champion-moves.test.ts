import { describe, expect, test } from "@jest/globals";
import type { OwnVersion } from "../../../src/mlflow/types.js";
import { createChampionMoves, findPreviousChampion } from "../../../src/training/champion-moves.js";
import { createFakeRegistry, type FakeRegistry } from "../../support/fake-registry.js";

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
      trainedAt: minute(version),
      jobId: `job-${version}`,
      backtest: null,
    },
    promotedAt: promoted === null ? null : minute(promoted),
    rolledBackAt: rolledBack === null ? null : minute(rolledBack),
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
  const moves = createChampionMoves({
    registry,
    announce: (codes) => Promise.resolve(void announced.push([...codes])),
    now: () => new Date(minute(minutes++)),
  });
  return { registry, announced, moves, championOf: () => championOf(registry) };
}

async function championOf(registry: FakeRegistry): Promise<number | undefined> {
  return (await registry.findStoreModels(["1"])).get("1")?.champion?.version;
}

describe("moves", () => {
  test("a promotion moves the champion, then tells", async () => {
    const { moves, announced, championOf } = await openStore([true, false]);
    const move = await moves.promote("1", 2, "ann");
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
    await moves.rollback("1", "ann");
    expect(await championOf()).toBe(2);
    await moves.promote("1", 3, "ann");
    expect(await championOf()).toBe(3);
    expect(await moves.rollback("1", "ann")).toMatchObject({
      moved: true,
      champion: { version: 2 },
      previousChampion: { version: 3, rolledBackAt: minute(102) },
    });
  });

  test("a refusal moves nothing and tells no one", async () => {
    const { moves, announced, registry, championOf } = await openStore([true]);
    expect(await moves.promote("1", 1, "ann")).toMatchObject({ moved: false, code: "ALREADY_CHAMPION" });
    expect(await moves.promote("1", 9, "ann")).toMatchObject({
      moved: false,
      code: "MODEL_VERSION_NOT_FOUND",
    });
    expect(await moves.promote("2", 1, "ann")).toMatchObject({
      moved: false,
      code: "MODEL_VERSION_NOT_FOUND",
    });
    expect(await moves.rollback("1", "ann")).toMatchObject({ moved: false, code: "NO_PREVIOUS_CHAMPION" });
    expect(await moves.rollback("2", "ann")).toMatchObject({
      moved: false,
      code: "NO_PREVIOUS_CHAMPION",
      previousChampion: null,
    });
    expect(await championOf()).toBe(1);
    expect(announced).toEqual([]);
    expect(registry.calls).not.toContain("rollback");
  });
});
