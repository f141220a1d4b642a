import { z } from "zod";
import type { MlflowHttp } from "./http.js";
import { collectPages, Done, listOf, PageToken, Tags, toKeyValues } from "./wire.js";

const LoggedModel = z
  .object({ info: z.object({ model_id: z.string(), artifact_uri: z.string(), tags: Tags }) })
  .transform(({ info }) => ({
    modelId: info.model_id,
    artifactUri: info.artifact_uri,
    tags: info.tags,
  }));

/** A model that a run has made, with its folder of artifacts. */
export type LoggedModel = z.infer<typeof LoggedModel>;

/** Calls about LoggedModels. */
export interface LoggedModels {
  /** Not repeatable: look the model up by a tag of its own after a failure. */
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
  /** Models of an experiment by MLflow's filter; deleted ones are not among them. */
  search(experimentId: string, filter: string): Promise<LoggedModel[]>;
  setTag(modelId: string, key: string, value: string): Promise<void>;
  /** Throws RESOURCE_DOES_NOT_EXIST if the model has no such tag. */
  deleteTag(modelId: string, key: string): Promise<void>;
  /** Deletes it softly: `mlflow gc` takes its rows away. Throws RESOURCE_DOES_NOT_EXIST if it is deleted already. */
  delete(modelId: string): Promise<void>;
}

const PATH = "/api/2.0/mlflow/logged-models";
const PAGE_SIZE = 50;

export function makeLoggedModels(http: MlflowHttp): LoggedModels {
  const answer = z.object({ model: LoggedModel });
  return {
    create: async ({ experimentId, runId, name, type, params, tags }) => {
      const body = {
        ...{ experiment_id: experimentId, source_run_id: runId, name, model_type: type },
        params: toKeyValues(params),
        tags: toKeyValues(tags),
      };
      return (await http.sendJson({ method: "POST", path: PATH, body, answer, isRepeatable: false })).model;
    },
    load: async (modelId) =>
      (await http.sendJson({ method: "GET", path: `${PATH}/${modelId}`, answer })).model,
    markReady: async (modelId) => {
      const body = { model_id: modelId, status: "LOGGED_MODEL_READY" };
      await http.sendJson({ method: "PATCH", path: `${PATH}/${modelId}`, body, answer: Done });
    },
    search: (experimentId, filter) =>
      collectPages(async (pageToken) => {
        const page = await http.sendJson({
          method: "POST",
          path: `${PATH}/search`,
          body: {
            ...{ experiment_ids: [experimentId], filter, max_results: PAGE_SIZE },
            ...(pageToken ? { page_token: pageToken } : {}),
          },
          answer: z.object({ models: listOf(LoggedModel), next_page_token: PageToken }),
        });
        return { items: page.models, nextPageToken: page.next_page_token };
      }),
    setTag: async (modelId, key, value) => {
      const body = { model_id: modelId, tags: [{ key, value }] };
      await http.sendJson({ method: "PATCH", path: `${PATH}/${modelId}/tags`, body, answer: Done });
    },
    deleteTag: async (modelId, key) => {
      const path = `${PATH}/${modelId}/tags/${encodeURIComponent(key)}`;
      await http.sendJson({ method: "DELETE", path, body: {}, answer: Done });
    },
    delete: async (modelId) => {
      await http.sendJson({ method: "DELETE", path: `${PATH}/${modelId}`, body: {}, answer: Done });
    },
  };
}
