import DataLoader from "dataloader";
import type { ModelRegistry, RegisteredVersion } from "../mlflow/types.js";
import { epochDay } from "../model/day.js";
import {
  createServingModelReader,
  makeServingModel,
  toServingModelJson,
  type ServingModel,
  type StoreModel,
} from "../model/index.js";
import { makeLimiter } from "./limiter.js";
import { ModelForecaster } from "./model-forecaster.js";
import type { ModelFiles } from "./model-files.js";
import type { ParseModel } from "./parse-model.js";
import { makeTradingHabits } from "./trading-habits.js";

/** A model in memory with what serving needs to know beside it. */
export interface LoadedModel {
  version: RegisteredVersion;
  model: ServingModel;
  forecaster: ModelForecaster;
}

/**
 * Loads the model of a version.
 *
 * @throws ServiceUnavailableError from the registry; ModelFaultError for a file that cannot serve
 */
export type ModelReader = (version: RegisteredVersion) => Promise<LoadedModel>;

export type LoadNearForms = (
  versions: readonly RegisteredVersion[],
) => Promise<ReadonlyMap<RegisteredVersion, string>>;

/** What models are read from. */
export interface ModelReaderOptions {
  registry: Pick<ModelRegistry, "loadModel" | "loadServingForms">;
  parse: ParseModel;
  /**
   * Serving forms that are nearer than the registry, of versions that were trained just now; none by default. What it does not have, or cannot say, the
   * registry has.
   */
  loadNearForms?: LoadNearForms;
  /** Where they are kept, so that each is read only once in the life of an installation; nowhere by default. */
  files?: Pick<ModelFiles, "read" | "write"> | null;
  /** Most models read from the registry at once, >= 1; 8 by default. */
  concurrency?: number;
}

/** Reads models: from disk; those that were trained just now from where they are; those of a fleet that are asked for together, from the files of their runs; the others each from its own file. */
export function makeModelReader(options: ModelReaderOptions): ModelReader {
  const { registry, parse, loadNearForms, files = null, concurrency = 8 } = options;
  const read = createServingModelReader();
  const limit = makeLimiter(concurrency);
  const forms = new DataLoader<RegisteredVersion, string | null>(
    async (versions) => {
      const near = await loadNearForms?.(versions);
      const far = near ? versions.filter((version) => !near.has(version)) : versions;
      const found = far.length > 0 ? await registry.loadServingForms(far) : null;
      return versions.map((version) => near?.get(version) ?? found?.get(version) ?? null);
    },
    { cache: false },
  );

  async function fetch(version: RegisteredVersion): Promise<string> {
    const form = await forms.load(version);
    return limit(async () => {
      const text = form ?? (await makeForm(version));
      await files?.write(version, text);
      return text;
    });
  }

  async function makeForm(version: RegisteredVersion): Promise<string> {
    const model = await parse(await registry.loadModel(version), version);
    return toServingModelJson(makeServingModel(model, listTradedDays(version, model)));
  }

  return async (version) => {
    // One kind of model in memory, wherever it came from, and what models have in common only once.
    const model = read((await files?.read(version)) ?? (await fetch(version)));
    const seenThrough = epochDay(version.facts.trainedThrough);
    const habits = makeTradingHabits(model.lastTradedDays, seenThrough, model.closedHolidays);
    return { version, model, forecaster: new ModelForecaster(model, habits) };
  };
}

/** Others fit closed days too, with no sale: such a day teaches nobody that the store trades on its weekday. */
function listTradedDays({ origin }: RegisteredVersion, { prophet, transform }: StoreModel): Int32Array {
  const { days, y } = prophet.history;
  return origin === "external" && transform === "none" ? days.filter((_, i) => y[i] !== 0) : days;
}
