import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { inspect } from "node:util";
import { ServiceUnavailableError } from "../../../src/errors.js";
import { createMlflowClient } from "../../../src/mlflow/client.js";
import type { MlflowCall, MlflowHttpOptions } from "../../../src/mlflow/http.js";
import { createModelRegistry } from "../../../src/mlflow/registry.js";
import { makeBatch, makeNewModel } from "../../support/models.js";
import {
  answerJson,
  answerText,
  reset,
  startStubServer,
  type StubServer,
} from "../../support/stub-server.js";

let stub: StubServer;
beforeEach(async () => {
  stub = await startStubServer();
});
afterEach(() => stub.close());

const open = (options: Partial<MlflowHttpOptions> = {}) =>
  createMlflowClient({ url: stub.url, random: () => 0, ...options });
const experiment = answerJson(200, { experiment: { experiment_id: "7", name: "storecast" } });
const loadExperiment = (options: Partial<MlflowHttpOptions> = {}) =>
  open(options).experiments.loadByName("storecast");
const unavailable = answerJson(503, { error_code: "TEMPORARILY_UNAVAILABLE", message: "database is away" });
const exhausted = answerJson(400, {
  error_code: "BAD_REQUEST",
  message: "QueuePool limit of size 5 overflow 10 reached, connection timed out",
});
const run = { info: { run_id: "r1", experiment_id: "7" } };

