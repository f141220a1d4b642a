import type { Logger } from "pino";
import { AppError } from "../errors.js";
import type { ModelRegistry, StoreModels } from "../mlflow/types.js";
import type { Series } from "../model/index.js";
import { BACKTEST } from "./backtest-plan.js";
import { canShareFold, type ChampionModel } from "./champion-comparison.js";

/** The champion that a new model is held against. */
export interface Champion {
  state: "none" | "unusable" | "usable";
  /** Its model, where a fold may be held out for it too. */
  model: ChampionModel | null;
}

/**
 * Loads the champion for a comparison, if there can be one.
 *
 * @throws ServiceUnavailableError while the registry is away
 */
export async function loadChampion(
  { registry, logger }: { registry: Pick<ModelRegistry, "loadModel">; logger: Pick<Logger, "warn"> },
  models: StoreModels | undefined,
  series: Series,
): Promise<Champion> {
  const version = models?.champion;
  // One that cannot serve makes way for any new model, as one that cannot be loaded does; one that is away says nothing of itself.
  if (models?.championIssue && models.championIssue.code !== "UNAVAILABLE") {
    logger.warn({ issue: models.championIssue, store: models.storeCode }, "the champion cannot serve");
    return { state: "unusable", model: null };
  }
  if (!version) return { state: "none", model: null };
  const { trainedThrough } = version.facts;
  if (!canShareFold(version.facts, series, BACKTEST)) return { state: "usable", model: null };
  try {
    const prophetJson = await registry.loadModel(version);
    return { state: "usable", model: { prophetJson, trainedThrough } };
  } catch (error) {
    // A registry that is away says nothing of the model; one that refuses it for good cannot serve it either.
    if (!(error instanceof AppError) || error.isRetryable) throw error;
    logger.warn({ err: error, store: version.storeCode }, "the champion cannot be read");
    return { state: "unusable", model: null };
  }
}
