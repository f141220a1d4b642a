import { isDay, type Day } from "../format/day.js";

/** Days ahead that can be looked at. */
export const HORIZONS = [7, 14, 28] as const;
export type Horizon = (typeof HORIZONS)[number];

/** What a table is ordered by. */
export interface Sort {
  /** Name of the column. */
  by: string;
  isDescending: boolean;
}

/** What the planner looks at: all of it is in the address, so that a link shows the same. */
export interface Selection {
  /** Codes of the chosen stores, each once, in the order of choosing. */
  stores: readonly string[];
  /** Ids of the regions that stores are shown of; all if empty. */
  regions: readonly string[];
  /** What code or name must contain; everything if empty. */
  search: string;
  /** First day; today if null. */
  from: Day | null;
  days: Horizon;
  /** The table's own order if null. */
  sort: Sort | null;
}

export const NOTHING_SELECTED: Selection = {
  ...{ stores: [], regions: [], search: "", from: null, days: 7, sort: null },
};

/** Reads an address; what has no meaning is left out. */
export function decodeSelection(params: URLSearchParams): Selection {
  const from = params.get("from");
  const days = Number(params.get("days"));
  return {
    stores: decodeList(params.get("stores")),
    regions: decodeList(params.get("regions")),
    search: params.get("q") ?? "",
    from: from !== null && isDay(from) ? from : null,
    days: HORIZONS.find((horizon) => horizon === days) ?? NOTHING_SELECTED.days,
    sort: decodeSort(params.get("sort")),
  };
}

/** Writes a selection into an address; other parameters stay as they are, and defaults are not written. */
export function encodeSelection(selection: Selection, params: URLSearchParams): URLSearchParams {
  const { stores, regions, search, from, days, sort } = selection;
  const written: Record<string, string> = {
    stores: encodeList(stores),
    regions: encodeList(regions),
    q: search,
    from: from ?? "",
    days: days === NOTHING_SELECTED.days ? "" : String(days),
    sort: sort ? `${sort.isDescending ? "-" : ""}${sort.by}` : "",
  };
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(written)) {
    if (value === "") next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** An address's query as people read it: commas stay commas. */
export function toQuery(params: URLSearchParams): string {
  const text = params.toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** Codes may hold any sign but a comma that is not escaped. */
function decodeList(text: string | null): string[] {
  const items = (text ?? "")
    .split(/(?<!\\),/)
    .map((item) => item.replaceAll("\\,", ",").trim())
    .filter((item) => item !== "");
  return [...new Set(items)];
}

function encodeList(items: readonly string[]): string {
  return items.map((item) => item.replaceAll(",", "\\,")).join(",");
}

function decodeSort(text: string | null): Sort | null {
  const match = /^(-?)([A-Za-z]+)$/.exec(text ?? "");
  return match ? { by: match[2]!, isDescending: match[1] === "-" } : null;
}
