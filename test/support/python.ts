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
  const script = resolve(import.meta.dirname, "../python/predict.py");
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify({ trackingUri, modelUri, columns }));
  return JSON.parse(await text(child.stdout)) as PythonForecast;
}
