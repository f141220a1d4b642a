import type { ShapeKnot } from "./calibration.js";
import { getDesignLayout, type DesignLayout } from "./design-layout.js";
import type { ForecastWindow } from "./forecast-window.js";
import { growTrendVariance } from "./interval.js";
import { getLevelWidths, shareShape } from "./level-widths.js";
import { placeNumbers } from "./number-pages.js";
import { forecastServing, type ServingModel } from "./serving-model.js";
import { listInputs, type ModelInput } from "./store-model.js";
import type { Forecast, FutureDays, Mode } from "./types.js";
import { spreadForecast, type WindowFigures } from "./window-forecast.js";
import { findTrend, makeWindowNumbers, PLACE } from "./window-numbers.js";

/** What is known of the days of a window at one store. */
export interface WindowInputs {
  /** One a day; the other days are not forecast. */
  isOpen: readonly boolean[];
  /** Input after input of {@link WindowForecaster.inputs}, each over all days; what stands on closed ones does not matter. Not kept. */
  values: Float64Array;
}

/** Days at work; none outlives a call, so that one set is enough. */
interface Sums {
  trend: Float64Array;
  sum: Float64Array;
  factor: Float64Array;
  part: Float64Array;
}

let sums = makeSums(0);

function makeSums(length: number): Sums {
  const [trend, sum, factor, part] = Array.from({ length: 4 }, () => new Float64Array(length));
  return { trend: trend!, sum: sum!, factor: factor!, part: part! };
}

/**
 * Forecasts windows that other models are asked for too: to the bit what {@link forecastServing} says, at a fraction of the cost, for it works out nothing
 * that the window knows, and no components. Where more is needed, such as for logistic growth, it asks {@link forecastServing} itself.
 */
export class WindowForecaster {
  /** What the model must be told of each day. */
  readonly inputs: readonly ModelInput[];
  private readonly layout: DesignLayout | null;
  private readonly page: Float64Array;
  private readonly start: number;
  private readonly isLog: boolean;
  /** Of the calibration; null without one. */
  private readonly shape: readonly ShapeKnot[] | null;

  constructor(private readonly model: ServingModel) {
    const { prophet, forecaster, transform, calibration } = model;
    this.inputs = listInputs(model);
    this.layout = forecaster === "prophet" && prophet.growth !== "logistic" ? getDesignLayout(model) : null;
    this.isLog = transform === "log";
    this.shape = calibration && shareShape(calibration.shape);
    const { page, start } = placeNumbers(this.layout === null ? [] : makeWindowNumbers(model));
    this.page = page;
    this.start = start;
  }

  /**
   * @param level nominal coverage, in (0, 1)
   * @throws ModelError as `forecastServing` does
   */
  forecast(window: ForecastWindow, inputs: WindowInputs, level: number): WindowFigures {
    const direct = this.layout && this.forecastDirectly(this.layout, window, inputs, level);
    return direct ?? spreadForecast(inputs.isOpen, this.forecastWhole(window, inputs, level, false));
  }

  /** Parts of the forecast of the open days, as `forecastServing` gives them. */
  makeComponents(window: ForecastWindow, inputs: WindowInputs, level: number): Forecast["components"] {
    return this.forecastWhole(window, inputs, level, true).components;
  }

  private forecastWhole(
    { days }: ForecastWindow,
    { isOpen, values }: WindowInputs,
    level: number,
    components: boolean,
  ): Pick<Forecast, "yhat" | "lower" | "upper" | "components"> {
    const pick = <T extends Int32Array | Float64Array>(all: T) => all.filter((_, i) => isOpen[i]) as T;
    const open: FutureDays = {
      days: pick(days),
      regressors: Object.fromEntries(
        this.inputs.map(({ name }, input) => [
          name,
          pick(values.subarray(input * days.length, (input + 1) * days.length)),
        ]),
      ),
    };
    if (open.days.length === 0) {
      return {
        yhat: new Float64Array(),
        lower: new Float64Array(),
        upper: new Float64Array(),
        components: [],
      };
    }
    return forecastServing(this.model, open, level, { components });
  }

