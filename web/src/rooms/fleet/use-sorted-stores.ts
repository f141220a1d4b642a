import { useTable, type SortingState } from "@tanstack/react-table";
import { useMemo } from "react";
import { useLocale } from "use-intl";
import type { Sort } from "../../selection/selection.js";
import { FEATURES, makeSortColumns } from "./columns.js";
import type { FleetStore } from "./fleet-stores.js";

/** The stores in the order of a column; what it does not know of them comes last. */
export function useSortedStores(
  stores: readonly FleetStore[],
  days: readonly string[],
  { by, isDescending }: Sort,
): readonly FleetStore[] {
  const locale = useLocale();
  const columns = useMemo(() => makeSortColumns(locale, days), [locale, days]);
  const sorting = useMemo<SortingState>(() => [{ id: by, desc: isDescending }], [by, isDescending]);
  const state = useMemo(() => ({ sorting }), [sorting]);
  const table = useTable({ features: FEATURES, columns, data: stores, state });
  const { rows } = table.getRowModel();
  return useMemo(() => rows.map(({ original }) => original), [rows]);
}
