import { createMlflowClient, type MlflowClient } from "./client.js";
import { makeExperimentLookup, type ExperimentLookup } from "./experiment-lookup.js";
import type { ModelRegistryOptions } from "./registry.js";
import { makeVersionDeletion, type VersionDeletion } from "./version-deletion.js";
import { listStockedStores, loadStocks, type VersionStock } from "./version-stock.js";

/** What the registry has of old versions, and how they go. Throws ServiceUnavailableError("mlflow", ...). */
export interface VersionRetention extends VersionDeletion {
  /** Codes of all stores that have a registered model, as the registry sorts them. */
  listStores(): Promise<string[]>;
  /** What some stores have; those without a registered model are absent. At most 200 stores a call. */
  loadStocks(storeCodes: readonly string[]): Promise<VersionStock[]>;
}

/** Old versions in a real MLflow server, over REST. Connects when first used. */
export function createVersionRetention(
  options: Omit<ModelRegistryOptions, "logger" | "publicUrl">,
): VersionRetention {
  const client = createMlflowClient({ ...options, url: options.trackingUri });
  return makeVersionRetention(client, makeExperimentLookup(client, options.experimentName ?? "storecast"));
}

export function makeVersionRetention(
  client: MlflowClient,
  experiment: Pick<ExperimentLookup, "ensure">,
): VersionRetention {
  return {
    ...makeVersionDeletion(client, async () => (await experiment.ensure()).experimentId),
    listStores: () => listStockedStores(client),
    loadStocks: (storeCodes) => loadStocks(client, storeCodes),
  };
}
