import type { Logger } from "pino";
import { AppError } from "../errors.js";
import { listEarlierChampions } from "../mlflow/earlier-champions.js";
import { toChampionIssue } from "../mlflow/model-fault.js";
import type { ChampionIssue, ModelRegistry, RegisteredVersion, StoreModels } from "../mlflow/types.js";
import type { ModelCache } from "./model-cache.js";
import type { LoadedModel } from "./model-reader.js";

/** What serves a store. */
export interface Servable {
  /** Null leaves the store to the baseline. */
  model: LoadedModel | null;
  /** Why it is not the registry's champion; null if it is, or will be as soon as that one has loaded. */
  issue: ChampionIssue | null;
}

/** The models that serve: champions, and earlier champions in place of those that cannot. */
export interface ServableModels {
  /**
   * What serves a store, loaded if need be.
   *
   * While a newer champion loads, or the registry cannot be reached, the version before it goes on serving if it is in memory. A champion
   * at fault gives way to the latest earlier one that loads, in memory or not, and to the baseline where there is none.
   *
   * @throws ServiceUnavailableError if the registry cannot be reached and nothing is in memory
   */
  load(models: StoreModels): Promise<Servable>;
  /** What {@link load} would give, if that is the champion and in memory; else null. */
  find(models: StoreModels): Servable | null;
  /** Loads what serves a store before anyone asks, and looks again at a champion at fault. Never throws: a failure is logged and remembered. */
  preload(models: StoreModels): Promise<void>;
  /** Whether a store has been asked for. */
  isInUse(storeCode: string): boolean;
  /** The registry's state with what serves in the champion's place. */
  getServed(models: StoreModels): StoreModels;
  /** Stores whose registry's champion does not serve, as far as was seen. */
  listIssues(): { storeCode: string; issue: ChampionIssue }[];
  /** Forgets all stores but these. */
  keepOnly(storeCodes: ReadonlySet<string>): void;
}

interface ServableModelsOptions {
  cache: ModelCache;
  registry: Pick<ModelRegistry, "listVersions">;
  logger: Pick<Logger, "info" | "warn">;
  /** Told whenever another model serves a store than before, or for another reason. */
  onChange?: () => void;
}

/** What was found out of a store, as long as the registry says the same of it. */
interface Outcome {
  key: string;
  servable: Servable;
}

