import {
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  type ColumnDef,
} from "@tanstack/react-table";
import { STATUSES } from "../../selection/selection.js";
import { findPoint, type FleetStore } from "./fleet-stores.js";

/** A column; days are `day1` to `day7`. */
export type ColumnId =
  "choose" | "store" | "region" | "status" | `day${number}` | "total" | "week" | "year" | "trained" | "wape";

export const FEATURES = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** What a column is sorted by: numbers, or texts by the rules of a language; what is undefined comes last, either way. */
type SortKey = number | string | undefined;

const known = (value: number | null | undefined): number | undefined => value ?? undefined;

const KEYS: Readonly<Record<Exclude<ColumnId, "choose" | `day${number}`>, (store: FleetStore) => SortKey>> = {
  store: ({ place }) => place,
  region: ({ region }) => region.name,
  status: ({ status }) => STATUSES.indexOf(status),
  total: ({ forecast }) => (forecast && forecast.points.length > 0 ? forecast.totalYhat : undefined),
  week: ({ weekChange }) => known(weekChange),
  year: ({ yearChange }) => known(yearChange),
  trained: ({ forecast }) => forecast?.trainedThrough ?? undefined,
  wape: ({ wape }) => known(wape),
};

/** Columns that a phone has room for. */
export const NARROW_COLUMNS: readonly ColumnId[] = ["choose", "store", "total", "status"];

/** All columns for so many days. */
export function listColumns(days: number): ColumnId[] {
  const dayColumns = Array.from({ length: days }, (_, i): ColumnId => `day${i + 1}`);
  return ["choose", "store", "region", "status", ...dayColumns, "total", "week", "year", "trained", "wape"];
}

/** Whether a column can be sorted by. @param name as an address has it */
export function isColumn(name: string, days: number): boolean {
  return name !== "choose" && listColumns(days).some((id) => id === name);
}

/** The place of a day's column among the days, from 0; null for other columns. */
export function dayOfColumn(id: string): number | null {
  return /^day[1-9]$/.test(id) ? Number(id.slice(3)) - 1 : null;
}

/** Whether a column holds figures. */
export function isFigure(id: ColumnId): boolean {
  return dayOfColumn(id) !== null || id === "total" || id === "week" || id === "year" || id === "wape";
}

/** Columns that can be sorted by, for the table's model. @param locale whose alphabet orders names */
export function makeSortColumns(
  locale: string,
  days: readonly string[],
): ColumnDef<typeof FEATURES, FleetStore, unknown>[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return listColumns(days.length)
    .filter((id) => id !== "choose")
    .map((id) => ({
      id,
      accessorFn: makeKey(id, days),
      sortUndefined: "last",
      sortFn: (one, other) => compareKeys(one.getValue<SortKey>(id), other.getValue<SortKey>(id), compare),
    }));
}

function makeKey(id: Exclude<ColumnId, "choose">, days: readonly string[]): (store: FleetStore) => SortKey {
  const place = dayOfColumn(id);
  if (place !== null) return (store) => findPoint(store, place, days[place])?.yhat;
  return KEYS[id as keyof typeof KEYS];
}

function compareKeys(one: SortKey, other: SortKey, compare: (a: string, b: string) => number): number {
  return typeof one === "number" && typeof other === "number"
    ? one - other
    : compare(String(one), String(other));
}
