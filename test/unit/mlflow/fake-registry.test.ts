import { describe, expect, test } from "@jest/globals";
import { ServiceUnavailableError } from "../../../src/errors.js";
import { createFakeRegistry } from "../../support/fake-registry.js";
import { makeBatch, makeResult } from "../../support/models.js";
import { describeModelRegistry } from "../../support/registry-contract.js";

const registry = createFakeRegistry();

describe("the fake registry keeps the contract", () => describeModelRegistry(() => registry));

describe("the fake registry", () => {
  test("says what was called and what runs hold", async () => {
    const fake = createFakeRegistry();
    const { runId } = await fake.startRun(makeBatch("b"), false);
    await fake.finishRun(runId, makeBatch("b"), [makeResult("1")], new Date(0));
    expect(fake.calls).toEqual(["startRun", "finishRun"]);
    expect(fake.runs.get(runId)?.results).toHaveLength(1);
  });

  test("fails as told", async () => {
    const fake = createFakeRegistry();
    fake.failure = new ServiceUnavailableError("mlflow", "down");
    await expect(fake.findStoreModels()).rejects.toThrow("down");
  });
});
