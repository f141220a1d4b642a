import { fit, floorAtZero, predict } from "../../src/model/index.js";
import type { FitOptions, Forecaster, Series } from "../../src/model/index.js";

/** Trains a plain Prophet, served as it is. */
export const makeProphetTrainer =
  (options: Partial<FitOptions> = {}) =>
  (known: Series): Forecaster => {
    const model = fit(known, options);
    return (future, level) => floorAtZero(predict(model, future, level));
  };
