import { describe, expect, test } from "@jest/globals";
import { toOwnVersion, toVersionTags } from "../../../src/mlflow/version-tags.js";
import { BACKTEST, makeNewModel } from "../../support/models.js";

const facts = {
  ...makeNewModel({ runId: "r", experimentId: "1" }, "7", "job-1").facts,
  modelSha256: "ab".repeat(32),
  servingSha256: "cd".repeat(32),
};
const version = (tags: Record<string, string>) => ({
  ...{ name: "storecast-store-0007", version: 3, source: "mlflow-artifacts:/1", runId: "r", description: "" },
  ...{ createdAt: new Date(0), tags },
});

describe("tags of a version", () => {
  test("give back the facts they were made of", () => {
    const tags = toVersionTags("7", facts);
    expect(toOwnVersion(version(tags))).toMatchObject({ storeCode: "7", version: 3, facts });
    expect(tags).toMatchObject({ "storecast.wape": "0.0875", "storecast.coverage": "0.8125" });
  });

  test("of a model without a backtest say so", () => {
    const tags = toVersionTags("7", { ...facts, backtest: null });
    expect(tags["storecast.backtest"]).toBe("null");
    expect(tags).not.toHaveProperty(["storecast.wape"]);
    expect(toOwnVersion(version(tags))?.facts.backtest).toBeNull();
  });

  test.each([
    ["storecast.trained_through", "2015-02-29"],
    ["storecast.data_revision", "many"],
    ["storecast.model_sha256", "abc"],
    ["storecast.backtest", "{"],
    ["storecast.backtest", JSON.stringify({ ...BACKTEST, horizon: "seven" })],
  ])("with %s of %s are not ours", (key, value) => {
    expect(toOwnVersion(version({ ...toVersionTags("7", facts), [key]: value }))).toBeNull();
  });

  test.each(["", "no checksum", undefined])(
    "without a serving form's checksum (%j) are ours still",
    (value) => {
      const { "storecast.serving_1_sha256": found, ...tags } = toVersionTags("7", facts);
      expect(found).toBe(facts.servingSha256);
      const changed = { ...tags, ...(value === undefined ? {} : { "storecast.serving_1_sha256": value }) };
      expect(toOwnVersion(version(changed))?.facts.servingSha256).toBeNull();
      expect(toVersionTags("7", { ...facts, servingSha256: null })).toEqual(tags);
    },
  );

  test("say who promoted it, who rolled it back, what pins it", () => {
    const tags = {
      ...toVersionTags("7", facts),
      ...{ "storecast.promoted_at": "2015-07-12T12:00:00Z", "storecast.promoted_by": "ann" },
      ...{ "storecast.pin": "rollback", "storecast.pinned_at": "2015-07-13T12:00:00Z" },
      ...{ "storecast.pinned_by": "bob", "storecast.pinned_reason": "the promo week" },
    };
    expect(toOwnVersion(version(tags))).toMatchObject({
      ...{ promotedAt: "2015-07-12T12:00:00Z", promotedBy: "ann", promotedReason: null },
      pin: { kind: "rollback", at: "2015-07-13T12:00:00Z", by: "bob", reason: "the promo week" },
    });
  });

  test("that somebody wrote by hand hold where they can be read", () => {
    const tags = {
      ...toVersionTags("7", facts),
      ...{ "storecast.promoted_at": "yesterday", "storecast.pin": "yes", "storecast.pinned_at": "today" },
    };
    expect(toOwnVersion(version(tags))).toMatchObject({
      promotedAt: null,
      pin: { kind: "person", at: null, by: null, reason: null },
    });
  });

  test("that are missing are not ours", () => {
    expect(toOwnVersion(version({}))).toBeNull();
  });
});
