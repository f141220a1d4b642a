import type { useTranslations } from "use-intl";
import type { Formats } from "../../format/formats.js";
import type { Status } from "../../selection/selection.js";
import { dayOfColumn, type ColumnId } from "./columns.js";
import { findPoint, type FleetStore } from "./fleet-stores.js";

/** All messages of the page. */
export type Words = ReturnType<typeof useTranslations<never>>;

/** Stands where there is no figure. */
export const NOTHING = "–";

export function nameStatus(status: Status, t: Words): string {
  return t(`status.${status === "FAILED" ? "unknown" : status}`);
}

/** Why a store's forecast is what it is, in words; empty when it can be trusted. */
export function listReasons({ forecast, status, failure }: FleetStore, t: Words): string[] {
  if (!forecast) return failure === null ? [] : [failure];
  const stale = forecast.staleReasons.map((reason) => t(`stale.${reason}`));
  const issue = forecast.championIssue ? [forecast.championIssue.message] : [];
  const own = status === "BASELINE" && issue.length === 0 ? [t("fleet.baselineReason")] : [];
  return [...stale, ...issue, ...own];
}

/** What a cell has no room for: units, days, the baseline's accuracy, and why there is no figure. */
export function describeCell(
  store: FleetStore,
  id: ColumnId,
  days: readonly string[],
  formats: Formats,
  t: Words,
): string {
  const { forecast, status, wape, baselineWape } = store;
  const place = dayOfColumn(id);
  if (place !== null) return describeDay(store, place, days[place], formats, t);
  const hasPoints = forecast !== null && forecast.points.length > 0;
  const writeUnits = (value: number) => t("fleet.units", { units: formats.units(value) });
  switch (id) {
    case "store":
      return store.name;
    case "region":
      return store.region.name;
    case "status":
      return [nameStatus(status, t), ...listReasons(store, t)].join(": ");
    case "total":
      return hasPoints ? writeUnits(forecast.totalYhat) : whyNone(store, t);
    case "week":
    case "year": {
      if (!hasPoints) return whyNone(store, t);
      const earlier = id === "week" ? forecast.lastWeek : forecast.lastYear;
      return earlier === null ? t("fleet.noEarlier") : t("fleet.earlier", { units: formats.units(earlier) });
    }
    case "trained":
      return forecast?.trainedThrough ? formats.fullDay(forecast.trainedThrough) : whyNone(store, t);
    case "wape": {
      if (wape === null) return t("fleet.noBacktest");
      const baseline = baselineWape === null ? NOTHING : formats.percent(baselineWape);
      return t("fleet.wapeTitle", { wape: formats.percent(wape), baseline });
    }
    case "choose":
    default:
      return "";
  }
}

function describeDay(
  store: FleetStore,
  place: number,
  date: string | undefined,
  { units, day }: Formats,
  t: Words,
): string {
  const point = findPoint(store, place, date);
  if (!point || date === undefined) return whyNone(store, t);
  const what = point.isOpen
    ? t("fleet.units", { units: units(point.yhat) })
    : t(`closed.${point.closedReason ?? "PLANNED"}`);
  return [day(date), what, ...(point.isAssumed ? [t("fleet.assumed")] : [])].join(" · ");
}

function whyNone({ status, failure }: FleetStore, t: Words): string {
  if (status === "FAILED") return failure ?? nameStatus(status, t);
  return t(status === "UNTRAINED" ? "fleet.untrainedReason" : "fleet.noForecast");
}
