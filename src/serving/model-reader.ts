import type { ModelRegistry, RegisteredVersion } from "../mlflow/types.js";
import { epochDay } from "../model/day.js";
import {
  createServingModelReader,
  makeServingModel,
  toServingModelJson,
  type ServingModel,
  type StoreModel,
} from "../model/index.js";
import type { ModelFiles } from "./model-files.js";
import type { ParseModel } from "./parse-model.js";
import { makeTradingHabits, type TradingHabits } from "./trading-habits.js";

/** A model in memory with what serving needs to know beside it. */
export interface LoadedModel {
  version: RegisteredVersion;
  model: ServingModel;
  habits: TradingHabits;
}

/**
 * Loads the model of a version.
 *
 * @throws ServiceUnavailableError from the registry; ModelFaultError for a file that cannot serve
 */
export type ModelReader = (version: RegisteredVersion) => Promise<LoadedModel>;

/** Reads models from the registry, and each only once in the life of an installation where there are files to keep them in. */
export function makeModelReader(
  registry: Pick<ModelRegistry, "loadModel">,
  parse: ParseModel,
  files: Pick<ModelFiles, "read" | "write"> | null = null,
): ModelReader {
  const read = createServingModelReader();
  return async (version) => {
    let text = (await files?.read(version)) ?? null;
    if (text === null) {
      const model = await parse(await registry.loadModel(version), version);
      text = toServingModelJson(makeServingModel(model, listTradedDays(version, model)));
      await files?.write(version, text);
    }
    // One kind of model in memory, wherever it came from, and what models have in common only once.
    const model = read(text);
    const seenThrough = epochDay(version.facts.trainedThrough);
    const habits = makeTradingHabits(model.lastTradedDays, seenThrough, model.closedHolidays);
    return { version, model, habits };
  };
}

/** Others fit closed days too, with no sale: such a day teaches nobody that the store trades on its weekday. */
function listTradedDays({ origin }: RegisteredVersion, { prophet, transform }: StoreModel): Int32Array {
  const { days, y } = prophet.history;
  return origin === "external" && transform === "none" ? days.filter((_, i) => y[i] !== 0) : days;
}
