import type { Logger } from "pino";
import { AppError, ServiceUnavailableError } from "../errors.js";
import type { RegisteredVersion } from "../mlflow/types.js";
import type { LoadedModel, ModelReader } from "./model-reader.js";

/** Models in memory, one a store: the one that was asked for last and did load. */
export interface ModelCache {
  /** A version's model, if it is the one in memory. */
  find(version: RegisteredVersion): LoadedModel | null;
  /** The model of a store that is in memory, whatever its version. */
  getLoaded(storeCode: string): LoadedModel | null;
  /** Why the last attempt to load a version failed; null if it did not. */
  getFailure(version: RegisteredVersion): AppError | null;
  /**
   * Loads a version that is not in memory; callers at once share one load. One that has just failed is not asked for again for
   * five seconds.
   *
   * @throws ServiceUnavailableError
   */
  load(version: RegisteredVersion): Promise<LoadedModel>;
  /** Whether any version of the store is in memory, or was tried in vain. */
  has(storeCode: string): boolean;
  /** Forgets all stores but these. */
  keepOnly(storeCodes: ReadonlySet<string>): void;
}

interface ModelCacheOptions {
  readModel: ModelReader;
  logger: Pick<Logger, "warn">;
  /** Milliseconds of a clock that only goes forward. */
  getElapsedMs: () => number;
  /** Told whenever a model has loaded, or has failed to for another reason than before. */
  onChange?: () => void;
}

interface Entry {
  loaded: LoadedModel | null;
  /** Key of the version asked for last. */
  wanted: string | null;
  loads: Map<string, Promise<LoadedModel>>;
  failures: Map<string, { error: AppError; retryAtMs: number }>;
}

/** A model that failed to load is not asked for again for so long. */
const FAILURE_PAUSE_MS = 5_000;

export function makeModelCache(options: ModelCacheOptions): ModelCache {
  const { logger, getElapsedMs, readModel, onChange = () => undefined } = options;
  const entries = new Map<string, Entry>();

  function openEntry(storeCode: string): Entry {
    let entry = entries.get(storeCode);
    if (!entry) {
      entry = { loaded: null, wanted: null, loads: new Map(), failures: new Map() };
      entries.set(storeCode, entry);
    }
    return entry;
  }

  async function start(entry: Entry, version: RegisteredVersion): Promise<LoadedModel> {
    const key = keyOf(version);
    try {
      const loaded = await readModel(version);
      // A later one may have been asked for meanwhile.
      if (entry.wanted === key) entry.loaded = loaded;
      entry.failures.delete(key);
      onChange();
      return loaded;
    } catch (cause) {
      const error = toLoadError(version, cause);
      const isNew = entry.failures.get(key)?.error.message !== error.message;
      if (isNew) {
        const { storeCode, version: number } = version;
        logger.warn({ err: error, storeCode, version: number }, "a model did not load");
      }
      entry.failures.set(key, { error, retryAtMs: getElapsedMs() + FAILURE_PAUSE_MS });
      if (isNew) onChange();
      throw error;
    } finally {
      entry.loads.delete(key);
    }
  }

  const find = (version: RegisteredVersion) => {
    const loaded = entries.get(version.storeCode)?.loaded ?? null;
    return loaded && isSame(loaded.version, version) ? loaded : null;
  };
  const findFailure = (version: RegisteredVersion) =>
    entries.get(version.storeCode)?.failures.get(keyOf(version));

  return {
    find,
    getLoaded: (storeCode) => entries.get(storeCode)?.loaded ?? null,
    getFailure: (version) => findFailure(version)?.error ?? null,
    async load(version) {
      const found = find(version);
      if (found) return found;
      const failure = findFailure(version);
      if (failure && getElapsedMs() < failure.retryAtMs) throw failure.error;
      const entry = openEntry(version.storeCode);
      const key = keyOf(version);
      entry.wanted = key;
      const loading = entry.loads.get(key) ?? start(entry, version);
      entry.loads.set(key, loading);
      return loading;
    },
    has: (storeCode) => entries.has(storeCode),
    keepOnly(storeCodes) {
      for (const code of entries.keys()) if (!storeCodes.has(code)) entries.delete(code);
    },
  };
}

/** The registry's own errors as they are; anything else is a bug that must not take the store down. */
function toLoadError({ storeCode, version }: RegisteredVersion, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const problem = `Version ${version} of store ${storeCode}'s model cannot be read: ${reason}`;
  return new ServiceUnavailableError("mlflow", problem, { cause, isRetryable: false });
}

function isSame(one: RegisteredVersion, other: RegisteredVersion): boolean {
  return one.version === other.version && one.facts.modelSha256 === other.facts.modelSha256;
}

function keyOf({ version, facts }: RegisteredVersion): string {
  return `${version} ${facts.modelSha256}`;
}
