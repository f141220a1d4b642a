import { afterAll, beforeAll, describe } from "@jest/globals";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import type { ModelRegistry } from "../../../src/mlflow/types.js";
import { startOldestMlflow } from "../../support/older-mlflow.js";
import type { TestMlflow } from "../../support/mlflow.js";
import { describeModelRegistry } from "../../support/registry-contract.js";

describe("the registry in the oldest supported server keeps the contract", () => {
  let mlflow: TestMlflow;
  let registry: ModelRegistry;

  beforeAll(async () => {
    mlflow = await startOldestMlflow();
    registry = createModelRegistry({
      ...{ trackingUri: mlflow.url, random: Math.random, logger: { warn: () => undefined } },
    });
  }, 240_000);
  afterAll(() => mlflow.stop());

  describeModelRegistry(() => registry);
});