export function makeServableModels(options: ServableModelsOptions): ServableModels {
  const { cache, registry, logger, onChange = () => undefined } = options;
  const outcomes = new Map<string, Outcome>();
  const earlier = new Map<string, { key: string; versions: Promise<RegisteredVersion[]> }>();

  async function load(models: StoreModels): Promise<Servable> {
    const servable = find(models) ?? (await choose(models));
    note(models, servable);
    return servable;
  }

  function find(models: StoreModels): Servable | null {
    const { champion, championIssue: issue } = models;
    const model = champion && cache.find(champion);
    if (!model) return null;
    const servable = { model, issue };
    note(models, servable);
    return servable;
  }

  async function choose(models: StoreModels): Promise<Servable> {
    const { storeCode, champion, championIssue: issue } = models;
    if (!champion) return { model: null, issue };
    const failure = cache.getFailure(champion);
    if (failure && !failure.isRetryable) return standIn(models, champion, failure);
    const before = cache.getLoaded(storeCode);
    // A later version was rolled back from: it does not serve in place of the one before it.
    if (before && before.version.version < champion.version) {
      void cache.load(champion).catch(passOver);
      return { model: before, issue: issue ?? (failure && toChampionIssue(failure, champion.version)) };
    }
    try {
      return { model: await cache.load(champion), issue };
    } catch (error) {
      if (!(error instanceof AppError) || error.isRetryable) throw error;
      return standIn(models, champion, error);
    }
  }

  async function standIn(
    models: StoreModels,
    champion: RegisteredVersion,
    failure: AppError,
  ): Promise<Servable> {
    const issue = models.championIssue ?? toChampionIssue(failure, champion.version);
    const before = cache.getLoaded(models.storeCode);
    try {
      return { model: await loadLatest(await loadEarlier(models, champion)), issue };
    } catch (error) {
      if (!(error instanceof AppError) || !before || before.version.version > champion.version) throw error;
      return { model: before, issue };
    }
  }

  /** The first that is not at fault; null if all are. */
  async function loadLatest(candidates: readonly RegisteredVersion[]): Promise<LoadedModel | null> {
    for (const candidate of candidates) {
      if (cache.getFailure(candidate)?.isRetryable === false) continue;
      try {
        return await cache.load(candidate);
      } catch (error) {
        if (!(error instanceof AppError) || error.isRetryable) throw error;
      }
    }
    return null;
  }

  function loadEarlier(models: StoreModels, champion: RegisteredVersion): Promise<RegisteredVersion[]> {
    const { storeCode, championIssue } = models;
    const key = keyOf(models);
    const known = earlier.get(storeCode);
    if (known?.key === key) return known.versions;
    const versions = registry
      .listVersions([storeCode])
      .then((listed) =>
        listEarlierChampions(listed.get(storeCode) ?? [], [champion.version, championIssue?.version ?? null]),
      );
    const entry = { key, versions };
    earlier.set(storeCode, entry);
    versions.catch(() => {
      if (earlier.get(storeCode) === entry) earlier.delete(storeCode);
    });
    return versions;
  }

  /** Remembers what serves, and tells it once where it is not the champion. */
  function note(models: StoreModels, servable: Servable): void {
    const { storeCode } = models;
    const { model, issue } = servable;
    const before = outcomes.get(storeCode);
    const last = before?.servable;
    if (!issue && !last) return;
    const key = keyOf(models);
    if (issue) outcomes.set(storeCode, { key, servable });
    else outcomes.delete(storeCode);
    const isSameIssue = issue?.message === last?.issue?.message && model === last?.model;
    if (before?.key !== key || !isSameIssue) onChange();
    if (describe(last) === describe(servable)) return;
    const served = model?.version.version ?? null;
    if (!issue) {
      logger.info({ storeCode, served }, "the registry's champion serves again");
      return;
    }
    const { code, version, message } = issue;
    logger.warn(
      { storeCode, code, version, served, reason: message },
      "the registry's champion does not serve",
    );
  }

  return {
    load,
    find,
    async preload(models) {
      const { champion } = models;
      if (champion) await cache.load(champion).catch(passOver);
      await load(models).catch(passOver);
    },
    isInUse: (storeCode) => cache.has(storeCode) || outcomes.has(storeCode),
    getServed(models) {
      const outcome = outcomes.get(models.storeCode);
      if (outcome?.key !== keyOf(models)) return models;
      const { model, issue } = outcome.servable;
      return { ...models, champion: model?.version ?? null, championIssue: issue };
    },
    listIssues: () =>
      [...outcomes].flatMap(([storeCode, { servable }]) =>
        servable.issue ? [{ storeCode, issue: servable.issue }] : [],
      ),
    keepOnly(storeCodes) {
      cache.keepOnly(storeCodes);
      for (const map of [outcomes, earlier]) {
        for (const code of map.keys()) if (!storeCodes.has(code)) map.delete(code);
      }
    },
  };
}

function describe(servable: Servable | undefined): string {
  const { issue, model } = servable ?? {};
  return issue ? `${issue.code} ${issue.version} ${model?.version.version}` : "";
}

/** Changes with all that a choice rests on. */
function keyOf({ champion, championIssue }: StoreModels): string {
  const { version, facts } = champion ?? {};
  return [version, facts?.modelSha256, championIssue?.code, championIssue?.version].join(" ");
}

/** Failures to load are logged and remembered where they happen; anything else is a bug. */
function passOver(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}
