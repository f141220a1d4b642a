import { checkAboveFloor, readCapacity } from "./capacity.js";
import { makeDesign } from "./design.js";
import type { Design } from "./design.js";
import type { FittedModel } from "./types.js";

/** What a fit works on: the columns of the history, and y on the model's scale. */
export interface ScaledHistory {
  design: Design;
  y: Float64Array;
}

/** The history of a model, fitted or not yet, on its own scale. Throws INVALID_INPUT for a cap or floor that logistic growth cannot have. */
export function makeScaledHistory(model: Omit<FittedModel, "params">): ScaledHistory {
  const { history, yMin, yScale, settings } = model;
  const design = makeDesign({ ...model, holidaysPriorScale: settings.holidaysPriorScale }, history);
  if (model.growth !== "logistic") {
    return { design, y: history.y.map((value) => (value - yMin) / yScale) };
  }
  const { cap, floor } = readCapacity("series", model, history);
  checkAboveFloor(history, floor);
  return {
    design: {
      ...design,
      multiplies: design.multiplies ?? new Array<boolean>(design.precision.length).fill(false),
      cap: cap.map((value, row) => (value - floor[row]!) / yScale),
    },
    y: history.y.map((value, row) => (value - floor[row]!) / yScale),
  };
}
