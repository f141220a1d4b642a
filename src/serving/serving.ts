import type { Logger } from "pino";
import { ServiceUnavailableError } from "../errors.js";
import type { ModelRegistry, RegisteredVersion } from "../mlflow/types.js";
import type { SalesHistory } from "../stores/types.js";
import { makeChampions } from "./champions.js";
import { makeWindowDays } from "./day-plan.js";
import { loadKnownDays } from "./known-days.js";
import { makeModelCache } from "./model-cache.js";
import type { LoadedModel, ModelReader } from "./model-reader.js";
import { makePoller } from "./poller.js";
import { makeBaselineForecast, makeModelForecast, type ResolvedRequest } from "./store-forecast.js";
import type { ForecastRequest, ServedForecast, Serving } from "./types.js";
import { checkLevel, getToday, makeForecastWindow } from "./window.js";

export interface ServingOptions {
  registry: Pick<ModelRegistry, "findStoreModels" | "loadModel">;
  /** How models are loaded; from the registry by default. */
  readModel?: ModelReader;
  history: Pick<SalesHistory, "loadDays" | "loadRecentDays">;
  /** Says what day it is; a pinned clock makes a demo on old data answer "today". */
  now: () => Date;
  logger: Pick<Logger, "info" | "warn">;
  /** Most models loaded from the registry at once, >= 1; 8 by default. */
  loadConcurrency?: number;
  /** Milliseconds between two readings of the registry; 10,000 by default. */
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

/** Forecasts out of champions in memory. Reads nothing before {@link RunningServing.start}. */
export function createServing(options: ServingOptions): RunningServing {
  const { registry, history, now, logger, loadConcurrency = 8, pollIntervalMs = 10_000 } = options;
  const champions = makeChampions(registry);
  const cache = makeModelCache({
    registry,
    readModel: options.readModel,
    logger,
    concurrency: loadConcurrency,
    getElapsedMs: () => performance.now(),
  });
  const poller = makePoller(() => refresh(), pollIntervalMs, logger);

  function listChampions(): RegisteredVersion[] {
    return champions.list().flatMap(({ champion }) => (champion ? [champion] : []));
  }

  async function refresh(storeCodes?: readonly string[]): Promise<void> {
    await champions.refresh(storeCodes);
    const served = listChampions();
    cache.keepOnly(new Set(served.map(({ storeCode }) => storeCode)));
    // Stores in use move to their new champion here, so that no request waits for it.
    const named = storeCodes && new Set(storeCodes);
    const moving = served.filter(({ storeCode }) => cache.has(storeCode) && (named?.has(storeCode) ?? true));
    await Promise.all(moving.map((champion) => cache.preload(champion)));
  }

  async function loadModels(requests: readonly ResolvedRequest[]): Promise<Map<string, LoadedModel | Error>> {
    const wanted = new Map(
      requests.flatMap(({ store }): [string, RegisteredVersion][] => {
        const champion = champions.get(store.code)?.champion;
        return champion ? [[store.code, champion]] : [];
      }),
    );
    return new Map(
      await Promise.all(
        [...wanted].map(async ([code, champion]): Promise<[string, LoadedModel | Error]> => [
          code,
          await cache.loadServable(champion).catch(toError),
        ]),
      ),
    );
  }

  async function forecast(requests: readonly ForecastRequest[]): Promise<(ServedForecast | Error)[]> {
    if (!champions.isKnown()) return requests.map(makeUnknownError);
    const resolve = makeResolver(now());
    const resolved = requests.map((request) => attempt(() => resolve(request)));
    const valid = resolved.flatMap((request) => (request instanceof Error ? [] : [request]));
    const untrained = valid.map(({ store }) => store).filter(({ code }) => !champions.get(code)?.champion);
    const [models, known] = await Promise.all([loadModels(valid), loadKnownDays(history, valid, untrained)]);
    return resolved.map((request) => {
      if (request instanceof Error) return request;
      const { id, code } = request.store;
      const model = models.get(code);
      if (model instanceof Error) return model;
      return attempt(() =>
        model
          ? makeModelForecast(request, known.rows(id), model)
          : makeBaselineForecast(request, known.rows(id), known.recent(id)),
      );
    });
  }

  return {
    forecast,
    refresh,
    start: () => poller.start(),
    checkReady: () => (champions.isKnown() ? Promise.resolve() : Promise.reject(makeUnknownError())),
    getStoreModels: (storeCode) => champions.get(storeCode),
    async warm() {
      await Promise.all(listChampions().map((champion) => cache.preload(champion)));
    },
    close: () => poller.stop(),
  };
}

/** Applies the defaults of one moment; a window that many stores ask for is worked out once. */
function makeResolver(now: Date): (request: ForecastRequest) => ResolvedRequest {
  const memo = new Map<string, Pick<ResolvedRequest, "window" | "days">>();
  return ({ store, window, level }) => {
    checkLevel(level);
    const key = JSON.stringify([window.from, window.to, store.timeZone]);
    let resolved = memo.get(key);
    if (!resolved) {
      const whole = makeForecastWindow(window, getToday(now, store.timeZone));
      memo.set(key, (resolved = { window: whole, days: makeWindowDays(whole) }));
    }
    return { store, level, ...resolved };
  };
}

function makeUnknownError(): ServiceUnavailableError {
  return new ServiceUnavailableError("mlflow", "MLflow has not yet said which models serve; try again soon.");
}

/** What a step gives or throws, so that one store's failure spares its siblings. */
function attempt<T>(step: () => T): T | Error {
  try {
    return step();
  } catch (error) {
    return toError(error);
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
