import { describe, expect, test } from "@jest/globals";

import { ServiceUnavailableError } from "../../../src/errors.js";
import { ModelError, parseRecipe } from "../../../src/model/index.js";
import { TrainingError, toRetrainFailure } from "../../../src/training/retrain-failure.js";

describe("what a job says of its failure", () => {
  test("a training's own error is told as it is", () => {
    expect(toRetrainFailure(new TrainingError("NOT_ENOUGH_DATA", "Too short.", false))).toEqual({
      ...{ code: "NOT_ENOUGH_DATA", message: "Too short.", isRetryable: false },
    });
  });

  test.each([true, false])(
    "a registry that is away is named, and retryable as it says: %s",
    (isRetryable) => {
      const error = new ServiceUnavailableError("mlflow", "MLflow does not answer.", { isRetryable });
      expect(toRetrainFailure(error)).toEqual({
        ...{ code: "REGISTRY_UNAVAILABLE", message: "MLflow does not answer.", isRetryable },
      });
    },
  );

  test("a recipe that the model refuses is told by its field, and not tried again", () => {
    expect(() => parseRecipe({ name: "x" })).toThrow(ModelError);
    expect(toRetrainFailure(new ModelError("INVALID_INPUT", "recipe.version is missing."))).toEqual({
      ...{ code: "FIT_FAILED", message: "recipe.version is missing.", isRetryable: false },
    });
  });

  test.each([
    new TypeError("cannot read secret of undefined"),
    new ServiceUnavailableError("database", "postgresql://user:secret@host is away"),
    "secret",
  ])("an error without a name keeps its text to the log: %s", (error) => {
    expect(toRetrainFailure(error)).toEqual({
      ...{ code: "WORKER_CRASHED", isRetryable: true },
      message: "The worker failed unexpectedly; its log says why.",
    });
  });
});
