import { z } from "zod";
import type { MlflowHttp } from "./http.js";
import { Done, listOf, toKeyValues } from "./wire.js";

const Run = z
  .object({
    info: z.object({
      ...{ run_id: z.string(), experiment_id: z.string(), artifact_uri: z.string().default("") },
      ...{ status: z.string().default(""), lifecycle_stage: z.string().default("active") },
    }),
    outputs: z.object({ model_outputs: listOf(z.object({ model_id: z.string() })) }).optional(),
  })
  .transform(({ info, outputs }) => ({
    runId: info.run_id,
    experimentId: info.experiment_id,
    artifactUri: info.artifact_uri,
    isRunning: info.status === "RUNNING",
    isDeleted: info.lifecycle_stage === "deleted",
    /** LoggedModels linked to it. */
    modelIds: (outputs?.model_outputs ?? []).map((model) => model.model_id),
  }));

/** A run, as far as we read it. */
export type Run = z.infer<typeof Run>;

/** A value at a time; of a model on a dataset, or of the run. */
export interface Metric {
  key: string;
  value: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  step: number;
  model_id?: string;
  dataset_name?: string;
  dataset_digest?: string;
}

/** Data that a run has read. */
export interface DatasetInput {
  name: string;
  /** At most 36 characters. */
  digest: string;
  rows: number;
  columns: { name: string; type: "datetime" | "double" }[];
}

/** Calls about runs. */
export interface Runs {
  /** Not repeatable: look the run up by a tag of its own after a failure. */
  create(run: {
    experimentId: string;
    name: string;
    startTime: number;
    tags: Record<string, string>;
  }): Promise<Run>;
  load(runId: string): Promise<Run>;
  /** Runs of an experiment by MLflow's filter, newest first. */
  search(experimentId: string, filter: string, maxResults: number): Promise<Run[]>;
  /** At most 1,000 metrics, 100 params and 100 tags. Equal values may be logged again. */
  logBatch(
    runId: string,
    batch: { metrics?: readonly Metric[]; params?: Record<string, string>; tags?: Record<string, string> },
  ): Promise<void>;
  /** Datasets that are known are linked again without harm. */
  logInputs(runId: string, datasets: readonly DatasetInput[]): Promise<void>;
  /** Links LoggedModels. One that is linked already fails the call. */
  logOutputs(runId: string, models: readonly { modelId: string; step: number }[]): Promise<void>;
  end(runId: string, status: "FINISHED" | "FAILED" | "KILLED", endTime: number): Promise<void>;
  /** Fails for a deleted run. */
  setTag(runId: string, key: string, value: string): Promise<void>;
  /** Throws RESOURCE_DOES_NOT_EXIST if the run has no such tag. */
  deleteTag(runId: string, key: string): Promise<void>;
  /** Deletes it softly, its artifacts not at all: `mlflow gc` takes its rows away. */
  delete(runId: string): Promise<void>;
}

const PATH = "/api/2.0/mlflow/runs";

export function makeRuns(http: MlflowHttp): Runs {
  const post = (name: string, body: unknown) =>
    http.sendJson({ method: "POST", path: `${PATH}/${name}`, body, answer: Done });

  return {
    create: async (run) => {
      const { run: created } = await http.sendJson({
        method: "POST",
        path: `${PATH}/create`,
        body: {
          experiment_id: run.experimentId,
          run_name: run.name,
          start_time: run.startTime,
          tags: toKeyValues(run.tags),
        },
        answer: z.object({ run: Run }),
        isRepeatable: false,
      });
      return created;
    },
    load: async (runId) => {
      const answer = z.object({ run: Run });
      return (await http.sendJson({ method: "GET", path: `${PATH}/get`, query: { run_id: runId }, answer }))
        .run;
    },
    search: async (experimentId, filter, maxResults) => {
      const { runs } = await http.sendJson({
        method: "POST",
        path: `${PATH}/search`,
        body: {
          experiment_ids: [experimentId],
          filter,
          max_results: maxResults,
          order_by: ["attributes.start_time DESC"],
        },
        answer: z.object({ runs: listOf(Run) }),
      });
      return runs;
    },
    logBatch: async (runId, { metrics = [], params = {}, tags = {} }) => {
      await post("log-batch", {
        run_id: runId,
        metrics,
        params: toKeyValues(params),
        tags: toKeyValues(tags),
      });
    },
    logInputs: async (runId, datasets) => {
      await post("log-inputs", { run_id: runId, datasets: datasets.map(toWireDataset) });
    },
    logOutputs: async (runId, models) => {
      const linked = models.map(({ modelId, step }) => ({ model_id: modelId, step }));
      await post("outputs", { run_id: runId, models: linked });
    },
    end: async (runId, status, endTime) => {
      await post("update", { run_id: runId, status, end_time: endTime });
    },
    setTag: async (runId, key, value) => {
      await post("set-tag", { run_id: runId, key, value });
    },
    deleteTag: async (runId, key) => {
      await post("delete-tag", { run_id: runId, key });
    },
    delete: async (runId) => {
      await post("delete", { run_id: runId });
    },
  };
}

function toWireDataset({ name, digest, rows, columns }: DatasetInput) {
  return {
    tags: [{ key: "mlflow.data.context", value: "training" }],
    dataset: {
      ...{ name, digest, source_type: "code" },
      source: JSON.stringify({ tags: { "mlflow.source.name": "storecast", "mlflow.source.type": "LOCAL" } }),
      schema: JSON.stringify({ mlflow_colspec: columns.map((column) => ({ ...column, required: true })) }),
      profile: JSON.stringify({ num_rows: rows, num_elements: rows * columns.length }),
    },
  };
}
