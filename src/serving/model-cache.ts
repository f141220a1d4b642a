import type { Logger } from "pino";
import { AppError, ServiceUnavailableError } from "../errors.js";
import type { ModelRegistry, RegisteredVersion } from "../mlflow/types.js";
import { makeLimiter } from "./limiter.js";
import { makeModelReader, type LoadedModel, type ModelReader } from "./model-reader.js";

/** Models in memory, one a store, by version and checksum. */
export interface ModelCache {
  /**
   * The model to serve a champion with, loaded if need be; callers at once share one load.
   *
   * While a newer champion loads, or the registry cannot be reached, the version before it goes on serving
   * if it is in memory. It does not where the champion's own file is broken, nor for one rolled back from:
   * then there is nothing honest to serve.
   *
   * @throws ServiceUnavailableError
   */
  loadServable(champion: RegisteredVersion): Promise<LoadedModel>;
  /** Loads a champion that is not in memory. Never throws: a failure is logged and remembered. */
  preload(champion: RegisteredVersion): Promise<void>;
  /** Whether any version of the store is in memory. */
  has(storeCode: string): boolean;
  /** Forgets all stores but these. */
  keepOnly(storeCodes: ReadonlySet<string>): void;
}

interface ModelCacheOptions {
  registry: Pick<ModelRegistry, "loadModel">;
  /** How models are loaded; from the registry by default. */
  readModel?: ModelReader | undefined;
  logger: Pick<Logger, "warn">;
  /** Most models loaded at once. */
  concurrency: number;
  /** Milliseconds of a clock that only goes forward. */
  getElapsedMs: () => number;
}

interface Entry {
  loaded: LoadedModel | null;
  loading: { key: string; done: Promise<LoadedModel> } | null;
  failure: { key: string; error: AppError; retryAtMs: number } | null;
}

/** A model that failed to load is not asked for again for so long. */
const FAILURE_PAUSE_MS = 5_000;

export function makeModelCache(options: ModelCacheOptions): ModelCache {
  const { logger, getElapsedMs, readModel = makeModelReader(options.registry) } = options;
  const limit = makeLimiter(options.concurrency);
  const entries = new Map<string, Entry>();

  function openEntry(storeCode: string): Entry {
    let entry = entries.get(storeCode);
    if (!entry) entries.set(storeCode, (entry = { loaded: null, loading: null, failure: null }));
    return entry;
  }

  function load(entry: Entry, champion: RegisteredVersion): Promise<LoadedModel> {
    const key = keyOf(champion);
    if (entry.loading?.key === key) return entry.loading.done;
    const loading = { key, done: limit(() => readModel(champion)) };
    entry.loading = loading;
    loading.done = loading.done.then(
      (loaded) => {
        // A later champion may have been asked for meanwhile.
        if (entry.loading === loading) Object.assign(entry, { loaded, loading: null, failure: null });
        return loaded;
      },
      (cause: unknown) => {
        const error = toLoadError(champion, cause);
        logger.warn(
          { err: error, storeCode: champion.storeCode, version: champion.version },
          "a model did not load",
        );
        if (entry.loading === loading) {
          entry.failure = { key, error, retryAtMs: getElapsedMs() + FAILURE_PAUSE_MS };
          entry.loading = null;
        }
        throw error;
      },
    );
    return loading.done;
  }

  async function preload(champion: RegisteredVersion): Promise<void> {
    const entry = openEntry(champion.storeCode);
    if (isLoaded(entry, champion) || isPaused(entry, champion)) return;
    await load(entry, champion).then(ignore, ignore);
  }

  function isPaused({ failure }: Entry, champion: RegisteredVersion): boolean {
    return failure?.key === keyOf(champion) && getElapsedMs() < failure.retryAtMs;
  }

  return {
    preload,
    async loadServable(champion) {
      const entry = openEntry(champion.storeCode);
      const { loaded } = entry;
      if (loaded && isLoaded(entry, champion)) return loaded;
      const failure = entry.failure?.key === keyOf(champion) ? entry.failure : null;
      const isBroken = failure !== null && !failure.error.isRetryable;
      if (loaded && loaded.version.version < champion.version && !isBroken) {
        void preload(champion);
        return loaded;
      }
      if (failure && isPaused(entry, champion)) throw failure.error;
      return load(entry, champion);
    },
    has: (storeCode) => entries.get(storeCode)?.loaded != null,
    keepOnly(storeCodes) {
      for (const code of entries.keys()) if (!storeCodes.has(code)) entries.delete(code);
    },
  };
}

/** The registry's own errors as they are; anything else means that what it gave is no model. */
function toLoadError({ storeCode, version }: RegisteredVersion, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const problem = `Version ${version} of store ${storeCode}'s model cannot be read: ${reason}`;
  return new ServiceUnavailableError("mlflow", problem, { cause, isRetryable: false });
}

function isLoaded({ loaded }: Entry, champion: RegisteredVersion): boolean {
  return loaded !== null && keyOf(loaded.version) === keyOf(champion);
}

function keyOf({ version, facts }: RegisteredVersion): string {
  return `${version} ${facts.modelSha256}`;
}

function ignore(): void {}
