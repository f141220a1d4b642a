import { addDays } from "../model/day.js";
import { getModelName } from "./names.js";
import { pages } from "./pages.js";
import { CHAMPION } from "./store-models.js";
import type { NewModel } from "./types.js";

/** Longest description of a model or version that MLflow keeps. */
const CHARACTERS = 5_000;
const EXAMPLE_DAYS = 2;

/** Markdown for the page of a store's registered model. */
export function describeRegisteredModel(storeCode: string, experimentId: string): string {
  return [
    `Daily demand of store ${storeCode}. The version with alias \`${CHAMPION}\` is served; each version says how well it did on held-out days, in its tags and in its description.`,
    `[Trainings](${pages.runs(experimentId)}) · [models of all stores, to compare](${pages.models(experimentId)})`,
  ].join("\n\n");
}

/** Markdown for the page of a version: what training says of it, where it comes from, and how it is asked. */
export function describeVersion(model: NewModel, modelId: string): string {
  const { experimentId, runId } = model;
  const links = `[Run](${pages.run(experimentId, runId)}) · [logged model](${pages.model(experimentId, modelId)}), with its metrics, parameters and files`;
  const example = ["Asked for two days:", "```json", makeInputExample(model), "```"].join("\n");
  return [model.description, links, example].join("\n\n").slice(0, CHARACTERS);
}

/** Markdown for the page of a logged model, which links to its run and its version by itself. */
export function describeLoggedModel({ storeCode, description }: NewModel): string {
  const name = getModelName(storeCode);
  return `${description}\n\nAll versions of the store: [${name}](${pages.registeredModel(name)})`;
}

/** What `mlflow models serve` is sent, for the days after the history. */
export function makeInputExample({ regressors, example, facts }: NewModel): string {
  const data = Array.from({ length: EXAMPLE_DAYS }, (_, index) => [
    addDays(facts.trainedThrough, index + 1),
    ...regressors.map((name) => example?.[name] ?? 0),
  ]);
  return JSON.stringify({ dataframe_split: { columns: ["ds", ...regressors], data } });
}
