import type { Logger } from "pino";

import type { ModelRegistry, OwnVersion, StoreModels, TrainedFacts } from "../mlflow/types.js";
import { getRecipeLabel } from "../model/index.js";
import type { SalesHistory, Store, StoreCatalogue } from "../stores/types.js";
import { BACKTEST } from "./backtest-plan.js";
import { loadChampion, type Champion } from "./champion.js";
import type { TrainingRecord } from "./job-rows.js";
import { PROGRESS, type Attempt, type JobTransitions } from "./job-transitions.js";
import { decidePromotion, type PromotionDecision } from "./promotion-rule.js";
import type { RecipeBook } from "./recipe-book.js";
import type { RegistryOutlook } from "./registry-outlook.js";
import type { ResidualPool } from "./residual-pool.js";
import type { RetrainBatches } from "./retrain-batches.js";
import { AttemptLostError } from "./retrain-failure.js";
import type { TrainingThreads } from "./thread-pool.js";
import { loadTrainingInput } from "./training-input.js";
import type { TrainingObserver } from "./training-observer.js";
import { digestSeries } from "./training-series.js";
import type { TrainedModel } from "./types.js";

/** What the training of one store works with. */
export interface RetrainStoreOptions {
  catalogue: Pick<StoreCatalogue, "loadStoresById">;
  history: Pick<SalesHistory, "loadHistories" | "loadDays">;
  registry: ModelRegistry;
  threads: TrainingThreads;
  batches: RetrainBatches;
  transitions: Pick<JobTransitions, "report">;
  recipes: Pick<RecipeBook, "loadRecipe">;
  residualPool: ResidualPool;
  outlook: RegistryOutlook;
  /** Version of this product. */
  codeVersion: string;
  now: () => Date;
  logger: Pick<Logger, "info" | "warn">;
  observer: TrainingObserver;
}

/** What a training leaves on its job. */
export interface RetrainOutcomeRecord {
  version: number;
  promoted: boolean;
  training: TrainingRecord;
}

/**
 * Trains one store from its series to a registered version, champion if it deserves it.
 *
 * A second attempt first looks for the version that the first may have registered before its process died: a job makes one version.
 *
 * Once `signal` aborts, nothing more is written to the registry.
 *
 * @throws TrainingError, ServiceUnavailableError, AttemptLostError where a later attempt has taken over, or the reason of `signal`
 */
