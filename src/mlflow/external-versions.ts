import { dayOf } from "../model/day.js";
import { AppError } from "../errors.js";
import type { StoreModel } from "../model/index.js";
import type { MlflowClient } from "./client.js";
import { getSha256, loadModelFile, readModelText, readStoreModel } from "./model-file.js";
import { ModelFaultError } from "./model-fault.js";
import type { ModelVersion } from "./model-versions.js";
import type { ExternalFacts, ExternalVersion } from "./types.js";
import { toVersionRecord } from "./version-tags.js";

/** Reads versions that others registered. */
export interface ExternalVersions {
  /**
   * A version with the facts that its file tells; the file is read once.
   *
   * @throws ModelFaultError for one that cannot serve any store, ServiceUnavailableError
   */
  load(version: ModelVersion): Promise<ExternalVersion>;
}

interface ExternalVersionsOptions {
  client: MlflowClient;
  /** Is told, once each, of versions that cannot serve. */
  warn: (sentence: string) => void;
  /** Milliseconds of a clock that only goes forward. */
  getElapsedMs: () => number;
}

interface Known {
  facts: Promise<ExternalFacts>;
  /** When a version at fault is looked at again: somebody may have mended it. */
  retryAtMs: number;
}

const FAULT_PAUSE_MS = 5_000;

export function makeExternalVersions({
  client,
  warn,
  getElapsedMs,
}: ExternalVersionsOptions): ExternalVersions {
  const known = new Map<string, Known>();
  const faults = new Map<string, string>();

  function remember(key: string, facts: Promise<ExternalFacts>): Promise<ExternalFacts> {
    const entry: Known = { facts, retryAtMs: Infinity };
    known.set(key, entry);
    facts.then(
      () => faults.delete(key),
      (error: unknown) => {
        if (!(error instanceof ModelFaultError)) return known.delete(key);
        entry.retryAtMs = getElapsedMs() + FAULT_PAUSE_MS;
        if (faults.get(key) !== error.message) warn(error.message);
        return faults.set(key, error.message);
      },
    );
    return facts;
  }

  return {
    async load(version) {
      const record = toVersionRecord(version);
      if (!record) throw new Error(`${version.name} is no store's model.`);
      // A model that was deleted and made anew begins with version 1 again.
      const key = `${version.name} ${version.version} ${version.createdAt.getTime()} ${version.source}`;
      const entry = known.get(key);
      const facts =
        entry && getElapsedMs() < entry.retryAtMs ? entry.facts : remember(key, loadFacts(client, record));
      return { ...record, origin: "external", facts: await facts };
    },
  };
}

/** What a data scientist's model says of itself. Throws ModelFaultError. */
async function loadFacts(
  client: MlflowClient,
  record: Omit<ExternalVersion, "origin" | "facts">,
): Promise<ExternalFacts> {
  const body = await loadModelFile(client, record);
  const model = readStoreModel(readModelText(body, record), record);
  return {
    trainedThrough: dayOf(getLastDay(model, record)),
    forecaster: model.forecaster,
    modelSha256: getSha256(body),
    trainedAt: record.createdAt.toISOString(),
    servingSha256: null,
    ...{ dataRevision: null, dataDigest: null, recipe: null, codeVersion: null, jobId: null, backtest: null },
  };
}

/** Last day of a daily history. Days without trade may be missing, but a history without any two days in a row is of weeks or months. */
function getLastDay(
  { prophet }: StoreModel,
  { storeCode, version }: { storeCode: string; version: number },
): number {
  const { days } = prophet.history;
  const last = days.at(-1);
  if (last !== undefined && days.some((day, i) => day - (days[i - 1] ?? -Infinity) === 1)) return last;
  const message = `Version ${version} of store ${storeCode}'s model is not daily: no two days of its history follow each other.`;
  throw new ModelFaultError("NOT_DAILY", message);
}

/** The version, or null if its model is at fault. Throws ServiceUnavailableError. */
export async function loadUnlessFaulty(
  external: ExternalVersions,
  version: ModelVersion,
): Promise<ExternalVersion | null> {
  try {
    return await external.load(version);
  } catch (error) {
    if (error instanceof AppError && !error.isRetryable) return null;
    throw error;
  }
}
