import { expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { decodeModel, encodeModel, makeArtifactFolder } from "../../../src/mlflow/artifact-folder.js";

const files = makeArtifactFolder({
  ...{ modelId: "m-1", runId: "r-1", artifactUri: "mlflow-artifacts:/1/models/m-1/artifacts" },
  ...{ trainedAt: "2015-07-11T06:00:01.500Z", regressors: ["promo"], model: encodeModel('{"a":"ü"}') },
  metadata: { store: "1" },
});
const bodyOf = (path: string) => files.find((file) => file.path === path)!.body;

const mlmodelOf = () => JSON.parse(bodyOf("MLmodel")) as Record<string, never>;

test("a folder has the model, what MLflow reads of it, and the loader that gives units", () => {
  expect(files.map((file) => file.path)).toEqual(["model.pr", "MLmodel", "code/storecast_model.py"]);
});

test("MLmodel is the environment of the model too", () => {
  expect(mlmodelOf()).toMatchObject({
    channels: ["conda-forge"],
    dependencies: ["python=3.11.7", "pip", { pip: ["mlflow==3.17.2", "prophet==1.5.0"] }],
    flavors: { python_function: { env: { conda: "MLmodel" } } },
  });
});

test("the versions that a model names are those of the server and of the tests", async () => {
  const { pip } = (mlmodelOf()["dependencies"] as unknown as [string, string, { pip: string[] }])[2];
  const [mlflow, prophet] = pip;
  expect((await readFile("mlflow/requirements.txt", "utf8")).split("\n")).toContain(mlflow);
  expect((await readFile("test/python/requirements.txt", "utf8")).split("\n")).toContain(prophet);
});

test("model.pr is read back as the text that it was made of", () => {
  expect(decodeModel(Buffer.from(encodeModel('{"a":"ü"}')))).toBe('{"a":"ü"}');
});

test("model.pr is the JSON text as a JSON string", () => {
  expect(bodyOf("model.pr")).toBe('"{\\"a\\":\\"ü\\"}"');
});

test("MLmodel names both flavours and a signature with every regressor", () => {
  const mlmodel = JSON.parse(bodyOf("MLmodel")) as {
    flavors: Record<string, { data: string }>;
    signature: { inputs: string; outputs: string };
  };
  expect(mlmodel).toMatchObject({
    ...{ model_id: "m-1", model_uuid: "m-1", run_id: "r-1", model_size_bytes: 16 },
    ...{ mlflow_version: "3.17.2", utc_time_created: "2015-07-11 06:00:01.500", metadata: { store: "1" } },
    flavors: {
      prophet: { data: "model.pr" },
      python_function: { code: "code", loader_module: "storecast_model" },
    },
  });
  expect(JSON.parse(mlmodel.signature.inputs)).toEqual([
    { type: "datetime", name: "ds", required: true },
    { type: "double", name: "promo", required: true },
  ]);
  const outputs = JSON.parse(mlmodel.signature.outputs) as { name: string }[];
  expect(outputs.map(({ name }) => name)).toEqual(["ds", "yhat", "yhat_lower", "yhat_upper"]);
});
