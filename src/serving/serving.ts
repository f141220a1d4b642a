import type { Logger } from "pino";
import { ServiceUnavailableError } from "../errors.js";
import type { ModelRegistry, StoreModels } from "../mlflow/types.js";
import type { SalesHistory, Store, StoreCatalogue } from "../stores/types.js";
import { makeChampions } from "./champions.js";
import { summarizeFleet } from "./fleet-health.js";
import { loadKnownDays } from "./known-days.js";
import { makeModelCache } from "./model-cache.js";
import { makeModelReader, type ModelReader } from "./model-reader.js";
import { makePoller } from "./poller.js";
import { makeParseModel } from "./parse-model.js";
import { makeServableModels } from "./servable-models.js";
import { makeStandings, Standing, UNTRAINED } from "./standings.js";
import { makeBaselineForecast, makeModelForecast, type ResolvedRequest } from "./store-forecast.js";
import type { ForecastRequest, ServedForecast, Serving } from "./types.js";
import { makeRequestResolver } from "./request-resolver.js";

export interface ServingOptions {
  registry: Pick<ModelRegistry, "findStoreModels" | "listVersions" | "loadModel" | "loadServingForms">;
  /** How models are loaded; from the registry by default. */
  readModel?: ModelReader;
  catalogue: Pick<StoreCatalogue, "loadStores">;
  history: Pick<SalesHistory, "loadDays" | "loadRecentDays">;
  /** Says what day it is; a pinned clock makes a demo on old data answer "today". */
  now: () => Date;
  logger: Pick<Logger, "info" | "warn">;
  /** Waits for champions that moved, where what is known of them is too old to be served; null where it is not. By default it never is. */
  settle?: (storeCodes?: readonly string[]) => Promise<void> | null;
  /** Milliseconds between two readings of the registry; 5,000 by default. */
  pollIntervalMs?: number;
}

/** {@link Serving} as its owner holds it. */
export interface RunningServing extends Serving {
  /** Reads the registry and goes on polling it. Resolves after the first attempt, whether it succeeded or not. */
  start(): Promise<void>;
  /**
   * Rejects until the registry has been read for the first time; until then every forecast is this error too.
   *
   * @throws ServiceUnavailableError
   */
  checkReady(): Promise<void>;
}

/** A request, or what is wrong with it. */
type Resolved = ResolvedRequest | Error;

