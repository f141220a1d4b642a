import { z } from "zod";
import type { MlflowHttp } from "./http.js";
import { collectPages, Done, Int64, listOf, PageToken, Tags, toKeyValues } from "./wire.js";

/** Wire shape of a version; in searches of models too. */
export const ModelVersionShape = z
  .object({
    name: z.string(),
    version: Int64,
    creation_timestamp: Int64,
    source: z.string().default(""),
    run_id: z.string().default(""),
    description: z.string().default(""),
    tags: Tags,
  })
  .transform((wire) => ({
    name: wire.name,
    version: wire.version,
    createdAt: new Date(wire.creation_timestamp),
    source: wire.source,
    runId: wire.run_id,
    description: wire.description,
    tags: wire.tags,
  }));

/** One version of a registered model. */
export type ModelVersion = z.infer<typeof ModelVersionShape>;

/** Calls about versions of registered models. */
export interface ModelVersions {
  /** Not repeatable: look the version up by a tag of its own after a failure. */
  create(version: {
    name: string;
    /** Artifact URI of the LoggedModel. */
    source: string;
    runId: string;
    modelId: string;
    description: string;
    tags: Record<string, string>;
  }): Promise<ModelVersion>;
  /** Throws RESOURCE_DOES_NOT_EXIST if there is none. */
  load(name: string, version: number): Promise<ModelVersion>;
  /** Versions by MLflow's filter. They do not know their aliases. */
  search(filter: string): Promise<ModelVersion[]>;
  /** Whether MLflow's filter finds any version. */
  hasAny(filter: string): Promise<boolean>;
  setTag(name: string, version: number, key: string, value: string): Promise<void>;
  /** A tag that is not there is none the less gone. */
  deleteTag(name: string, version: number, key: string): Promise<void>;
  /** Deletes it, and with it the aliases that point to it, but not its artifacts. Throws RESOURCE_DOES_NOT_EXIST if there is none. */
  delete(name: string, version: number): Promise<void>;
}

const PATH = "/api/2.0/mlflow/model-versions";
const PAGE_SIZE = 10_000;

export function makeModelVersions(http: MlflowHttp): ModelVersions {
  const one = z.object({ model_version: ModelVersionShape });
  return {
    create: async ({ name, source, runId, modelId, description, tags }) => {
      const { model_version } = await http.sendJson({
        method: "POST",
        path: `${PATH}/create`,
        body: { name, source, run_id: runId, model_id: modelId, description, tags: toKeyValues(tags) },
        answer: one,
        isRepeatable: false,
      });
      return model_version;
    },
    load: async (name, version) => {
      const query = { name, version };
      return (await http.sendJson({ method: "GET", path: `${PATH}/get`, query, answer: one })).model_version;
    },
    search: (filter) =>
      collectPages(async (pageToken) => {
        const page = await http.sendJson({
          method: "GET",
          path: `${PATH}/search`,
          query: { filter, max_results: PAGE_SIZE, page_token: pageToken },
          answer: z.object({ model_versions: listOf(ModelVersionShape), next_page_token: PageToken }),
        });
        return { items: page.model_versions, nextPageToken: page.next_page_token };
      }),
    hasAny: async (filter) => {
      const query = { filter, max_results: 1 };
      const answer = z.object({ model_versions: listOf(ModelVersionShape) });
      const found = await http.sendJson({ method: "GET", path: `${PATH}/search`, query, answer });
      return found.model_versions.length > 0;
    },
    delete: async (name, version) => {
      const body = { name, version: String(version) };
      await http.sendJson({ method: "DELETE", path: `${PATH}/delete`, body, answer: Done });
    },
    setTag: async (name, version, key, value) => {
      const body = { name, version: String(version), key, value };
      await http.sendJson({ method: "POST", path: `${PATH}/set-tag`, body, answer: Done });
    },
    deleteTag: async (name, version, key) => {
      const body = { name, version: String(version), key };
      await http.sendJson({ method: "DELETE", path: `${PATH}/delete-tag`, body, answer: Done });
    },
  };
}
