import { ModelFaultError } from "../mlflow/model-fault.js";
import { readStoreModel } from "../mlflow/model-file.js";
import type { ExternalVersion, RegisteredVersion } from "../mlflow/types.js";
import { epochDay } from "../model/day.js";
import { forecastStore, listInputs, ModelError, type StoreModel } from "../model/index.js";
import type { SalesHistory, StoreCatalogue } from "../stores/types.js";
import { RECENT_DAYS } from "./trading-habits.js";

/**
 * The model out of a version's text, proven to serve its store.
 *
 * @throws ModelFaultError
 */
export type ParseModel = (text: string, version: RegisteredVersion) => Promise<StoreModel>;

interface ParseModelOptions {
  catalogue: Pick<StoreCatalogue, "loadStores">;
  history: Pick<SalesHistory, "loadRecentDays">;
}

const ANY_LEVEL = 0.8;

/** Versions of ours were trained on what the store has; of those that others registered that remains to be seen, at the cost of two queries. */
export function makeParseModel({ catalogue, history }: ParseModelOptions): ParseModel {
  async function loadColumns(storeCode: string): Promise<ReadonlySet<string>> {
    const store = (await catalogue.loadStores([storeCode])).get(storeCode);
    if (!store) return new Set();
    const days = (await history.loadRecentDays([store.id], RECENT_DAYS)).get(store.id) ?? [];
    return new Set(days.flatMap(({ regressors }) => Object.keys(regressors)));
  }

  return async (text, version) => {
    const model = readStoreModel(text, version);
    if (version.origin === "storecast") return model;
    const needed = listNeeded(model);
    const known = needed.length === 0 ? new Set() : await loadColumns(version.storeCode);
    const missing = needed.filter((name) => !known.has(name));
    if (missing.length > 0) throw makeMissingError(version, missing);
    tryForecast(model, version);
    return model;
  };
}

/** Columns that each day to come must tell. */
function listNeeded(model: StoreModel): string[] {
  const bounds =
    model.prophet.growth === "logistic" ? ["cap", ...(model.prophet.logisticFloor ? ["floor"] : [])] : [];
  return [...listInputs(model).map(({ name }) => name), ...bounds];
}

function makeMissingError(
  { storeCode, version }: ExternalVersion,
  missing: readonly string[],
): ModelFaultError {
  return new ModelFaultError(
    "MISSING_REGRESSORS",
    `Version ${version} of store ${storeCode}'s model needs ${missing.join(", ")}, which the store's last ${RECENT_DAYS} observed days do not tell.`,
  );
}

/** What cannot forecast the next day cannot serve. */
function tryForecast(model: StoreModel, { storeCode, version, facts }: ExternalVersion): void {
  const inputs = listInputs(model).map(({ name, mu }): [string, Float64Array] => [name, Float64Array.of(mu)]);
  const days = Int32Array.of(epochDay(facts.trainedThrough) + 1);
  try {
    forecastStore(model, { days, regressors: Object.fromEntries(inputs) }, ANY_LEVEL);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    const message = `Version ${version} of store ${storeCode}'s model cannot forecast: ${cause.message}`;
    throw new ModelFaultError("UNSUPPORTED_MODEL", message, { cause });
  }
}
