import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

import { findFreePort } from "./ports.js";

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

/** What Python is asked to forecast. */
export interface PythonQuestion {
  /** Such as `models:/storecast-store-0001@champion`. */
  modelUri: string;
  /** `ds` and every regressor, equally long. */
  columns: object;
}

/**
 * Loads models from MLflow in Python and predicts with each. Most of its time, 5 s, goes into the start of Python.
 *
 * @param python of `ensureClientPython`
 * @returns an answer a question, in their order
 */
export async function predictInPython(
  python: string,
  trackingUri: string,
  models: readonly PythonQuestion[],
): Promise<PythonForecast[]> {
  return JSON.parse(await runScript(python, "predict.py", { trackingUri, models })) as PythonForecast[];
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

/** MLflow's client changes the environment in a thread of its telemetry, which now and then fails whoever reads it meanwhile. */
const ENVIRONMENT = { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true" };

async function runScript(python: string, name: string, input: object): Promise<string> {
  const script = resolve(import.meta.dirname, "../python", name);
  const child = spawn(python, [script], { env: ENVIRONMENT, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(input));
  return text(child.stdout);
}

/**
 * Starts `mlflow models serve` and waits until it answers, 10 s.
 *
 * @param python of `ensureClientPython`
 */
export async function serveInPython(
  python: string,
  trackingUri: string,
  modelUri: string,
): Promise<{ url: string; stop(): Promise<void> }> {
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const args = ["-m", "mlflow", "models", "serve", "--env-manager", "local", "-m", modelUri];
  const child = spawn(python, [...args, "-h", "127.0.0.1", "-p", new URL(url).port], {
    env: {
      ...ENVIRONMENT,
      // the server is run by its name, which only the environment's own folder is sure to have
      PATH: `${dirname(python)}:${process.env["PATH"] ?? ""}`,
      MLFLOW_TRACKING_URI: trackingUri,
    },
    // a group of its own, for it starts workers
    detached: true,
    stdio: "ignore",
  });
  const exited = once(child, "exit");
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid!, "SIGTERM");
    await exited;
  };
  for (let look = 0; look < 300 && child.exitCode === null; look++) {
    const isUp = await fetch(`${url}/ping`).then(
      ({ ok }) => ok,
      () => false, // not listening yet
    );
    if (isUp) return { url, stop };
    await setTimeout(200);
  }
  await stop();
  throw new Error(`mlflow models serve does not answer for ${modelUri}`);
}
