import type { Day } from "../model/day.js";
import type { Forecast, WindowFigures } from "../model/index.js";
import type { DayPlan } from "./day-plans.js";
import type { ClosedReason, ServedPoint } from "./types.js";

type Components = ServedPoint["components"];
const NONE: Components = [];

/**
 * One point a day: the forecast's on open days; nothing on closed ones.
 *
 * @param makeComponents the components of the open days; called once, when the first point is asked for them, which most are not
 */
export function makePoints(
  dates: readonly Day[],
  { isOpen, closedReasons, isAssumed }: DayPlan,
  figures: WindowFigures,
  makeComponents: () => Forecast["components"],
): ServedPoint[] {
  const parts = new Parts(makeComponents);
  const points: ServedPoint[] = [];
  const days = dates.length;
  let place = 0;
  for (let i = 0; i < days; i++) {
    points.push(
      new Point(
        dates[i]!,
        isOpen[i]!,
        closedReasons[i]!,
        isAssumed[i]!,
        figures[i]!,
        figures[days + i]!,
        figures[2 * days + i]!,
        parts,
        isOpen[i]! ? place++ : -1,
      ),
    );
  }
  return points;
}

/** The components of a forecast, once they are asked for. */
class Parts {
  private made: Forecast["components"] | null = null;

  constructor(private readonly make: () => Forecast["components"]) {}

  list(place: number): Components {
    if (place < 0) return NONE;
    this.made ??= this.make();
    return this.made.map(({ name, values }) => ({ name, value: values[place]! }));
  }
}

class Point implements ServedPoint {
  readonly #parts: Parts;
  /** Among the open days; -1 if closed. */
  readonly #place: number;

  constructor(
    readonly date: Day,
    readonly isOpen: boolean,
    readonly closedReason: ClosedReason | null,
    readonly isAssumed: boolean,
    readonly yhat: number,
    readonly lower: number,
    readonly upper: number,
    parts: Parts,
    place: number,
  ) {
    this.#parts = parts;
    this.#place = place;
  }

  get components(): Components {
    return this.#parts.list(this.#place);
  }
}
