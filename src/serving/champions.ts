import { isDeepStrictEqual } from "node:util";
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
   * Reads stores anew, or all of them. One read of either kind runs at a time; calls that come meanwhile share the next, so a call never
   * gets an answer from before it was made. Reading a few does not wait for all.
   *
   * @throws ServiceUnavailableError; the old state stays
   */
  refresh(storeCodes?: readonly string[]): Promise<void>;
}

/**
 * @param getElapsedMs milliseconds of a clock that only goes forward
 * @param onChange told of each reading that found anything else than what was known
 */
export function makeChampions(
  registry: Pick<ModelRegistry, "findStoreModels">,
  getElapsedMs: () => number,
  onChange: () => void = () => undefined,
): Champions {
  const models = new Map<string, StoreModels>();
  const reads = { succeeded: 0, failed: 0, lastWholeAtMs: null as number | null };
  /** Place, in the order in which readings began, of the last of all stores, and of later ones of single stores. */
  const seen = { whole: 0, single: new Map<string, number>() };
  let begun = 0;

  /** Of two readings that overlap the one that began later counts, whichever ends first. */
  const isNews = (code: string, place: number) => place > seen.whole && place > (seen.single.get(code) ?? 0);

  function take(codes: Iterable<string>, found: ReadonlyMap<string, StoreModels>, place: number): boolean {
    let isChanged = false;
    for (const code of codes) {
      const model = found.get(code);
      // Equal ones stay the objects they are, for those who remember what they worked out of them.
      if (!isNews(code, place) || isSameState(model, models.get(code))) continue;
      isChanged = true;
      if (model) models.set(code, model);
      else models.delete(code);
    }
    return isChanged;
  }

  async function readAll(): Promise<void> {
    const place = ++begun;
    const found = await registry.findStoreModels();
    const isFirst = reads.lastWholeAtMs === null;
    reads.lastWholeAtMs = getElapsedMs();
    const isChanged = take(new Set([...models.keys(), ...found.keys()]), found, place);
    seen.whole = place;
    for (const [code, later] of seen.single) if (later < place) seen.single.delete(code);
    if (isChanged || isFirst) onChange();
  }

  async function readSome(codes: ReadonlySet<string>): Promise<void> {
    const place = ++begun;
    const found = await registry.findStoreModels([...codes]);
    const isChanged = take(codes, found, place);
    for (const code of codes) if (isNews(code, place)) seen.single.set(code, place);
    if (isChanged) onChange();
  }

  const count = { onSuccess: () => void reads.succeeded++, onFailure: () => void reads.failed++ };
  const wholeReads = makeSharedReads(readAll, count);
  const singleReads = makeSharedReads(readSome, count);

  return {
    isKnown: () => reads.lastWholeAtMs !== null,
    get: (storeCode) => models.get(storeCode),
    list: () => [...models.values()],
    getReads: () => ({ ...reads }),
    refresh(storeCodes) {
      if (!storeCodes) return wholeReads([]);
      return storeCodes.length === 0 ? Promise.resolve() : singleReads(storeCodes);
    },
  };
}

/** Quick for what is the same object as before, as versions that have not changed in a registry are. */
export function isSameState(one: StoreModels | undefined, other: StoreModels | undefined): boolean {
  return (
    (one !== undefined &&
      one.champion === other?.champion &&
      one.newest === other?.newest &&
      one.challenger === other.challenger &&
      one.championIssue === other.championIssue) ||
    isDeepStrictEqual(one, other)
  );
}

/** Reads of which one runs at a time: calls that come meanwhile share the next. */
function makeSharedReads(
  read: (codes: ReadonlySet<string>) => Promise<void>,
  { onSuccess, onFailure }: { onSuccess: () => void; onFailure: () => void },
): (codes: readonly string[]) => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: { codes: Set<string>; done: Promise<void> } | null = null;

  return (codes) => {
    if (!next) {
      const named = new Set<string>();
      const done = running.then(() => {
        next = null;
        return read(named);
      });
      next = { codes: named, done };
      // Whoever asked hears of a failure; those behind only wait for the end.
      running = done.then(onSuccess, onFailure);
    }
    for (const code of codes) next.codes.add(code);
    return next.done;
  };
}
