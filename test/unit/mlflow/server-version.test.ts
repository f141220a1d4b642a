import { describe, expect, test } from "@jest/globals";
import { ConfigurationError } from "../../../src/errors.js";
import { listMissingFeatures } from "../../../src/mlflow/server-version.js";

describe("what a tracking server cannot do", () => {
  test.each([
    ["3.17.2", []],
    ["3.16.0", []],
    ["3.15.2", [/finds no models by a list of names/]],
    ["3.2.0", [/finds no models by a list of names/, /has no webhooks/]],
    ["3.0.1", [/finds no models by a list of names/, /has no webhooks/]],
    ["3.18.0rc1", [/newer than 3\.17/]],
    ["4.0.0", [/newer than 3\.17/]],
  ])("%s", (version, sentences) => {
    const missing = listMissingFeatures(version);
    expect(missing).toEqual(sentences.map((pattern) => expect.stringMatching(pattern)));
    for (const sentence of missing) expect(sentence).toContain(`MLflow ${version} `);
  });

  test.each(["2.22.1", "1.30.0"])("%s is refused, and why", (version) => {
    expect(() => listMissingFeatures(version)).toThrow(ConfigurationError);
    expect(() => listMissingFeatures(version)).toThrow(
      `MLflow ${version} is too old: it has no LoggedModels`,
    );
  });
});
