import { makeDesign } from "../../src/model/design.js";
import type { FittedModel, ModelParams } from "../../src/model/index.js";
import { kktResidual, logPosterior } from "../../src/model/objective.js";

/** What a model maximises, over its own history, at any parameters. */
export function makeObjective({ history, settings, yMin, yScale, ...shape }: FittedModel) {
  const design = makeDesign({ ...shape, holidaysPriorScale: settings.holidaysPriorScale }, history);
  const scaled = history.y.map((value) => (value - yMin) / yScale);
  const tau = settings.changepointPriorScale!;
  return {
    lp: (params: ModelParams) => logPosterior(design, scaled, params, tau),
    kkt: (params: ModelParams) => kktResidual(design, scaled, params, tau),
  };
}
