import { z } from "zod";
import type { MlflowHttp } from "./http.js";
import { Done, toKeyValues } from "./wire.js";

const LoggedModel = z
  .object({ info: z.object({ model_id: z.string(), artifact_uri: z.string() }) })
  .transform(({ info }) => ({ modelId: info.model_id, artifactUri: info.artifact_uri }));

/** A model that a run has made, with its folder of artifacts. */
export type LoggedModel = z.infer<typeof LoggedModel>;

/** Calls about LoggedModels. */
export interface LoggedModels {
  /** A second one, made because the answer of the first was lost, stays PENDING and harms nobody. */
  create(model: {
    experimentId: string;
    runId: string;
    /** Without any of `/ : . % " '`. */
    name: string;
    type: string;
    params: Record<string, string>;
    tags: Record<string, string>;
  }): Promise<LoggedModel>;
  load(modelId: string): Promise<LoggedModel>;
  /** Says that all artifacts are there. */
  markReady(modelId: string): Promise<void>;
}

const PATH = "/api/2.0/mlflow/logged-models";

export function makeLoggedModels(http: MlflowHttp): LoggedModels {
  const answer = z.object({ model: LoggedModel });
  return {
    create: async ({ experimentId, runId, name, type, params, tags }) => {
      const body = {
        ...{ experiment_id: experimentId, source_run_id: runId, name, model_type: type },
        params: toKeyValues(params),
        tags: toKeyValues(tags),
      };
      return (await http.sendJson({ method: "POST", path: PATH, body, answer })).model;
    },
    load: async (modelId) =>
      (await http.sendJson({ method: "GET", path: `${PATH}/${modelId}`, answer })).model,
    markReady: async (modelId) => {
      const body = { model_id: modelId, status: "LOGGED_MODEL_READY" };
      await http.sendJson({ method: "PATCH", path: `${PATH}/${modelId}`, body, answer: Done });
    },
  };
}
