import type { ModelRegistry, RegisteredVersion } from "../../src/mlflow/types.js";
import type { ServingWorld } from "./serving-world.js";

/** Trains a store in the registry in memory and moves the result to another one, as a worker would have put it there. */
export async function trainInto(
  world: ServingWorld,
  registry: ModelRegistry,
  storeCode: string,
  change: { promote?: boolean; at?: string } = {},
): Promise<RegisteredVersion> {
  const store = world.stores.find(({ code }) => code === storeCode);
  if (!store) throw new Error(`no store ${storeCode}`);
  await world.train(store);
  const champion = (await world.registry.findStoreModels([storeCode])).get(storeCode)?.champion;
  if (champion?.origin !== "storecast") throw new Error(`store ${storeCode} has no champion of ours`);
  const jobId = `job-${storeCode}-${champion.version}`;
  const run = await registry.startRun(
    {
      ...{ batchId: jobId, name: jobId, requestedBy: "test", trigger: "person", recipe: "default@1" },
      ...{ codeVersion: "0.0.0", storeCount: 1, startedAt: new Date("2015-06-19T20:00:00Z") },
      backtest: { horizon: 7, folds: 4, step: 7, level: 0.8 },
    },
    false,
  );
  const { version } = await registry.logModel({
    ...{ ...run, storeCode, params: {}, regressors: ["promo"], description: "", transform: "none" },
    promote: change.promote ?? true,
    prophetJson: await world.registry.loadModel(champion),
    facts: { ...champion.facts, jobId, trainedAt: change.at ?? champion.facts.trainedAt },
  });
  const made = (await registry.listVersions([storeCode]))
    .get(storeCode)
    ?.find((one) => one.version === version);
  if (!made) throw new Error(`store ${storeCode} has no version ${version}`);
  return made;
}