export async function retrainStore(
  options: RetrainStoreOptions,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<RetrainOutcomeRecord> {
  const { registry, outlook, threads, batches, transitions, recipes, residualPool } = options;
  const { codeVersion, now, logger, observer } = options;
  const store = await loadStore(options.catalogue, attempt.job.storeId);
  const earlier = attempt.number > 1 ? await registry.findVersionOfJob(store.code, attempt.job.id) : null;
  signal.throwIfAborted();
  if (earlier) return await completeEarlier(options, store, earlier, signal);

  const { series, holidays, trainedThrough } = await observer.phase("series", () =>
    loadTrainingInput(options.history, store, attempt.job.dataThrough),
  );
  const dataDigest = digestSeries(series);
  const { models, champion } = await observer.phase("registry", async () => {
    const found = await outlook.load(store, attempt.job.batchId);
    return { models: found, champion: await loadChampion(options, found, series) };
  });
  const [recipe, chain, isPictured] = await Promise.all([
    recipes.loadRecipe(store.id),
    residualPool.load(),
    batches.isPictured(attempt.job.batchId),
  ]);
  const trained = await observer.phase("train", async () => {
    const task = {
      series,
      recipe,
      holidays,
      backtest: BACKTEST,
      chain,
      champion: champion.model,
      isPictured,
    };
    const model = await threads.train(task, signal);
    observer.trained(model);
    return model;
  });
  if (!(await transitions.report(attempt, PROGRESS.fitted))) {
    throw new AttemptLostError(`Attempt ${attempt.number} of job ${attempt.job.id} has been taken over.`);
  }

  const decision = decide(models, champion, trained);
  const facts: TrainedFacts = {
    trainedThrough,
    dataRevision: attempt.dataRevision,
    dataDigest,
    recipe: getRecipeLabel(recipe),
    forecaster: trained.forecaster,
    codeVersion,
    trainedAt: now().toISOString(),
    jobId: attempt.job.id,
    backtest: trained.backtest,
  };
  signal.throwIfAborted();
  const registeringAt = performance.now();
  const { modelId, version } = await observer.phase("register", async () => {
    const run = await batches.ensureRun(attempt.job.batchId);
    // Before the version vouches for it: an attempt that dies between the two leaves nothing that is missed.
    if (!isPictured) await batches.keepServingForm(attempt, trained.servingForm);
    signal.throwIfAborted();
    return await registry.logModel(
      {
        ...run,
        storeCode: store.code,
        params: trained.params,
        regressors: trained.regressors,
        example: trained.lastInputs,
        transform: trained.transform,
        prophetJson: trained.prophetJson,
        ...(isPictured ? {} : { servingForm: trained.servingForm }),
        facts,
        description: describeVersion(store, facts, decision),
        promote: decision.promote,
        promotedReason: decision.reason,
        isRetry: attempt.number > 1,
      },
      signal,
    );
  });
  observer.registered({ promoted: decision.promote });
  await residualPool.save(store.id, trained.residuals, trainedThrough);
  logger.info(
    {
      ...{ store: store.code, version, promoted: decision.promote, reason: decision.reason },
      ...{ fitMs: trained.fitMs, trainMs: trained.trainMs, registerMs: performance.now() - registeringAt },
    },
    "a model was registered",
  );
  return {
    version,
    promoted: decision.promote,
    training: {
      ...{ modelId, trainedThrough, dataDigest, rows: trained.rows, backtest: trained.backtest },
      ...{ folds: trained.folds, components: trained.components },
      reason: decision.reason,
    },
  };
}

async function loadStore(catalogue: RetrainStoreOptions["catalogue"], id: number): Promise<Store> {
  const store = (await catalogue.loadStoresById([id])).get(id);
  if (!store) throw new Error(`Store with id ${id} is not in the catalogue.`);
  return store;
}

function decide(
  models: StoreModels | undefined,
  champion: Champion,
  trained: TrainedModel,
): PromotionDecision {
  return decidePromotion({
    champion: trained.champion.kind === "unusable" ? "unusable" : champion.state,
    comparison: trained.champion.kind === "compared" ? trained.champion.comparison : null,
    skill: trained.backtest?.skill ?? null,
    isUntested: trained.backtest === null,
    // Whoever made a champion by other means has tested it by other means.
    isChampionUntested: models?.champion?.origin === "storecast" && models.champion.facts.backtest === null,
    pin: models?.champion?.pin?.kind ?? "none",
  });
}

/** Takes up where an earlier attempt died: its version is there, and its alias moves unless somebody has decided otherwise since. */
async function completeEarlier(
  { registry, now }: RetrainStoreOptions,
  store: Store,
  earlier: OwnVersion,
  signal: AbortSignal,
): Promise<RetrainOutcomeRecord> {
  const promoted = earlier.promotedAt !== null;
  const models = (await registry.findStoreModels([store.code])).get(store.code);
  signal.throwIfAborted();
  const named = models?.championIssue ? models.championIssue.version : (models?.champion?.version ?? null);
  if ((named ?? 0) < earlier.version && earlier.rolledBackAt === null) {
    if (promoted) {
      if (models?.challenger != null) await registry.setChallenger(store.code, null);
      const reason = earlier.promotedReason;
      await registry.promote(store.code, earlier.version, { by: "training", at: now(), reason });
    } else if (models?.challenger !== earlier.version && models?.newest?.version === earlier.version) {
      await registry.setChallenger(store.code, earlier.version);
    }
  }
  const { trainedThrough, dataDigest, backtest } = earlier.facts;
  return {
    version: earlier.version,
    promoted,
    training: {
      ...{ trainedThrough, dataDigest, backtest, rows: null },
      modelId: /m-[0-9a-f]{32}/.exec(earlier.source)?.[0] ?? null,
      reason: "registered by an earlier attempt",
    },
  };
}

function describeVersion(store: Store, facts: TrainedFacts, { promote, reason }: PromotionDecision): string {
  return [
    `Daily demand of **${store.name}** (${store.code}), trained through ${facts.trainedThrough} with recipe \`${facts.recipe}\`.`,
    ...(facts.forecaster === "baseline"
      ? ["Served by the seasonal-naive baseline, which did better on the store's own backtest."]
      : []),
    `${promote ? "Promoted to champion" : "Not promoted"}: ${reason}.`,
  ].join("\n\n");
}
