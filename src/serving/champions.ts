import type { ModelRegistry, StoreModels } from "../mlflow/types.js";

/** The registry's state of all stores as last read, in memory. */
export interface Champions {
  /** Whether the registry has answered for all stores at least once. */
  isKnown(): boolean;
  get(storeCode: string): StoreModels | undefined;
  list(): StoreModels[];
  /** Readings since the start, and when the last of all stores succeeded, by the elapsed time. */
  getReads(): { succeeded: number; failed: number; lastWholeAtMs: number | null };
  /**
   * Reads stores anew, or all of them. One read runs at a time; calls that come meanwhile share the next, so a call never gets an
   * answer from before it was made.
   *
   * @throws ServiceUnavailableError; the old state stays
   */
  refresh(storeCodes?: readonly string[]): Promise<void>;
}

interface NextRead {
  /** Null for all stores. */
  codes: Set<string> | null;
  done: Promise<void>;
}

/** @param getElapsedMs milliseconds of a clock that only goes forward */
export function makeChampions(
  registry: Pick<ModelRegistry, "findStoreModels">,
  getElapsedMs: () => number,
): Champions {
  let models = new Map<string, StoreModels>();
  const reads = { succeeded: 0, failed: 0, lastWholeAtMs: null as number | null };
  let running: Promise<void> = Promise.resolve();
  let next: NextRead | null = null;

  async function read(codes: ReadonlySet<string> | null): Promise<void> {
    if (codes === null) {
      models = await registry.findStoreModels();
      reads.lastWholeAtMs = getElapsedMs();
      return;
    }
    const found = await registry.findStoreModels([...codes]);
    for (const code of codes) {
      const model = found.get(code);
      if (model) models.set(code, model);
      else models.delete(code);
    }
  }

  function schedule(codes: Set<string> | null): NextRead {
    const scheduled: NextRead = {
      codes,
      done: running.then(() => {
        next = null;
        return read(scheduled.codes);
      }),
    };
    // Whoever asked hears of a failure; those behind only wait for the end.
    running = scheduled.done.then(
      () => void reads.succeeded++,
      () => void reads.failed++,
    );
    return scheduled;
  }

  return {
    isKnown: () => reads.lastWholeAtMs !== null,
    get: (storeCode) => models.get(storeCode),
    list: () => [...models.values()],
    getReads: () => ({ ...reads }),
    refresh(storeCodes) {
      if (storeCodes?.length === 0) return Promise.resolve();
      if (!next) {
        next = schedule(storeCodes ? new Set(storeCodes) : null);
      } else if (!storeCodes) {
        next.codes = null;
      } else {
        for (const code of storeCodes) next.codes?.add(code);
      }
      return next.done;
    },
  };
}
