import { z } from "zod";
import type { MlflowHttp } from "./http.js";
import { toKeyValues } from "./wire.js";

const Experiment = z
  .object({
    experiment_id: z.string(),
    name: z.string(),
    artifact_location: z.string().default(""),
    lifecycle_stage: z.string().default("active"),
  })
  .transform((wire) => ({
    experimentId: wire.experiment_id,
    name: wire.name,
    artifactLocation: wire.artifact_location,
    isDeleted: wire.lifecycle_stage === "deleted",
  }));

/** A group of runs and models. */
export type Experiment = z.infer<typeof Experiment>;

/** Calls about experiments. */
export interface Experiments {
  /** Throws RESOURCE_DOES_NOT_EXIST if there is none. */
  loadByName(name: string): Promise<Experiment>;
  /** Throws RESOURCE_ALREADY_EXISTS for a name in use, be it by a deleted experiment. @returns its id */
  create(name: string, tags: Record<string, string>): Promise<string>;
}

const PATH = "/api/2.0/mlflow/experiments";

export function makeExperiments(http: MlflowHttp): Experiments {
  return {
    loadByName: async (name) => {
      const answer = z.object({ experiment: Experiment });
      const query = { experiment_name: name };
      return (await http.sendJson({ method: "GET", path: `${PATH}/get-by-name`, query, answer })).experiment;
    },
    create: async (name, tags) => {
      const answer = z.object({ experiment_id: z.string() });
      const body = { name, tags: toKeyValues(tags) };
      return (await http.sendJson({ method: "POST", path: `${PATH}/create`, body, answer })).experiment_id;
    },
  };
}
