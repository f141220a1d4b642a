import { afterAll, beforeEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createMlflowClient } from "../../src/mlflow/client.js";
import { readModelText, readStoreModel } from "../../src/mlflow/model-file.js";
import { ModelFaultError } from "../../src/mlflow/model-fault.js";
import { answerJson, answerText, startStubServer, type StubServer } from "../support/stub-server.js";

/** API10, unsafe consumption of APIs: an MLflow that was taken over, or is none. */

let server: StubServer;
let other: StubServer;

beforeAll(async () => {
  server = await startStubServer();
  other = await startStubServer();
  other.script.push(answerJson(200, {}));
});
beforeEach(() => {
  server.script.length = 0;
  server.requests.length = 0;
});
afterAll(async () => {
  await server.close();
  await other.close();
});

const makeClient = () => createMlflowClient({ url: server.url, random: () => 0, maxAttempts: 1 });

describe("an answer", () => {
  test("that sends to another host is not followed", async () => {
    server.script.push((response) => response.writeHead(302, { location: `${other.url}/stolen` }).end());
    await expect(makeClient().registeredModels.search("name LIKE 'a'")).rejects.toThrow("HTTP_302");
    expect(other.requests).toEqual([]);
  });

  test.each<[string, (typeof server.script)[number]]>([
    ["of another shape", answerJson(200, { registered_models: "all" })],
    ["that is a list", answerJson(200, [1])],
    ["whose names are objects", answerJson(200, { registered_models: [{ name: { toString: 1 } }] })],
    ["that is a web page", answerText(200, "text/html", "<script>alert(1)</script>")],
    [
      "that nests 100,000 deep",
      answerText(200, "application/json", "[".repeat(100_000) + "]".repeat(100_000)),
    ],
  ])("%s is refused as none of MLflow's", async (_name, answer) => {
    server.script.push(answer);
    await expect(makeClient().registeredModels.search("name LIKE 'a'")).rejects.toThrow(/MLflow answered/);
  });

  test("with names of JavaScript's own objects among its tags changes nothing for others", async () => {
    const tags = [{ key: "__proto__", value: "polluted" }];
    server.script.push(answerJson(200, { registered_models: [{ name: "storecast-store-0001", tags }] }));
    await makeClient()
      .registeredModels.search("name LIKE 'a'")
      .catch(() => undefined);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe("a place of artifacts", () => {
  test.each([
    "mlflow-artifacts:/../../mlflow/registered-models/delete",
    "mlflow-artifacts:/1/../../../api/2.0/mlflow",
    "mlflow-artifacts:/1/./../x",
  ])("that leads out of them is not followed: %s", async (folder) => {
    const { artifacts } = makeClient();
    await expect(async () => artifacts.load(folder, "model.pr")).rejects.toThrow("leads out of them");
    await expect(async () => artifacts.put(folder, "a", Buffer.from("b"))).rejects.toThrow(
      "leads out of them",
    );
    await expect(async () => artifacts.deleteOf("m", `${folder}/m/artifacts`)).rejects.toThrow(
      "leads out of them",
    );
    expect(server.requests).toEqual([]);
  });

  test.each(["file:///etc/passwd", "http://169.254.169.254/", "s3://bucket/a", "/etc/passwd"])(
    "that is none behind the server is not asked for: %s",
    async (folder) => {
      await expect(async () => makeClient().artifacts.load(folder, "model.pr")).rejects.toThrow(
        "out of its own reach",
      );
      expect(server.requests).toEqual([]);
    },
  );

  test("that names a host is asked of the server that is set", async () => {
    server.script.push(answerText(200, "text/plain", "x"));
    await makeClient().artifacts.load(`mlflow-artifacts://${new URL(other.url).host}/1/m`, "model.pr");
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/api/2.0/mlflow-artifacts/artifacts/1/m/model.pr",
    ]);
    expect(other.requests).toEqual([]);
  });
});

describe("a model's file", () => {
  const named = { storeCode: "1", version: 1 };

  test.each<[string, string]>([
    ["nothing", ""],
    ["a number", "1"],
    ["an object", "{}"],
    ["pickled Python", "\u0080\u0004cos\nsystem\n"],
    ["lists 100,000 deep", "[".repeat(100_000)],
  ])("that holds %s is a fault of the model", (_name, body) => {
    expect(() => readModelText(Buffer.from(body), named)).toThrow(ModelFaultError);
  });

  test.each<[string, string]>([
    ["nothing", ""],
    ["a list", "[]"],
    ["names of JavaScript's own objects", '{"__proto__":{"growth":"linear"},"constructor":{}}'],
    ["fields of the wrong kinds", '{"growth":{},"history":1,"params":[],"changepoints_t":"a"}'],
    [
      "a history of a thousand years",
      '{"growth":"linear","history":{"ds":["0001-01-01"]},"params":{},"changepoints_t":[]}',
    ],
    ["objects 10,000 deep", `${'{"growth":'.repeat(10_000)}1${"}".repeat(10_000)}`],
  ])("whose text holds %s is a fault of the model", (_name, text) => {
    expect(() => readStoreModel(text, named)).toThrow(ModelFaultError);
  });
});
