import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { getSha256 } from "../../../src/mlflow/model-file.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import { makeBundle } from "../../../src/mlflow/serving-bundles.js";
import type { ModelRegistry, RegisteredVersion } from "../../../src/mlflow/types.js";
import { toOwnVersion, toVersionTags } from "../../../src/mlflow/version-tags.js";
import { makeNewModel } from "../../support/models.js";
import { answerJson, answerText, startStubServer, type StubServer } from "../../support/stub-server.js";

const TEXT = '{"holidays":[]}\n{"prophet":{}}';
const { facts } = makeNewModel({ runId: "r", experimentId: "1" }, "1", "job-1");
const tags = toVersionTags("1", { ...facts, modelSha256: "0".repeat(64), servingSha256: getSha256(TEXT) });
const versions = Array.from({ length: 20 }, (_, i): RegisteredVersion => {
  const source = `mlflow-artifacts:/1/models/m-${i}/artifacts`;
  const named = { name: "storecast-store-0001", version: i + 1, source, description: "", tags };
  return toOwnVersion({ ...named, runId: "r", createdAt: new Date(0) })!;
});
const files = answerJson(200, { files: [{ path: "0001.jsonl" }, { path: "notes.txt" }] });

describe("serving forms in the files of a run", () => {
  let server: StubServer;
  let registry: ModelRegistry;
  let warnings: string[];

  beforeEach(async () => {
    server = await startStubServer();
    warnings = [];
    registry = createModelRegistry({
      ...{ trackingUri: server.url, random: () => 0.5, maxAttempts: 1 },
      logger: { warn: (sentence) => warnings.push(sentence) },
    });
  });
  afterEach(() => server.close());

  test("are a line a model, with a name for people and programs", () => {
    const bundle = makeBundle(12, [{ modelId: "m-1", text: TEXT }]);
    expect(bundle.path).toBe("serving-models/0012.jsonl");
    expect(bundle.body).toBe(`${JSON.stringify({ modelId: "m-1", serving: TEXT })}\n`);
  });

  test("are left to models where the server refuses the list or a file, and it says so", async () => {
    server.script.push(answerJson(403, { error_code: "PERMISSION_DENIED", message: "no" }));
    expect((await registry.loadServingForms(versions)).size).toBe(0);
    server.script.splice(0, 1, files, answerJson(500, { error_code: "INTERNAL_ERROR", message: "no" }));
    expect((await registry.loadServingForms(versions)).size).toBe(0);
    expect(warnings).toEqual(
      Array(2).fill(expect.stringMatching(/^The serving forms of run r cannot be read/)),
    );
  });

  test("are let go where the server or a proxy refuses a file of their size, and kept for another time where it may take it later", async () => {
    const name = "storecast";
    const experiment = { experiment_id: "1", name, artifact_location: "mlflow-artifacts:/1" };
    server.script.push(answerJson(200, { experiment }), answerText(413, "text/html", "<h1>Too large</h1>"));
    await registry.putServingForms("r", 1, [{ modelId: "m-1", text: TEXT }]);
    expect(warnings).toEqual([expect.stringContaining("HTTP_413")]);
    server.script.splice(0, 1, answerText(503, "text/plain", "later"));
    await expect(registry.putServingForms("r", 1, [])).rejects.toThrow("HTTP_503");
  });

  test("are asked for once where there is no server, and not at all by few", async () => {
    expect((await registry.loadServingForms(versions.slice(1))).size).toBe(0);
    expect(server.requests).toEqual([]);
    await server.close();
    await expect(registry.loadServingForms(versions)).rejects.toThrow("cannot be reached");
  });
});
