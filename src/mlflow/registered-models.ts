import { z } from "zod";
import type { MlflowHttp } from "./http.js";
import { ModelVersionShape } from "./model-versions.js";
import { collectPages, Done, Int64, listOf, PageToken, Tags, toKeyValues } from "./wire.js";

const RegisteredModel = z
  .object({
    name: z.string(),
    tags: Tags,
    aliases: listOf(z.object({ alias: z.string(), version: Int64 })),
    latest_versions: listOf(ModelVersionShape),
  })
  .transform((wire) => ({
    name: wire.name,
    tags: wire.tags,
    /** Versions by alias. */
    aliases: Object.fromEntries(wire.aliases.map(({ alias, version }) => [alias, version])),
    /** The version with the highest number; null if all were deleted. */
    newest: wire.latest_versions.reduce<z.infer<typeof ModelVersionShape> | null>(
      (newest, version) => (newest && newest.version > version.version ? newest : version),
      null,
    ),
  }));

/** A named line of versions. */
export type RegisteredModel = z.infer<typeof RegisteredModel>;

/** Calls about registered models. */
export interface RegisteredModels {
  /** Throws RESOURCE_ALREADY_EXISTS for a name in use. */
  create(name: string, tags: Record<string, string>, description: string): Promise<void>;
  /** Models by MLflow's filter, with their aliases and newest versions. */
  search(filter: string): Promise<RegisteredModel[]>;
  setTag(name: string, key: string, value: string): Promise<void>;
  /** A tag that is not there is none the less gone. */
  deleteTag(name: string, key: string): Promise<void>;
  /** Moves the alias in one step, whatever it pointed to. */
  setAlias(name: string, alias: string, version: number): Promise<void>;
  /** An alias that is not there is none the less gone. */
  deleteAlias(name: string, alias: string): Promise<void>;
}

const PATH = "/api/2.0/mlflow/registered-models";
/** MLflow takes as long for a thousand at once, which then take 50 ms to read, in which a server answers nobody. */
const PAGE_SIZE = 100;

export function makeRegisteredModels(http: MlflowHttp): RegisteredModels {
  const send = async (method: "POST" | "DELETE", name: string, body: unknown) => {
    await http.sendJson({ method, path: `${PATH}/${name}`, body, answer: Done });
  };
  return {
    create: (name, tags, description) =>
      send("POST", "create", { name, tags: toKeyValues(tags), description }),
    search: (filter) =>
      collectPages(async (pageToken) => {
        const page = await http.sendJson({
          method: "GET",
          path: `${PATH}/search`,
          query: { filter, max_results: PAGE_SIZE, order_by: ["name"], page_token: pageToken },
          answer: z.object({ registered_models: listOf(RegisteredModel), next_page_token: PageToken }),
        });
        return { items: page.registered_models, nextPageToken: page.next_page_token };
      }),
    setTag: (name, key, value) => send("POST", "set-tag", { name, key, value }),
    deleteTag: (name, key) => send("DELETE", "delete-tag", { name, key }),
    setAlias: (name, alias, version) => send("POST", "alias", { name, alias, version: String(version) }),
    deleteAlias: (name, alias) => send("DELETE", "alias", { name, alias }),
  };
}
