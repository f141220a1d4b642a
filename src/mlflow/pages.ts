/** MLflow opens in its view for language models unless a link says otherwise. */
const VIEW = "workflowType=machine_learning";

/** Addresses of MLflow's pages relative to its root; in markdown on one of its pages they lead to another. */
export const pages = {
  runs: (experimentId: string) => `#/experiments/${experimentId}/runs?${VIEW}`,
  run: (experimentId: string, runId: string) => `#/experiments/${experimentId}/runs/${runId}?${VIEW}`,
  models: (experimentId: string) => `#/experiments/${experimentId}/models?${VIEW}`,
  model: (experimentId: string, modelId: string) => `#/experiments/${experimentId}/models/${modelId}?${VIEW}`,
  registeredModel: (name: string) => `#/models/${encodeURIComponent(name)}?${VIEW}`,
  version: (name: string, version: number) =>
    `#/models/${encodeURIComponent(name)}/versions/${version}?${VIEW}`,
};