describe("a call that may be repeated", () => {
  test.each([
    ["503", unavailable],
    ["an exhausted pool, which is a 400,", exhausted],
    ["a connection reset", reset],
    ["a proxy's 502 with a page", answerText(502, "text/html", "<html>")],
  ])("is repeated after %s", async (_what, answer) => {
    stub.script.push(answer, answer, experiment);
    expect((await loadExperiment()).experimentId).toBe("7");
    expect(stub.requests).toHaveLength(3);
  });

  test("is given up after four attempts, with a sentence that names the service", async () => {
    stub.script.push(unavailable);
    const failure = await loadExperiment().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ServiceUnavailableError);
    expect(failure).toMatchObject({
      ...{ service: "mlflow", isRetryable: true, errorCode: "TEMPORARILY_UNAVAILABLE", status: 503 },
      message:
        "MLflow refused GET /api/2.0/mlflow/experiments/get-by-name with TEMPORARILY_UNAVAILABLE: database is away",
    });
    expect(stub.requests).toHaveLength(4);
  });

  test("waits as long as a busy server asks for", async () => {
    stub.script.push((response) => {
      response.writeHead(429, { "Retry-After": "1" }).end("{}");
    }, experiment);
    const startedAt = performance.now();
    await loadExperiment();
    // the pause of its own would be 0.1 s
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  test("is not repeated after a refusal", async () => {
    stub.script.push(answerJson(400, { error_code: "INVALID_PARAMETER_VALUE", message: "no" }));
    await expect(loadExperiment()).rejects.toMatchObject({ isRetryable: false });
    expect(stub.requests).toHaveLength(1);
  });

  test("is told attempt by attempt", async () => {
    const calls: MlflowCall[] = [];
    stub.script.push(reset, experiment);
    await loadExperiment({ onCall: (call) => calls.push(call) });
    expect(calls.map(({ method, path, status }) => [method, path, status])).toEqual([
      ["GET", "/api/2.0/mlflow/experiments/get-by-name", null],
      ["GET", "/api/2.0/mlflow/experiments/get-by-name", 200],
    ]);
  });
});

describe("a create that must not happen twice", () => {
  const trackingRegistry = () =>
    createModelRegistry({
      ...{ trackingUri: stub.url, random: () => 0, logger: { warn: () => undefined } },
    });

  test("is looked for after a lost answer, and found", async () => {
    stub.script.push(experimentWithArtifacts, reset, answerJson(200, { runs: [run] }));
    expect(await trackingRegistry().startRun(makeBatch("b-1"), false)).toEqual({
      runId: "r1",
      experimentId: "7",
    });
    expect(stub.requests.map(({ url }) => url.replace(/.*\/mlflow\//, "").replace(/\?.*/, ""))).toEqual([
      ...["experiments/get-by-name", "runs/create", "runs/search"],
    ]);
    expect(stub.requests[2]!.body).toContain("tags.`storecast.batch_id` = 'b-1'");
  });

  test("is tried again if it is not found", async () => {
    stub.script.push(experimentWithArtifacts, unavailable, answerJson(200, {}), answerJson(200, { run }));
    expect((await trackingRegistry().startRun(makeBatch("b-2"), false)).runId).toBe("r1");
    expect(stub.requests).toHaveLength(4);
  });
});

describe("an answer that is not MLflow's is refused by name", () => {
  test("when it is a web page", async () => {
    stub.script.push(answerText(200, "text/html", "<html>Welcome</html>"));
    await expect(loadExperiment()).rejects.toThrow(
      "MLflow answered GET /api/2.0/mlflow/experiments/get-by-name with text/html instead of JSON; is the address that of an MLflow server?",
    );
    await expect(open().loadServerVersion()).rejects.toThrow(
      "GET /version with text/html that is not what was asked",
    );
  });

  test("when it has the wrong shape", async () => {
    stub.script.push(answerJson(200, { experiment: { name: "storecast" } }));
    await expect(loadExperiment()).rejects.toThrow(/the wrong shape at "experiment\.experiment_id"/);
  });

  test("when the server does not know itself by our host name", async () => {
    stub.script.push(
      answerText(403, "text/plain", "Invalid Host header - possible DNS rebinding attack detected"),
    );
    await expect(loadExperiment()).rejects.toThrow(
      /add it, with the port, to its MLFLOW_SERVER_ALLOWED_HOSTS/,
    );
  });

  test("when it redirects", async () => {
    stub.script.push(answerText(302, "text/html", "<html>login</html>"));
    await expect(loadExperiment()).rejects.toThrow(/HTTP_302: a web page/);
  });
});

describe("a server that is not there", () => {
  test("is named with its address", async () => {
    const { url } = stub;
    await stub.close();
    stub = await startStubServer();
    await expect(loadExperiment({ url })).rejects.toMatchObject({
      ...{ message: `MLflow at ${url} cannot be reached (ECONNREFUSED).`, isRetryable: true, status: null },
    });
  });

  test("is not waited for longer than the timeout", async () => {
    stub.script.push(() => undefined);
    await expect(loadExperiment({ timeoutMs: 50 })).rejects.toThrow(/did not answer in time/);
    expect(stub.requests).toHaveLength(1);
  });
});

describe("credentials", () => {
  test.each([
    ["user and password", { username: "ann", password: "s3cret" }, "Basic YW5uOnMzY3JldA=="],
    ["a token", { token: "t0ken" }, "Bearer t0ken"],
    [
      "both: the user goes first",
      { username: "ann", password: "s3cret", token: "t0ken" },
      "Basic YW5uOnMzY3JldA==",
    ],
  ])("are sent: %s", async (_what, credentials, header) => {
    stub.script.push(experiment);
    await loadExperiment({ credentials });
    expect(stub.requests[0]!.headers.authorization).toBe(header);
  });

  test("in the address are sent and not shown", async () => {
    stub.script.push(experiment);
    await loadExperiment({ url: stub.url.replace("//", "//ann:s3cret@") });
    expect(stub.requests[0]!.headers.authorization).toBe("Basic YW5uOnMzY3JldA==");
    const registry = createModelRegistry({
      ...{
        trackingUri: stub.url.replace("//", "//ann:s3cret@"),
        random: () => 0,
        logger: { warn: () => undefined },
      },
    });
    expect(registry.getVersionUrl("1", 2)).toBe(
      `${stub.url}/#/models/storecast-store-0001/versions/2?workflowType=machine_learning`,
    );
  });

  test.each([
    ["a refusal", answerText(401, "text/plain", "You are not authenticated.")],
    ["a broken connection", reset],
  ])("are in no error: %s", async (_what, answer) => {
    stub.script.push(answer);
    const failure: unknown = await loadExperiment({
      ...{ url: stub.url.replace("//", "//ann:s3cret@"), maxAttempts: 1 },
    }).catch((error: unknown) => error);
    expect(inspect(failure, { depth: 10 })).not.toMatch(/s3cret|YW5uOnMzY3JldA/);
  });

  test("that are wanted are asked for", async () => {
    stub.script.push(answerText(401, "text/plain", "You are not authenticated."));
    await expect(loadExperiment()).rejects.toThrow(/set MLFLOW_TRACKING_USERNAME and _PASSWORD, or _TOKEN/);
  });
});

describe("what a request looks like", () => {
  test("lists in a query are repeated keys", async () => {
    stub.script.push(answerJson(200, {}));
    await open().registeredModels.search("name LIKE 'a%'");
    expect(stub.requests[0]!.url).toMatch(/max_results=100&order_by=name$/);
  });

  test("a prefix of the address is kept", async () => {
    stub.script.push(experiment);
    await loadExperiment({ url: `${stub.url}/mlflow/` });
    expect(stub.requests[0]!.url).toMatch(/^\/mlflow\/api\/2\.0\/mlflow\/experiments\/get-by-name\?/);
  });

  test("pages are read to the last", async () => {
    const page = (names: string[], next?: string) =>
      answerJson(200, { registered_models: names.map((name) => ({ name })), next_page_token: next });
    stub.script.push(page(["a", "b"], "x"), page(["c"]));
    expect((await open().registeredModels.search("f")).map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(stub.requests[1]!.url).toContain("page_token=x");
  });

  test("long messages, which quote SQL with its values, are cut", async () => {
    const message = `${"x".repeat(500)}\n[SQL: INSERT ... 'private']`;
    stub.script.push(answerJson(400, { error_code: "BAD_REQUEST", message }));
    const failure = await loadExperiment().catch((error: Error) => error.message);
    expect(failure).toMatch(/x{200}…$/);
  });

  test("artifacts that the server does not proxy are refused by name", async () => {
    await expect((async () => open().artifacts.load("s3://bucket/1", "model.pr"))()).rejects.toThrow(
      "MLflow keeps artifacts at s3://bucket/1, out of its own reach",
    );
  });
});

const experimentWithArtifacts = answerJson(200, {
  experiment: { experiment_id: "7", name: "storecast", artifact_location: "mlflow-artifacts:/7" },
});

describe("an experiment that cannot be used is refused by name", () => {
  const start = () =>
    createModelRegistry({
      ...{ trackingUri: stub.url, random: () => 0, logger: { warn: () => undefined } },
    }).startRun(makeBatch("b"), false);

  test.each([
    ["deleted", { lifecycle_stage: "deleted" }, /was deleted, which blocks its name; restore it/],
    ["elsewhere", { artifact_location: "s3://bucket/7" }, /keeps artifacts at s3:\/\/bucket\/7/],
  ])("when it is %s", async (_what, fields, sentence) => {
    stub.script.push(answerJson(200, { experiment: { experiment_id: "7", name: "storecast", ...fields } }));
    await expect(start()).rejects.toThrow(sentence);
  });
});

describe("registration of a model", () => {
  const created = answerJson(200, {
    model: { info: { model_id: "m-1", artifact_uri: "mlflow-artifacts:/7/models/m-1/artifacts" } },
  });
  const done = answerJson(200, {});
  const version = { name: "storecast-store-0001", version: "4", creation_timestamp: 1 };
  const log = () =>
    createModelRegistry({
      ...{ trackingUri: stub.url, random: () => 0, logger: { warn: () => undefined } },
    }).logModel(makeNewModel({ runId: "r", experimentId: "7" }, "1", "job-9"));
  const countCreates = () => stub.requests.filter(({ url }) => url.endsWith("/model-versions/create")).length;
  /** The LoggedModel, its three files, READY, and the registered model, which another process has made. */
  const upToVersion = [
    ...[created, done, done, done, done],
    answerJson(400, { error_code: "RESOURCE_ALREADY_EXISTS", message: "exists" }),
  ];

  test("whose artifact cannot be stored makes no version and no alias", async () => {
    stub.script.push(created, answerJson(500, { error_code: "INTERNAL_ERROR", message: "disk full" }));
    await expect(log()).rejects.toThrow("disk full");
    expect(stub.requests.some(({ url }) => /model-versions|alias|registered-models/.test(url))).toBe(false);
  });

  test("finds the version whose answer was lost by its job, and moves the alias to it", async () => {
    stub.script.push(...upToVersion, reset, answerJson(200, { model_versions: [version] }), done);
    expect(await log()).toMatchObject({ modelId: "m-1", version: 4 });
    expect(countCreates()).toBe(1);
    const search = stub.requests.find(({ url }) => url.includes("/model-versions/search"));
    expect(new URL(search!.url, stub.url).searchParams.get("filter")).toBe(
      "name = 'storecast-store-0001' AND tags.`storecast.job_id` = 'job-9'",
    );
    expect(JSON.parse(stub.requests.at(-1)!.body)).toEqual({
      ...{ name: "storecast-store-0001", alias: "champion", version: "4" },
    });
  });

  test("makes the version again if the first one never came to be", async () => {
    stub.script.push(...upToVersion, exhausted, done, answerJson(200, { model_version: version }), done);
    expect((await log()).version).toBe(4);
    expect(countCreates()).toBe(2);
  });

  test("gives up after three creates, and moves no alias", async () => {
    stub.script.push(...upToVersion, unavailable, done, unavailable, done, unavailable, done);
    await expect(log()).rejects.toMatchObject({ isRetryable: true, status: 503 });
    expect(countCreates()).toBe(3);
    expect(stub.requests.some(({ url }) => url.endsWith("/alias"))).toBe(false);
  });
});
