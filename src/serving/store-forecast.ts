import type { ChampionIssue, RegisteredVersion } from "../mlflow/types.js";
import { epochDay, type Day } from "../model/day.js";
import {
  floorAtZero,
  seasonalNaive,
  splitFigures,
  spreadForecast,
  type WindowFigures,
} from "../model/index.js";
import type { Series } from "../model/types.js";
import type { Store, StoreDay } from "../stores/types.js";
import { planDays, type WindowDays } from "./day-plan.js";
import type { ForecastDays } from "./model-forecaster.js";
import type { LoadedModel } from "./model-reader.js";
import { makePoints } from "./points.js";
import type { Verdict } from "./staleness.js";
import { makeTradingHabits } from "./trading-habits.js";
import type {
  DateWindow,
  ForecastStatus,
  ServedColumns,
  ServedForecast,
  ServedPoint,
  StaleReason,
} from "./types.js";

/** A request with its defaults applied. */
export interface ResolvedRequest {
  store: Store;
  window: DateWindow;
  days: WindowDays;
  level: number;
}

const NO_DAYS: ForecastDays = {
  plan: { isOpen: [], closedReasons: [], isAssumed: [] },
  figures: [],
  makeComponents: () => [],
};

/** Points are made whenever they are asked for, which is once: who wants columns does not pay for them, and a fleet's are never in memory all at once. */
class StoreForecast implements ServedForecast {
  readonly store: Store;
  readonly window: DateWindow;
  readonly level: number;
  readonly dates: readonly Day[];
  readonly figures: WindowFigures;
  readonly #days: ForecastDays;

  constructor(
    { store, window, level, days: { dates } }: ResolvedRequest,
    readonly status: ForecastStatus,
    readonly staleReasons: StaleReason[],
    readonly modelVersion: RegisteredVersion | null,
    readonly championIssue: ChampionIssue | null,
    days: ForecastDays,
  ) {
    this.store = store;
    this.window = window;
    this.level = level;
    this.dates = days === NO_DAYS ? [] : dates;
    this.figures = days.figures;
    this.#days = days;
  }

  get trainedThrough(): Day | null {
    return this.modelVersion?.facts.trainedThrough ?? null;
  }

  get points(): ServedPoint[] {
    const { plan, figures } = this.#days;
    return makePoints(this.dates, plan, figures, () => this.#days.makeComponents());
  }

  get columns(): ServedColumns {
    return { date: this.dates, ...splitFigures(this.figures) };
  }
}

/**
 * What a store's model says of a window. Pure.
 *
 * @param rows what is known of days of the window
 * @throws ModelError if the model cannot predict them
 */
export function makeModelForecast(
  request: ResolvedRequest,
  rows: readonly StoreDay[],
  { version, forecaster }: LoadedModel,
  issue: ChampionIssue | null,
  { status, staleReasons }: Verdict,
): ServedForecast {
  const forecast = forecaster.forecast(request.days, rows, request.level);
  return new StoreForecast(request, status, staleReasons, version, issue, forecast);
}

/**
 * What is served while a store has no model that can serve: the seasonal-naive baseline, or nothing without a past. Pure.
 *
 * @param rows what is known of days of the window
 * @param recent the store's last observed days, ascending
 */
export function makeBaselineForecast(
  request: ResolvedRequest,
  rows: readonly StoreDay[],
  recent: readonly StoreDay[],
  issue: ChampionIssue | null,
): ServedForecast {
  const last = recent.at(-1);
  if (!last) return new StoreForecast(request, "UNTRAINED", [], null, issue, NO_DAYS);
  const { days, level } = request;
  const series = makeTradedSeries(recent);
  const habits = makeTradingHabits(series.days, epochDay(last.day), []);
  const plan = planDays(days, rows, habits, [], new Float64Array());
  const open = days.window.days.filter((_, i) => plan.isOpen[i]);
  if (open.length === 0) {
    const closed = spreadForecast(plan.isOpen, { yhat: EMPTY, lower: EMPTY, upper: EMPTY });
    return new StoreForecast(request, "BASELINE", [], null, issue, {
      ...{ plan, figures: closed, makeComponents: () => [] },
    });
  }
  const forecast = floorAtZero(seasonalNaive(series, { days: open }, level));
  return new StoreForecast(request, "BASELINE", [], null, issue, {
    ...{ plan, figures: spreadForecast(plan.isOpen, forecast), makeComponents: () => forecast.components },
  });
}

const EMPTY = new Float64Array();

function makeTradedSeries(recent: readonly StoreDay[]): Series {
  const traded = recent.filter((day) => day.isOpen && day.y !== null);
  return {
    days: Int32Array.from(traded, ({ day }) => epochDay(day)),
    y: Float64Array.from(traded, ({ y }) => y ?? 0),
    regressors: {},
  };
}
