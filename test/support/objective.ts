import type { FittedModel, ModelParams } from "../../src/model/index.js";
import { kktResidual, logPosterior } from "../../src/model/objective.js";
import { makeScaledHistory } from "../../src/model/scaled-history.js";

/** What a model's parameters are the mode of: functions of other parameters on the same history. */
export function makeObjective(model: FittedModel) {
  const { design, y } = makeScaledHistory(model);
  const tau = model.settings.changepointPriorScale!;
  return {
    lp: (params: ModelParams) => logPosterior(design, y, params, tau),
    kkt: (params: ModelParams) => kktResidual(design, y, params, tau),
  };
}
