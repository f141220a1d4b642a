import type { ReactNode } from "react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { Formats } from "../../format/formats.js";
import { useFormats } from "../../format/use-formats.js";
import { StatusMark } from "../../parts/status-badge.js";
import { dayOfColumn, type ColumnId } from "./columns.js";
import { describeCell, listReasons, NOTHING, nameStatus, type Words } from "./describe-cell.js";
import { findPoint, type FleetStore } from "./fleet-stores.js";

/** How a figure is to be read. */
export type CellKind = "plain" | "soft" | "closed" | "assumed";

/** Writes what rows say, in the page's language. */
export interface CellWriter {
  /** Name of the box that chooses a store. */
  choose: (store: FleetStore) => string;
  /** Address of its page. */
  address: (store: FleetStore) => string;
  cell: (store: FleetStore, id: ColumnId) => readonly [words: ReactNode, kind: CellKind];
  /** The rest of what a cell has to say, or why it says nothing: for whoever points at it or moves into it. */
  describe: (store: FleetStore, id: ColumnId) => string;
}

/** @param query what the address of a store's page has of the selection */
export function useCellWriter(days: readonly string[], query: string): CellWriter {
  const t = useTranslations();
  const formats = useFormats();
  return useMemo(
    () => ({
      choose: ({ code, name }) => t("fleet.choose", { code, name }),
      address: ({ code }) => `/stores/${encodeURIComponent(code)}${query}`,
      cell: (store, id) => writeCell(store, id, days, formats, t),
      describe: (store, id) => describeCell(store, id, days, formats, t),
    }),
    [days, formats, query, t],
  );
}

const NONE = [NOTHING, "soft"] as const;

function writeCell(
  store: FleetStore,
  id: ColumnId,
  days: readonly string[],
  formats: Formats,
  t: Words,
): readonly [ReactNode, CellKind] {
  const { forecast, status, weekChange, yearChange, wape } = store;
  const place = dayOfColumn(id);
  if (place !== null) {
    const point = findPoint(store, place, days[place]);
    if (!point) return NONE;
    if (!point.isOpen) return [t("fleet.closed"), "closed"];
    return [formats.units(point.yhat), point.isAssumed ? "assumed" : "plain"];
  }
  const figure = (value: number | null, write: (value: number) => string) =>
    value === null ? NONE : ([write(value), "plain"] as const);
  switch (id) {
    case "region":
      return [store.region.name, "soft"];
    case "status": {
      const known = status === "FAILED" ? null : status;
      const reasons = listReasons(store, t);
      return [
        <StatusMark key="status" status={known} words={nameStatus(status, t)} reasons={reasons} />,
        "plain",
      ];
    }
    case "total":
      return figure(forecast && forecast.points.length > 0 ? forecast.totalYhat : null, formats.units);
    case "week":
      return figure(weekChange, formats.change);
    case "year":
      return figure(yearChange, formats.change);
    case "trained":
      return forecast?.trainedThrough ? [formats.fullDay(forecast.trainedThrough), "soft"] : NONE;
    case "wape":
      return figure(wape, formats.percent);
    case "choose":
    case "store":
    default:
      return NONE;
  }
}
