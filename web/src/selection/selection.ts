import { isDay, type Day } from "../format/day.js";
import { decodeCodes, decodeList, encodeCodes, encodeList } from "./code-list.js";

/** Days ahead that can be looked at. */
export const HORIZONS = [7, 14, 28] as const;
export type Horizon = (typeof HORIZONS)[number];

/** Days of the fleet that can be looked at together, at most. */
export const LONGEST_SPAN = 7;

/** What a store's forecast can be; FAILED where its model could not be loaded. */
export const STATUSES = ["READY", "STALE", "BASELINE", "UNTRAINED", "FAILED"] as const;
export type Status = (typeof STATUSES)[number];

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
  /** Statuses that stores are shown of; all if empty. */
  statuses: readonly Status[];
  /** First day; today if null. */
  from: Day | null;
  days: Horizon;
  /** Days of the fleet that are looked at, 1 to 7. */
  span: number;
  /** The table's own order if null. */
  sort: Sort | null;
}

export const NOTHING_SELECTED: Selection = {
  ...{ stores: [], regions: [], search: "", statuses: [] },
  ...{ from: null, days: 7, span: LONGEST_SPAN, sort: null },
};

/** Reads an address; what has no meaning is left out. */
export function decodeSelection(params: URLSearchParams): Selection {
  const from = params.get("from");
  const days = Number(params.get("days"));
  const span = Number(params.get("span"));
  const statuses = decodeList(params.get("status") ?? "").map((status) => status.toUpperCase());
  return {
    stores: decodeCodes(params.get("stores") ?? ""),
    regions: decodeList(params.get("regions") ?? ""),
    search: params.get("q") ?? "",
    statuses: STATUSES.filter((status) => statuses.includes(status)),
    from: from !== null && isDay(from) ? from : null,
    days: HORIZONS.find((horizon) => horizon === days) ?? NOTHING_SELECTED.days,
    span: Number.isInteger(span) && span >= 1 && span <= LONGEST_SPAN ? span : NOTHING_SELECTED.span,
    sort: decodeSort(params.get("sort")),
  };
}

/** Writes a selection into an address; other parameters stay as they are, and defaults are not written. */
export function encodeSelection(selection: Selection, params: URLSearchParams): URLSearchParams {
  const { stores, regions, search, statuses, from, days, span, sort } = selection;
  const written: Record<string, string> = {
    stores: encodeCodes(stores),
    regions: encodeList(regions),
    q: search,
    status: encodeList(statuses).toLowerCase(),
    from: from ?? "",
    days: days === NOTHING_SELECTED.days ? "" : String(days),
    span: span === NOTHING_SELECTED.span ? "" : String(span),
    sort: sort ? `${sort.isDescending ? "-" : ""}${sort.by}` : "",
  };
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(written)) {
    if (value === "") next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** An address's query as people read it: commas, colons and ranges stay what they are. */
export function toQuery(params: URLSearchParams): string {
  const text = params.toString().replace(/%2C|%3A|%7E/g, decodeURIComponent);
  return text === "" ? "" : `?${text}`;
}

function decodeSort(text: string | null): Sort | null {
  const match = /^(-?)([A-Za-z]+\d?)$/.exec(text ?? "");
  return match ? { by: match[2]!, isDescending: match[1] === "-" } : null;
}
