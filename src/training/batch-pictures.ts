import type { Logger } from "pino";

import { LISTED_STORES } from "../mlflow/batch-accuracy.js";
import type { ArtifactFile } from "../mlflow/artifact-folder.js";
import type { BatchPictures, BatchResult } from "../mlflow/batch-types.js";
import type { Plot, PlottedComponents, PlottedStore } from "../plots/types.js";
import { BACKTEST } from "./backtest-plan.js";

/** A batch of no more stores has a picture of each; of a fleet, its run has those of a few. */
export const PICTURED_STORES = LISTED_STORES;
const FEW = 3;

/** A result, and what its forecast is made of if that was kept. */
export type PicturedResult = BatchResult & { components: PlottedComponents | null };

/** Draws the pictures of a batch. */
export type BatchPainter = (results: readonly PicturedResult[]) => Promise<BatchPictures>;

/** A picture that cannot be drawn is left out, with a warning: no run waits for one. */
export function makeBatchPainter(
  draw: (plot: Plot) => Promise<string>,
  logger: Pick<Logger, "warn">,
): BatchPainter {
  async function paint(path: string, plot: Plot): Promise<ArtifactFile[]> {
    try {
      return [{ path, body: await draw(plot) }];
    } catch (error) {
      logger.warn({ err: error, picture: path }, "a picture cannot be drawn");
      return [];
    }
  }

  return async (results) => {
    const tested = results.filter(({ backtest }) => backtest !== null);
    const pictures: BatchPictures = { ofRun: [], ofModels: [] };
    if (tested.length >= 2) {
      const stores = tested.map(toStore).map(({ folds: _, ...store }) => store);
      pictures.ofRun.push(...(await paint("wape-over-stores.svg", { kind: "errors", stores })));
    }
    if (results.length > PICTURED_STORES) {
      for (const [path, title, chosen] of chooseFew(tested)) {
        const stores = chosen.map(toStore);
        pictures.ofRun.push(...(await paint(path, { kind: "stores", title, stores, level: BACKTEST.level })));
      }
      return pictures;
    }
    // one after the other, so that a training waits for one picture at most
    for (const result of tested) {
      const { modelId, components } = result;
      if (modelId === null) continue;
      const plot: Plot = { kind: "store", store: toStore(result), level: BACKTEST.level, components };
      for (const file of await paint("backtest-and-components.svg", plot)) {
        pictures.ofModels.push({ modelId, file });
      }
    }
    return pictures;
  };
}

function toStore({ storeCode, backtest, folds }: BatchResult): PlottedStore {
  return {
    ...{ storeCode, folds },
    wape: backtest?.metrics.wape ?? null,
    baselineWape: backtest?.baseline.wape ?? null,
  };
}

function chooseFew(tested: readonly PicturedResult[]): [string, string, PicturedResult[]][] {
  const ranked = tested
    .filter(({ backtest }) => backtest!.metrics.wape !== null)
    .sort((a, b) => b.backtest!.metrics.wape! - a.backtest!.metrics.wape!);
  if (ranked.length === 0) return [];
  const middle = Math.max(0, (ranked.length >> 1) - (FEW >> 1));
  return [
    ["worst-stores.svg", "The largest errors", ranked.slice(0, FEW)],
    ["median-stores.svg", "Errors in the middle", ranked.slice(middle, middle + FEW)],
  ];
}
