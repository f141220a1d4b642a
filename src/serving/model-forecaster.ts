import type { Forecast, WindowForecast } from "../model/index.js";
import { WindowForecaster, type ServingModel } from "../model/index.js";
import type { StoreDay } from "../stores/types.js";
import { planDays, type WindowDays } from "./day-plan.js";
import type { DayPlan } from "./day-plans.js";
import type { TradingHabits } from "./trading-habits.js";

/** A window's days at one store: what is planned for them and what is forecast. Immutable. */
export interface ForecastDays {
  plan: DayPlan;
  forecast: WindowForecast;
  /** Of the open days; worked out at each call. */
  makeComponents(): Forecast["components"];
}

/** Inputs of the store at hand; its forecast is made before the next store's are written. */
let values = new Float64Array(0);

/** Forecasts what a store's model says, and remembers the last answer: most questions are the one before. */
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
    if (this.last?.isTo(days, rows, level)) return this.last;
    const count = days.dates.length * this.forecaster.inputs.length;
    if (values.length < count) values = new Float64Array(count);
    const plan = this.plan(days, rows, values);
    const forecast = this.forecaster.forecast(days.window, { isOpen: plan.isOpen, values }, level);
    return (this.last = new Answer(this, days, rows, level, plan, forecast));
  }

  makeComponents(days: WindowDays, rows: readonly StoreDay[], level: number): Forecast["components"] {
    const own = new Float64Array(days.dates.length * this.forecaster.inputs.length);
    const { isOpen } = this.plan(days, rows, own);
    return this.forecaster.makeComponents(days.window, { isOpen, values: own }, level);
  }

  private plan(days: WindowDays, rows: readonly StoreDay[], into: Float64Array): DayPlan {
    return planDays(days, rows, this.habits, this.forecaster.inputs, into);
  }
}

class Answer implements ForecastDays {
  constructor(
    private readonly owner: ModelForecaster,
    private readonly days: WindowDays,
    private readonly rows: readonly StoreDay[],
    private readonly level: number,
    readonly plan: DayPlan,
    readonly forecast: WindowForecast,
  ) {}

  /** Rows are never written to: what differs is another object. */
  isTo(days: WindowDays, rows: readonly StoreDay[], level: number): boolean {
    if (days !== this.days || level !== this.level || rows.length !== this.rows.length) return false;
    if (rows === this.rows) return true;
    for (let i = 0; i < rows.length; i++) if (rows[i] !== this.rows[i]) return false;
    return true;
  }

  makeComponents(): Forecast["components"] {
    return this.owner.makeComponents(this.days, this.rows, this.level);
  }
}
