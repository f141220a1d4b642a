import { makeArtifacts, type Artifacts } from "./artifacts.js";
import { makeExperiments, type Experiments } from "./experiments.js";
import { makeMlflowHttp, type MlflowHttpOptions } from "./http.js";
import { makeLoggedModels, type LoggedModels } from "./logged-models.js";
import { makeModelVersions, type ModelVersions } from "./model-versions.js";
import { makeRegisteredModels, type RegisteredModels } from "./registered-models.js";
import { makeRuns, type Runs } from "./runs.js";
import { makeWebhooks, type Webhooks } from "./webhooks.js";

/** MLflow's REST interface by subject. Every call throws MlflowError, a ServiceUnavailableError. */
export interface MlflowClient {
  experiments: Experiments;
  runs: Runs;
  loggedModels: LoggedModels;
  registeredModels: RegisteredModels;
  modelVersions: ModelVersions;
  artifacts: Artifacts;
  webhooks: Webhooks;
  /** Version of the server, such as `3.17.2`. */
  loadServerVersion(): Promise<string>;
}

/** A client of one MLflow server. */
export function createMlflowClient(options: MlflowHttpOptions): MlflowClient {
  const http = makeMlflowHttp(options);
  return {
    experiments: makeExperiments(http),
    runs: makeRuns(http),
    loggedModels: makeLoggedModels(http),
    registeredModels: makeRegisteredModels(http),
    modelVersions: makeModelVersions(http),
    artifacts: makeArtifacts(http),
    webhooks: makeWebhooks(http),
    loadServerVersion: () => http.getText("/version", /^\d+\.\d+\S*$/),
  };
}
