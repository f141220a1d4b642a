import { readFileSync } from "node:fs";
import { z } from "zod";

/** A file of an artifact folder. */
export interface ArtifactFile {
  path: string;
  body: string;
}

/** Versions that a model's environment is made of: the server's own, and the Prophet that reads `model.pr`. */
const MLFLOW_VERSION = "3.17.2";
const PROPHET_VERSION = "1.5.0";
const PYTHON_VERSION = "3.11.7";

/** Module in the folder `code` that `mlflow.pyfunc` loads a model with: it gives units and the intervals that the API gives. */
const LOADER = "storecast_model";
const CODE = "code";
let loader: string | undefined;

/** Name of the file that holds the model. */
export const MODEL_FILE = "model.pr";
const MLMODEL_FILE = "MLmodel";

/** What the folder says of its model. */
export interface ArtifactFolderOptions {
  modelId: string;
  runId: string;
  /** Where the folder will be. */
  artifactUri: string;
  /** When the model was trained, RFC 3339. */
  trainedAt: string;
  /** Columns beside `ds` that the model needs at predict. */
  regressors: readonly string[];
  /** Body of `model.pr`; see {@link encodeModel}. */
  model: string;
  /** Shown on the model's page. */
  metadata: Readonly<Record<string, string>>;
}

/** Prophet's JSON as `model.pr` holds it: `mlflow.prophet` writes the text of the JSON as a JSON string. */
export function encodeModel(prophetJson: string): string {
  return JSON.stringify(prophetJson);
}

/** Prophet's JSON out of the body of a `model.pr` that was written by {@link encodeModel}. */
export function decodeModel(body: Buffer): string {
  return z.string().parse(JSON.parse(body.toString("utf8")));
}

/**
 * The files of a model: as few as `mlflow.prophet`, `mlflow.pyfunc` and `mlflow models serve` can do with, for each is a call in the
 * training of every store. `MLmodel` is YAML, of which JSON is a part; it is the model's conda environment too, so that
 * `get_model_dependencies` and the building of images need no file more. The loader of `mlflow.pyfunc` is ours.
 */
export function makeArtifactFolder(options: ArtifactFolderOptions): ArtifactFile[] {
  return [
    { path: MODEL_FILE, body: options.model },
    { path: MLMODEL_FILE, body: `${JSON.stringify(makeMlmodel(options), null, 2)}\n` },
    { path: `${CODE}/${LOADER}.py`, body: (loader ??= readLoader()) },
  ];
}

function readLoader(): string {
  return readFileSync(new URL(`../../mlflow/${LOADER}.py`, import.meta.url), "utf8");
}

/** What conda reads of `MLmodel`; MLflow makes virtual environments of it as well. */
const ENVIRONMENT = {
  name: "storecast-model",
  channels: ["conda-forge"],
  dependencies: [
    `python=${PYTHON_VERSION}`,
    "pip",
    { pip: [`mlflow==${MLFLOW_VERSION}`, `prophet==${PROPHET_VERSION}`] },
  ],
};

function makeMlmodel(options: ArtifactFolderOptions) {
  const { modelId, runId, artifactUri, trainedAt, regressors, model, metadata } = options;
  const column = (name: string, type: "datetime" | "double") => ({ type, name, required: true });
  const inputs = [column("ds", "datetime"), ...regressors.map((name) => column(name, "double"))];
  const outputs = [
    column("ds", "datetime"),
    ...["yhat", "yhat_lower", "yhat_upper"].map((name) => column(name, "double")),
  ];
  return {
    artifact_path: artifactUri,
    flavors: {
      prophet: { code: null, data: MODEL_FILE, model_type: "Prophet", prophet_version: PROPHET_VERSION },
      python_function: {
        code: CODE,
        data: MODEL_FILE,
        // the second is not there, for which MLflow takes the first
        env: { conda: MLMODEL_FILE, virtualenv: "python_env.yaml" },
        loader_module: LOADER,
        python_version: PYTHON_VERSION,
      },
    },
    is_signature_from_type_hint: false,
    metadata,
    mlflow_version: MLFLOW_VERSION,
    model_id: modelId,
    model_size_bytes: Buffer.byteLength(model),
    model_uuid: modelId,
    prompts: null,
    run_id: runId,
    // lists within are JSON once more; columns that the signature lacks never reach the model
    signature: {
      inputs: JSON.stringify(inputs),
      outputs: JSON.stringify(outputs),
      params: JSON.stringify([{ name: "level", type: "double", default: 0.8, shape: null }]),
    },
    type_hint_from_example: false,
    utc_time_created: trainedAt.replace("T", " ").replace(/Z$/, ""),
    ...ENVIRONMENT,
  };
}
