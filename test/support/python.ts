import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";

/** What MLflow's own Python makes of a registered model. */
export interface PythonForecast {
  /** yhat of `mlflow.prophet.load_model`, one a row. */
  prophet: number[];
  /** yhat of `mlflow.pyfunc.load_model`. */
  pyfunc: number[];
  /** Bounds of `mlflow.pyfunc` at its default level, 0.8, and at 0.95. */
  lower: number[];
  upper: number[];
  lower95: number[];
  upper95: number[];
  /** Signature of the model. */
  inputs: unknown[];
  outputs: unknown[];
  /** Its requirements, one a package. */
  dependencies: string[];
}

/**
 * Loads a model from MLflow in Python and predicts.
 *
 * @param python of `ensureClientPython`
 * @param modelUri such as `models:/storecast-store-0001@champion`
 * @param columns `ds` and every regressor, equally long
 */
export async function predictInPython(
  python: string,
  trackingUri: string,
  modelUri: string,
  columns: object,
): Promise<PythonForecast> {
  return JSON.parse(
    await runScript(python, "predict.py", { trackingUri, modelUri, columns }),
  ) as PythonForecast;
}

/** A Prophet that Python shall fit, log and register. */
export interface PythonTraining {
  trackingUri: string;
  /** Name of the registered model. */
  name: string;
  /** `ds`, `y` and every regressor, equally long. */
  history: object;
  regressors: string[];
  /** `ds` and every regressor. */
  future: object;
  /** Alias that the version gets; null for none. */
  alias: string | null;
}

/**
 * Fits and registers a model with `mlflow.prophet.log_model`, without a word of this product.
 *
 * @returns its version, and Prophet's own forecast of the future
 */
export async function logModelInPython(
  python: string,
  training: PythonTraining,
): Promise<{ version: number; yhat: number[] }> {
  return JSON.parse(await runScript(python, "log_model.py", training)) as { version: number; yhat: number[] };
}

async function runScript(python: string, name: string, input: object): Promise<string> {
  const script = resolve(import.meta.dirname, "../python", name);
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(input));
  return text(child.stdout);
}
