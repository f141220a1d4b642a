import type { Recipe } from "./recipe.js";
import type { ServingModel } from "./serving-model.js";
import type { Holiday } from "./types.js";

/** Raised whenever the text or what it means changes: readers know only their own. */
export const SERVING_FORMAT = 1;

/** What the stores of a calendar have in common. */
interface Shared {
  recipe: Recipe | null;
  holidays: Holiday[];
}

/** Shared parts kept; a chain has one for each of its calendars, and each day's trainings bring new ones. */
const MAX_SHARED = 200;

/**
 * A serving model as text of two lines of JSON: what it shares with other stores, then its own. Only for {@link createServingModelReader} of the
 * same {@link SERVING_FORMAT}; numbers come back to the bit. The text of a model is the same to the byte after the model itself was text.
 */
export function toServingModelJson({ recipe, ...model }: ServingModel): string {
  const { holidays, ...prophet } = model.prophet;
  const shared: Shared = { recipe, holidays };
  const own = { ...model, prophet, levels: [...model.levels] };
  return `${JSON.stringify(toSorted(shared))}\n${JSON.stringify(toSorted(own))}`;
}

/** Keys in one order, so that a model gives one text, whether it was just fitted or read back; typed arrays as JSON has them. */
function toSorted(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map(toSorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, toSorted(inner)]));
}

type Listed<T> = { [Key in keyof T]: T[Key] extends Int32Array | Float64Array ? number[] : T[Key] };
type Prophet = Omit<ServingModel["prophet"], "holidays">;
/** As JSON holds what is a store's own. */
interface Own extends Omit<
  ServingModel,
  "prophet" | "levels" | "lastTradedDays" | "baselineSeries" | "recipe"
> {
  prophet: Listed<Omit<Prophet, "params">> & { params: Listed<Prophet["params"]> };
  levels: [string, number][];
  lastTradedDays: number[];
  baselineSeries: { days: number[]; y: number[] } | null;
}

/**
 * Makes a reader of what {@link toServingModelJson} wrote. Models it has read share what they have in common, in memory too.
 * The text is trusted: whoever keeps it must know that it is whole.
 */
export function createServingModelReader(): (text: string) => ServingModel {
  const known = new Map<string, Shared>();

  function readShared(text: string): Shared {
    let shared = known.get(text);
    if (!shared) {
      if (known.size >= MAX_SHARED) known.clear();
      known.set(text, (shared = JSON.parse(text) as Shared));
    }
    return shared;
  }

  return (text) => {
    const end = text.indexOf("\n");
    const { recipe, holidays } = readShared(text.slice(0, end));
    const { prophet, levels, lastTradedDays, baselineSeries, ...own } = JSON.parse(
      text.slice(end + 1),
    ) as Own;
    const { params } = prophet;
    return {
      recipe,
      prophet: {
        holidays,
        ...prophet,
        changepoints: Int32Array.from(prophet.changepoints),
        changepointsT: Float64Array.from(prophet.changepointsT),
        params: {
          ...params,
          delta: Float64Array.from(params.delta),
          beta: Float64Array.from(params.beta),
        },
      },
      levels: new Map(levels),
      lastTradedDays: Int32Array.from(lastTradedDays),
      baselineSeries: baselineSeries && {
        days: Int32Array.from(baselineSeries.days),
        y: Float64Array.from(baselineSeries.y),
        regressors: {},
      },
      ...own,
    };
  };
}
