import type { Logger } from "pino";
import { ServiceUnavailableError } from "../errors.js";
import { listMissingFeatures } from "../mlflow/server-version.js";
import type { ModelRegistry } from "../mlflow/types.js";

/**
 * Logs what the MLflow server is too old for. One that does not answer is no reason not to start.
 *
 * @throws ConfigurationError for one that cannot keep models at all
 */
export async function checkMlflowVersion(
  registry: Pick<ModelRegistry, "getServerVersion">,
  logger: Pick<Logger, "warn">,
): Promise<void> {
  let version: string;
  try {
    version = await registry.getServerVersion();
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    logger.warn({ err: error }, "MLflow does not say which version it is");
    return;
  }
  for (const sentence of listMissingFeatures(version)) logger.warn(sentence);
}