/** Forecasts out of champions in memory. Reads nothing before {@link RunningServing.start}. */
export function createServing(options: ServingOptions): RunningServing {
  const { registry, history, now, logger, settle = () => null, pollIntervalMs = 5_000 } = options;
  let changes = 0;
  const onChange = () => void changes++;
  const champions = makeChampions(registry, () => performance.now(), onChange);
  const cache = makeModelCache({
    readModel: options.readModel ?? makeModelReader({ registry, parse: makeParseModel(options) }),
    logger,
    getElapsedMs: () => performance.now(),
    onChange,
  });
  const resolver = makeRequestResolver();
  const models = makeServableModels({ cache, registry, logger, onChange });
  const findStanding = makeStandings({
    ...{ getState: (code) => champions.get(code), findServable: (state) => models.find(state) },
    getChangeCount: () => changes,
  });
  const poller = makePoller(() => refresh(), pollIntervalMs, logger);

  async function refresh(storeCodes?: readonly string[]): Promise<void> {
    await champions.refresh(storeCodes);
    const states = champions.list();
    models.keepOnly(new Set(states.map(({ storeCode }) => storeCode)));
    // Stores in use move to their new champion here, so that no request waits for it.
    const named = storeCodes && new Set(storeCodes);
    const moving = states.filter(
      (state) =>
        (named?.has(state.storeCode) ?? true) &&
        (state.championIssue !== null || (models.isInUse(state.storeCode) && !models.find(state))),
    );
    await Promise.all(moving.map((state) => models.preload(state)));
  }

  async function loadStanding(storeCode: string): Promise<Standing> {
    const state = champions.get(storeCode);
    return state ? new Standing(await models.load(state)) : UNTRAINED;
  }

  /** Puts the standings of those that are not in memory into their places, each model loaded once. */
  async function loadStandings(resolved: readonly Resolved[], standings: (Standing | Error | null)[]) {
    const loads = new Map<string, Promise<Standing | Error>>();
    for (let i = 0; i < resolved.length; i++) {
      const request = resolved[i]!;
      if (standings[i] !== null || request instanceof Error) continue;
      const { code } = request.store;
      if (!loads.has(code)) loads.set(code, loadStanding(code).catch(toError));
    }
    const loaded = new Map<string, Standing | Error>();
    for (const [code, standing] of loads) loaded.set(code, await standing);
    for (let i = 0; i < resolved.length; i++) {
      const request = resolved[i]!;
      if (standings[i] === null && !(request instanceof Error))
        standings[i] = loaded.get(request.store.code)!;
    }
  }

  async function forecast(requests: readonly ForecastRequest[]): Promise<(ServedForecast | Error)[]> {
    const settling = settle(requests.map(({ store }) => store.code));
    if (settling) await settling;
    if (!champions.isKnown()) return requests.map(makeUnknownError);
    const resolve = resolver.at(now());
    const resolved: Resolved[] = [];
    const standings: (Standing | Error | null)[] = [];
    let isAtHand = true;
    // Each store is gone to as seldom as can be: those of a fleet are more than the processor's nearest cache holds.
    for (const request of requests) {
      const one = attempt(resolve, request);
      const standing = one instanceof Error ? one : findStanding(request.store.code);
      resolved.push(one);
      standings.push(standing);
      isAtHand &&= standing !== null;
    }
    if (!isAtHand) await loadStandings(resolved, standings);
    const known = await loadKnownDays(
      history,
      resolved.filter((request): request is ResolvedRequest => !(request instanceof Error)),
      listUntrained(resolved, standings),
    );
    const answer = (request: ResolvedRequest, standing: Standing): ServedForecast => {
      const { store, window } = request;
      const { model, issue } = standing.servable;
      return model
        ? makeModelForecast(request, known.rows(store.id), model, issue, standing.judge(store, window))
        : makeBaselineForecast(request, known.rows(store.id), known.recent(store.id), issue);
    };
    return resolved.map((request, i) => {
      const standing = standings[i]!;
      if (request instanceof Error) return request;
      return standing instanceof Error ? standing : attempt(answer, request, standing);
    });
  }

  function getStoreModels(storeCode: string): StoreModels | undefined {
    const state = champions.get(storeCode);
    return state && models.getServed(state);
  }

  return {
    forecast,
    refresh,
    start: () => poller.start(),
    checkReady: () => (champions.isKnown() ? Promise.resolve() : Promise.reject(makeUnknownError())),
    settle,
    getStoreModels,
    getChangeCount: () => changes,
    getFleetHealth: (stores) => {
      if (!champions.isKnown()) throw makeUnknownError();
      return summarizeFleet(stores, getStoreModels, now());
    },
    getFollowing: () => {
      const { succeeded, failed, lastWholeAtMs } = champions.getReads();
      return {
        reads: { succeeded, failed },
        lastReadAgeMs: lastWholeAtMs === null ? null : performance.now() - lastWholeAtMs,
        issueCodes: models.listIssues().map(({ issue }) => issue.code),
      };
    },
    async warm() {
      await Promise.all(champions.list().map((state) => models.preload(state)));
    },
    close: () => poller.stop(),
  };
}

function listUntrained(
  resolved: readonly Resolved[],
  standings: readonly (Standing | Error | null)[],
): Store[] {
  const stores: Store[] = [];
  for (let i = 0; i < resolved.length; i++) {
    const request = resolved[i]!;
    const standing = standings[i];
    if (request instanceof Error || !(standing instanceof Standing)) continue;
    if (standing.servable.model === null) stores.push(request.store);
  }
  return stores;
}

function makeUnknownError(): ServiceUnavailableError {
  return new ServiceUnavailableError("mlflow", "MLflow has not yet said which models serve; try again soon.");
}

/** What a step gives or throws, so that one store's failure spares its siblings. */
function attempt<A extends unknown[], T>(step: (...given: A) => T, ...given: A): T | Error {
  try {
    return step(...given);
  } catch (error) {
    return toError(error);
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
