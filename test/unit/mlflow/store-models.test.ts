import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import { getModelName } from "../../../src/mlflow/names.js";
import { toVersionTags } from "../../../src/mlflow/version-tags.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { BACKTEST } from "../../support/models.js";
import { answerJson, startStubServer, type StubServer } from "../../support/stub-server.js";

const FLEET = 1_115;
const PAGE = 100;

const makeVersion = (code: number, version: number) => ({
  ...{ name: getModelName(String(code)), version: String(version), creation_timestamp: 0, run_id: "run" },
  source: `mlflow-artifacts:/1/models/m-${code}-${version}/artifacts`,
  tags: Object.entries(
    toVersionTags(String(code), {
      ...{ trainedThrough: "2015-07-31", dataRevision: 0, dataDigest: "d", recipe: "default@2" },
      ...{
        forecaster: "prophet",
        codeVersion: "0.1.0",
        modelSha256: "0".repeat(64),
        servingSha256: null,
        trainedAt: "now",
        jobId: "j",
      },
      backtest: BACKTEST,
    }),
  ).map(([key, value]) => ({ key, value })),
});

const makeModel = (code: number, newest: number, champion: number) => ({
  name: getModelName(String(code)),
  aliases: [{ alias: "champion", version: String(champion) }],
  latest_versions: [makeVersion(code, newest)],
});

describe("finding champions", () => {
  let server: StubServer;
  let registry: ModelRegistry;

  beforeEach(async () => {
    server = await startStubServer();
    registry = createModelRegistry({
      ...{ trackingUri: server.url, random: () => 0.5, logger: { warn: () => undefined } },
    });
  });
  afterEach(() => server.close());

  const answerModels = (models: unknown[], next?: string) =>
    answerJson(200, { registered_models: models, ...(next === undefined ? {} : { next_page_token: next }) });
  const answerVersions = (versions: unknown[]) => answerJson(200, { model_versions: versions });
  const listCalls = () =>
    server.requests.map(({ url }) => {
      const { pathname, searchParams } = new URL(url, server.url);
      return `${pathname.split("/").slice(-2).join("/")} ${searchParams.get("filter")}`;
    });

  const answerFleet = (fleet: unknown[]) => {
    for (let from = 0; from < fleet.length; from += PAGE) {
      const isLast = from + PAGE >= fleet.length;
      server.script.push(answerModels(fleet.slice(from, from + PAGE), isLast ? undefined : "more"));
    }
  };

  test(`of ${FLEET} stores takes a call for each ${PAGE}`, async () => {
    answerFleet(Array.from({ length: FLEET }, (_, i) => makeModel(i + 1, 50, 50)));
    expect((await registry.findStoreModels()).size).toBe(FLEET);
    expect(listCalls()).toEqual(Array(12).fill("registered-models/search name LIKE 'storecast-store-%'"));
  });

  describe("in the middle of a first promotion", () => {
    const tagged = makeModel(7, 1, 1);
    tagged.latest_versions[0]!.tags.push({ key: "storecast.promoted_at", value: "2015-08-01T06:00:00Z" });
    const without = { ...tagged, aliases: [] };
    const versions = answerVersions(tagged.latest_versions);
    const all = "registered-models/search name LIKE 'storecast-store-%'";
    const model = `registered-models/search name IN ('${getModelName("7")}')`;
    const itsVersions = `model-versions/search name IN ('${getModelName("7")}')`;

    test("looks once more, and finds the champion", async () => {
      server.script.push(answerModels([without, makeModel(8, 1, 1)]), versions, answerModels([tagged]));
      const found = await registry.findStoreModels();
      expect(found.get("7")).toMatchObject({ champion: { version: 1 }, championIssue: null });
      expect([...found.keys()].sort()).toEqual(["7", "8"]);
      expect(listCalls()).toEqual([all, itsVersions, model]);
    });

    test("of which nothing comes, says so, and looks no more", async () => {
      for (let look = 0; look < 3; look++) server.script.push(answerModels([without]), versions);
      for (let reading = 0; reading < 2; reading++) {
        expect((await registry.findStoreModels()).get("7")).toMatchObject({
          champion: { version: 1 },
          championIssue: { code: "NO_CHAMPION", version: null },
        });
      }
      expect(listCalls()).toEqual([all, itsVersions, model, itsVersions, all, itsVersions]);
    });

    test("that is gone half a second later, has no store", async () => {
      server.script.push(answerModels([without]), versions, answerModels([]));
      expect((await registry.findStoreModels()).size).toBe(0);
      expect(listCalls()).toEqual([all, itsVersions, model]);
    });
  });

  test("again gives the same objects for all versions that have not changed", async () => {
    const fleet = [makeModel(1, 50, 50), makeModel(2, 50, 50), makeModel(3, 50, 50)];
    answerFleet(fleet);
    const before = await registry.findStoreModels();
    const [, promoted, edited] = fleet as [unknown, (typeof fleet)[0], (typeof fleet)[0]];
    promoted.latest_versions = [makeVersion(2, 51)];
    promoted.aliases[0]!.version = "51";
    edited.latest_versions[0]!.tags.push({ key: "storecast.pin", value: "person" });
    answerFleet(fleet);
    const after = await registry.findStoreModels();
    const isKept = (code: string) => after.get(code)?.champion === before.get(code)?.champion;
    expect(["1", "2", "3"].map(isKept)).toEqual([true, false, false]);
    expect(after.get("2")?.champion?.version).toBe(51);
    expect(after.get("3")?.champion?.pin).toMatchObject({ kind: "person" });

    edited.latest_versions[0]!.tags.pop();
    answerFleet(fleet);
    expect((await registry.findStoreModels()).get("3")?.champion?.pin).toBeNull();
  });

  test("of few stores takes one call that names them", async () => {
    server.script.push(answerModels([makeModel(1, 50, 50), makeModel(7, 3, 3)]));
    expect([...(await registry.findStoreModels(["1", "7"])).keys()]).toEqual(["1", "7"]);
    expect(listCalls()).toEqual([
      "registered-models/search name IN ('storecast-store-0001', 'storecast-store-0007')",
    ]);
  });

  test("that are not the newest version takes a call for each number that they have, and reads no other version", async () => {
    const names = "'storecast-store-0001', 'storecast-store-0002'";
    server.script.push(
      answerModels([makeModel(1, 50, 49), makeModel(2, 50, 49), makeModel(3, 50, 50)]),
      answerVersions([makeVersion(1, 49), makeVersion(2, 49)]),
    );
    const found = await registry.findStoreModels(["1", "2", "3"]);
    expect([...found.values()].map(({ champion, newest }) => [champion?.version, newest?.version])).toEqual([
      [49, 50],
      [49, 50],
      [50, 50],
    ]);
    expect(listCalls().slice(1)).toEqual([
      `model-versions/search name IN (${names}) AND version_number = 49`,
    ]);
  });
});
