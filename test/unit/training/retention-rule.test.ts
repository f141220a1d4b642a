import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { StockedVersion, VersionStock } from "../../../src/mlflow/version-stock.js";
import { planRetention } from "../../../src/training/retention-rule.js";

const NOW = new Date("2016-01-01T00:00:00Z");
const daysAgo = (days: number | null) =>
  days === null ? null : new Date(NOW.getTime() - days * 86_400_000).toISOString();

/** Version with the days since its promotion and the rollback from it. */
function make(
  version: number,
  promoted: number | null = null,
  change: Partial<StockedVersion> & { rolledBack?: number; pinned?: number } = {},
): StockedVersion {
  const { rolledBack = null, pinned = null, ...rest } = change;
  return {
    ...{ version, isOwn: true, modelId: `m-${version}`, runId: "run" },
    ...{ promotedAt: daysAgo(promoted), rolledBackAt: daysAgo(rolledBack), pinnedAt: daysAgo(pinned) },
    isPinned: false,
    ...rest,
  };
}

const plan = (aliases: Record<string, number>, versions: StockedVersion[], keepLast = 1) =>
  planRetention({ storeCode: "1", aliases, versions }, { keepLast, keepChampionsDays: 90 }, NOW);

describe("the retention rule", () => {
  const table: [
    what: string,
    aliases: Record<string, number>,
    versions: StockedVersion[],
    kept: Record<number, string>,
    doomed: number[],
  ][] = [
    [
      "keeps the champion, whatever its age",
      { champion: 1 },
      [make(2), make(1, 400)],
      { 1: "champion", 2: "newest" },
      [],
    ],
    [
      "keeps the challenger and drops what lost before it",
      { champion: 1, challenger: 3 },
      [make(3), make(2), make(1, 5)],
      { 1: "champion", 3: "challenger" },
      [2],
    ],
    [
      "drops a challenger that is older than the champion",
      { champion: 3, challenger: 2 },
      [make(3, 5), make(2), make(1, 10)],
      { 1: "former champion", 3: "champion" },
      [2],
    ],
    [
      "keeps what somebody's own alias points to",
      { champion: 3, shadow: 1 },
      [make(3, 5), make(2), make(1)],
      { 1: "alias", 3: "champion" },
      [2],
    ],
    [
      "keeps what is pinned, champion or not",
      { champion: 3 },
      [make(3, 5), make(2), make(1, 900, { isPinned: true })],
      { 1: "pinned", 3: "champion" },
      [2],
    ],
    [
      "keeps champions whose time ended within the days, however long ago it began",
      { champion: 5 },
      [make(5, 2), make(4, 80), make(3, 100), make(2, 300), make(1, 400)],
      { 3: "former champion", 4: "former champion", 5: "champion" },
      [2, 1],
    ],
    [
      "keeps what a rollback would restore, however long ago its time ended",
      { champion: 3 },
      [make(3, 300), make(2, 400), make(1, 500)],
      { 2: "former champion", 3: "champion" },
      [1],
    ],
    [
      "counts the time of a champion that a rollback restored from the rollback",
      { champion: 3 },
      [make(4), make(3, 20), make(2, 150, { rolledBack: 100 }), make(1, 200, { pinned: 100 })],
      { 1: "former champion", 3: "champion", 4: "newest" },
      [2],
    ],
    [
      "keeps others' versions and does not count them among the newest",
      { champion: 1 },
      [make(4, null, { isOwn: false }), make(3), make(2), make(1, 5)],
      { 1: "champion", 3: "newest", 4: "not ours" },
      [2],
    ],
    [
      "keeps a version whose artifacts a kept one has, too",
      { champion: 3 },
      [make(4, null, { isOwn: false, modelId: "m-2" }), make(3, 5), make(2), make(1)],
      { 2: "shared", 3: "champion", 4: "not ours" },
      [1],
    ],
    [
      "keeps the last champion of a store that has lost its alias",
      {},
      [make(3), make(2), make(1, 400)],
      { 1: "former champion", 3: "newest" },
      [2],
    ],
  ];

  test.each(table)("%s", (_, aliases, versions, kept, doomed) => {
    const result = plan(aliases, versions);
    expect(Object.fromEntries(result.kept.map(({ version, reason }) => [version, reason]))).toEqual(kept);
    expect(result.doomed.map(({ version }) => version)).toEqual(doomed);
    expect(plan(aliases, versions.toReversed()).doomed).toHaveLength(doomed.length);
  });

  test("says which alias a champion has left behind", () => {
    expect(plan({ champion: 3, challenger: 2 }, [make(3, 5), make(2)]).staleAliases).toEqual(["challenger"]);
    expect(plan({ champion: 2, challenger: 3 }, [make(3), make(2, 5)]).staleAliases).toEqual([]);
    expect(plan({ challenger: 3 }, [make(3)]).staleAliases).toEqual([]);
  });

  const days = fc.option(fc.integer({ min: 0, max: 500 }), { nil: null });
  const stocks = fc
    .array(
      fc.record({
        promoted: days,
        rolledBack: days,
        pinned: days,
        isPinned: fc.boolean(),
        isOwn: fc.boolean(),
        model: fc.nat(12),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .chain((rows) => {
      const number = fc.option(fc.integer({ min: 1, max: rows.length }), { nil: undefined });
      return fc
        .record({ champion: number, challenger: number, shadow: number })
        .map((aliases): VersionStock => ({
          storeCode: "1",
          aliases: Object.fromEntries(
            Object.entries(aliases).filter((entry): entry is [string, number] => entry[1] !== undefined),
          ),
          versions: rows.map(({ promoted, rolledBack, pinned, isPinned, isOwn, model }, index) => ({
            ...make(index + 1, promoted, { isPinned, isOwn, modelId: `m-${model}` }),
            ...{ rolledBackAt: daysAgo(rolledBack), pinnedAt: daysAgo(pinned) },
          })),
        }));
    });

  test("whatever a store has been through, it never drops what serves, is pinned, aliased, new, others' or in use", () => {
    fc.assert(
      fc.property(
        stocks,
        fc.integer({ min: 1, max: 5 }),
        fc.nat(200),
        (stock, keepLast, keepChampionsDays) => {
          const { kept, doomed, staleAliases } = planRetention(stock, { keepLast, keepChampionsDays }, NOW);
          expect([...kept, ...doomed].map(({ version }) => version).sort((a, b) => a - b)).toEqual(
            stock.versions.map(({ version }) => version),
          );
          const aliased = Object.entries(stock.aliases).filter(([alias]) => !staleAliases.includes(alias));
          const held = new Set(aliased.map(([, version]) => version));
          const newest = stock.versions.filter(({ isOwn }) => isOwn).slice(-keepLast);
          const keptNumbers = new Set(kept.map(({ version }) => version));
          const keptModels = stock.versions
            .filter(({ version }) => keptNumbers.has(version))
            .map(({ modelId }) => modelId);
          for (const version of doomed) {
            expect(held).not.toContain(version.version);
            expect(version).toMatchObject({ isPinned: false, isOwn: true });
            expect(newest).not.toContain(version);
            expect(keptModels).not.toContain(version.modelId);
          }
        },
      ),
    );
  });
});