  /** Null where an input is not as it must be: of that the general way speaks. */
  private forecastDirectly(
    layout: DesignLayout,
    window: ForecastWindow,
    { isOpen, values }: WindowInputs,
    level: number,
  ): WindowFigures | null {
    const { days, weekdays } = window;
    const count = days.length;
    if (sums.sum.length < count) sums = makeSums(count);
    const work = sums;
    const { part } = work;
    const { page: numbers, start } = this;
    const design = window.getDesign(layout);
    this.startWithTrend(days, work);

    let at = start + PLACE.EFFECTS;
    for (let s = 0; s < layout.seasonalities.length; s++) {
      const { mode, fourierOrder, condition } = layout.seasonalities[s]!;
      const waves = design.waves[s]!;
      const waveCount = 2 * fourierOrder;
      for (let i = 0, place = 0; i < count; i++) {
        let effect = 0;
        for (let wave = 0; wave < waveCount; wave++) effect += waves[place++]! * numbers[at + wave]!;
        part[i] = effect;
      }
      at += waveCount;
      if (condition !== null && !keepWhere(values.subarray(condition * count), isOpen, part)) return null;
      addPart(work, mode, count);
    }
    if (design.holidayCount > 0) {
      const { starts, holidayColumns } = design;
      let listed = 0;
      for (let i = 0; i < count; i++) {
        const end = starts[i + 1]!;
        let effect = 0;
        for (; listed < end; listed++) effect += numbers[at + holidayColumns[listed]!]!;
        part[i] = effect;
      }
      at += design.holidayCount;
      addPart(work, layout.holidaysMode, count);
    }
    for (let r = 0; r < layout.regressors.length; r++) {
      const { mode, input, weekday } = layout.regressors[r]!;
      const effect = numbers[at++]!;
      const mu = numbers[at++]!;
      const from = input * count;
      for (let i = 0; i < count; i++) {
        const value = weekday === null || weekdays[i] === weekday ? values[from + i]! : 0;
        part[i] = (value - mu) * effect;
      }
      addPart(work, mode, count);
    }
    return this.finish(days, isOpen, level, work);
  }

  private startWithTrend(days: Int32Array, { trend, sum, factor }: Sums): void {
    const { page: numbers, start: at } = this;
    const start = numbers[at + PLACE.START]!;
    const tScale = numbers[at + PLACE.T_SCALE]!;
    const lastKnot = numbers[at + PLACE.LAST_KNOT]!;
    for (let i = 0; i < days.length; i++) {
      const t = (days[i]! - start) / tScale;
      let slope = numbers[at + PLACE.LAST_SLOPE]!;
      let offset = numbers[at + PLACE.LAST_OFFSET]!;
      if (t < lastKnot) ({ slope, offset } = findTrend(this.model.prophet, t));
      trend[i] = sum[i] = slope * t + offset;
      factor[i] = 1;
    }
  }

  private finish(
    days: Int32Array,
    isOpen: readonly boolean[],
    level: number,
    { sum, factor }: Sums,
  ): WindowFigures | null {
    const { page: numbers, start: at, isLog, shape } = this;
    const widths = getLevelWidths(level);
    const { halfWidth } = widths;
    const stretch = shape === null ? 1 : (numbers[at + PLACE.SCALE]! * widths.getReach(shape)) / halfWidth;
    const start = numbers[at + PLACE.START]!;
    const tScale = numbers[at + PLACE.T_SCALE]!;
    const yScale = numbers[at + PLACE.Y_SCALE]!;
    const noise = numbers[at + PLACE.NOISE]!;
    const varianceScale = numbers[at + PLACE.VARIANCE_SCALE]!;
    const count = days.length;
    const figures = new Array<number>(3 * count);
    for (let i = 0; i < count; i++) {
      if (isOpen[i] !== true) {
        figures[i] = figures[count + i] = figures[2 * count + i] = 0;
        continue;
      }
      const middle = sum[i]!;
      if (!Number.isFinite(middle)) return null;
      const variance = growTrendVariance(varianceScale, (days[i]! - start) / tScale - 1);
      const reach = halfWidth * Math.sqrt(noise + factor[i]! * factor[i]! * variance) * yScale;
      let low = middle - reach;
      let high = middle + reach;
      if (shape !== null) {
        low = middle + stretch * (low - middle);
        high = middle + stretch * (high - middle);
      }
      figures[i] = floor(isLog ? Math.exp(middle) : middle);
      figures[count + i] = floor(isLog ? Math.exp(low) : low);
      figures[2 * count + i] = floor(isLog ? Math.exp(high) : high);
    }
    return figures;
  }
}

function addPart({ trend, sum, factor, part }: Sums, mode: Mode, count: number): void {
  if (mode === "additive") {
    for (let i = 0; i < count; i++) sum[i]! += part[i]!;
    return;
  }
  for (let i = 0; i < count; i++) {
    factor[i]! += part[i]!;
    sum[i]! += part[i]! * trend[i]!;
  }
}

/** Clears a part where its condition is 0; false if that is neither 0 nor 1 on a day that is open. */
function keepWhere(condition: Float64Array, isOpen: readonly boolean[], part: Float64Array): boolean {
  for (let i = 0; i < isOpen.length; i++) {
    if (condition[i] === 0) part[i] = 0;
    else if (condition[i] !== 1 && isOpen[i] === true) return false;
  }
  return true;
}

function floor(value: number): number {
  return value > 0 ? value : 0;
}
