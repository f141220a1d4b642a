import { describe, expect, test } from "@jest/globals";
import { checkMlflowVersion } from "../../../src/cli/check-mlflow.js";
import { ConfigurationError, ServiceUnavailableError } from "../../../src/errors.js";

/** What the log hears of a server that answers so. */
async function check(getServerVersion: () => Promise<string>): Promise<unknown[]> {
  const heard: unknown[] = [];
  await checkMlflowVersion({ getServerVersion }, { warn: (...said: unknown[]) => heard.push(said.at(-1)) });
  return heard;
}

describe("the version of the MLflow server at the start", () => {
  test("of the pinned one is nothing to speak of", async () => {
    expect(await check(() => Promise.resolve("3.17.2"))).toEqual([]);
  });

  test("of an older one is named with what it lacks", async () => {
    expect(await check(() => Promise.resolve("3.12.0"))).toEqual([
      expect.stringMatching(/^MLflow 3\.12\.0 finds no models by a list of names/),
    ]);
  });

  test("of one that cannot keep models ends the start", async () => {
    await expect(check(() => Promise.resolve("2.22.0"))).rejects.toThrow(ConfigurationError);
  });

  test("of one that is away ends nothing", async () => {
    const away = () => Promise.reject(new ServiceUnavailableError("mlflow", "MLflow is away."));
    expect(await check(away)).toEqual(["MLflow does not say which version it is"]);
  });
});
