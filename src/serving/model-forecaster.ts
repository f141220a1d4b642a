import type { Forecast, WindowFigures } from "../model/index.js";
import { WindowForecaster, type ServingModel, type WindowInputs } from "../model/index.js";
import type { StoreDay } from "../stores/types.js";
import { planDays, type WindowDays } from "./day-plan.js";
import type { DayPlan } from "./day-plans.js";
import type { TradingHabits } from "./trading-habits.js";

/** A window's days at one store: what is planned for them and what is forecast. Immutable. */
export interface ForecastDays {
  plan: DayPlan;
  figures: WindowFigures;
  /** Of the open days; worked out at each call. */
  makeComponents(): Forecast["components"];
}

/** What a forecast of a window is made of at a store. */
interface Inputs {
  days: WindowDays;
  /** What was known of days when it was planned. */
  rows: readonly StoreDay[];
  plan: DayPlan;
  /** As {@link planDays} writes them. */
  values: readonly number[];
}

/** Inputs of the store at hand; its forecast is made before the next store's are written. */
let values = new Float64Array(0);

/**
 * Forecasts what a store's model says, and remembers the last answer: most questions are the one before. What it rested on serves other levels too, and
 * spares going through the rows again, which for a fleet are thousands of objects.
 */
export class ModelForecaster {
  private readonly forecaster: WindowForecaster;
  private last: Answer | null = null;

  constructor(
    model: ServingModel,
    private readonly habits: TradingHabits,
  ) {
    this.forecaster = new WindowForecaster(model);
  }

  /**
   * @param rows what is known of days of the window
   * @throws ModelError if the model cannot predict them
   */
  forecast(days: WindowDays, rows: readonly StoreDay[], level: number): ForecastDays {
    const { last } = this;
    const isKnown = last !== null && isOf(last.inputs, days, rows);
    if (isKnown && last.level === level) return last;
    const inputs = isKnown ? last.inputs : this.prepare(days, rows);
    return (this.last = new Answer(this, inputs, level, this.forecastFrom(inputs, level)));
  }

  makeComponents(inputs: Inputs, level: number): Forecast["components"] {
    return this.forecaster.makeComponents(inputs.days.window, this.lay(inputs), level);
  }

  private forecastFrom(inputs: Inputs, level: number): WindowFigures {
    return this.forecaster.forecast(inputs.days.window, this.lay(inputs), level);
  }

  private prepare(days: WindowDays, rows: readonly StoreDay[]): Inputs {
    const { inputs } = this.forecaster;
    const written = new Float64Array(days.dates.length * inputs.length);
    const plan = planDays(days, rows, this.habits, inputs, written);
    // A plain array: of so few numbers it has a third of the bytes of a typed one, and a fleet has thousands.
    return { days, rows, plan, values: Array.from(written) };
  }

  private lay({ plan: { isOpen }, values: kept }: Inputs): WindowInputs {
    if (values.length < kept.length) values = new Float64Array(kept.length);
    for (let i = 0; i < kept.length; i++) values[i] = kept[i]!;
    return { isOpen, values };
  }
}

/** Rows are never written to: what differs is another object. */
function isOf(inputs: Inputs, days: WindowDays, rows: readonly StoreDay[]): boolean {
  if (days !== inputs.days || rows.length !== inputs.rows.length) return false;
  if (rows === inputs.rows) return true;
  for (let i = 0; i < rows.length; i++) if (rows[i] !== inputs.rows[i]) return false;
  return true;
}

class Answer implements ForecastDays {
  constructor(
    private readonly owner: ModelForecaster,
    readonly inputs: Inputs,
    readonly level: number,
    readonly figures: WindowFigures,
  ) {}

  get plan(): DayPlan {
    return this.inputs.plan;
  }

  makeComponents(): Forecast["components"] {
    return this.owner.makeComponents(this.inputs, this.level);
  }
}
