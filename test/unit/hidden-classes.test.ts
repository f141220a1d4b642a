import { expect, test } from "@jest/globals";
import { ANYONE } from "../../src/access/principal.js";
import { createContext, type ForecastRecord, type Services } from "../../src/context.js";
import { getModelName } from "../../src/mlflow/names.js";
import { toOwnVersion, toVersionTags } from "../../src/mlflow/version-tags.js";
import {
  createServingModelReader,
  DEFAULT_RECIPE,
  fitStoreModel,
  makeServingModel,
  toServingModelJson,
} from "../../src/model/index.js";
import { makeFleetColumns } from "../../src/resolvers/forecast-columns.js";
import { countHiddenClasses } from "../support/hidden-class.js";
import { makeNewModel } from "../support/models.js";
import { makeSeries } from "../support/series.js";

/** Objects that differ in what they hold may have a few hidden classes; more than V8 tells apart quickly are slow to read. */
const FEW = 3;

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

test("of versions", () => {
  const versions = times(100, (i) => {
    const { facts } = makeNewModel({ runId: `r${i}`, experimentId: "1" }, String(i), `job-${i}`);
    const tags = toVersionTags(String(i), {
      ...facts,
      modelSha256: "ab".repeat(32),
      servingSha256: i % 2 === 0 ? null : "cd".repeat(32),
    });
    return toOwnVersion({
      ...{ name: getModelName(String(i)), version: i, source: "s", runId: `r${i}`, description: "" },
      ...{ createdAt: new Date(i), tags },
    })!;
  });
  expect(versions.map(({ storeCode }) => storeCode)).toEqual(times(100, String));
  expect(countHiddenClasses(versions)).toBeLessThanOrEqual(FEW);
  expect(countHiddenClasses(versions.map(({ facts }) => facts))).toBeLessThanOrEqual(FEW);
});

test("of models as they are read, and as they are made", () => {
  const model = fitStoreModel(makeSeries({ days: 200, promo: 0.3, closedWeekdays: [7] }), DEFAULT_RECIPE, []);
  const made = times(30, () => makeServingModel(model));
  const read = createServingModelReader();
  const texts = made.map(toServingModelJson);
  for (const models of [made, texts.map(read)]) {
    expect(countHiddenClasses(models)).toBeLessThanOrEqual(FEW);
    expect(countHiddenClasses(models.map(({ prophet }) => prophet))).toBeLessThanOrEqual(FEW);
    expect(countHiddenClasses(models.map(({ prophet }) => prophet.params))).toBeLessThanOrEqual(FEW);
  }
});

test("of the contexts of requests", () => {
  const contexts = times(50, (i) =>
    createContext({} as Services, {
      requestId: `request ${i}`,
      session: { principal: ANYONE, expiresAt: null },
      address: "127.0.0.1",
    }),
  );
  expect(new Set(contexts.map(({ requestId }) => requestId)).size).toBe(50);
  expect(countHiddenClasses(contexts)).toBeLessThanOrEqual(FEW);
});

test("of a fleet's columns", () => {
  const dates = ["2015-08-01"];
  const forecast = { status: "READY", modelVersion: { version: 1 }, dates, figures: [1, 0, 2] };
  const columns = times(50, (i) =>
    makeFleetColumns(
      [{ code: String(i), name: `Store ${i}` }],
      [forecast as unknown as ForecastRecord],
      i % 4 === 0 ? null : 3,
    ),
  );
  expect(columns.map(({ name }) => name)).toEqual(times(50, (i) => [`Store ${i}`]));
  expect(countHiddenClasses(columns)).toBeLessThanOrEqual(FEW);
});
