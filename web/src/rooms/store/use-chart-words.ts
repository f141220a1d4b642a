import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import type { ChartWords } from "./chart-content.js";

/** @param backtestLevel nominal coverage of the backtest's intervals, 0 to 1 */
export function useChartWords(level: number, backtestLevel: number): ChartWords {
  const t = useTranslations();
  const { percent, day } = useFormats();
  return useMemo(
    () => ({
      sales: t("store.sales"),
      forecast: t("store.forecast"),
      interval: t("store.interval", { level: percent(level) }),
      backtest: t("store.backtest"),
      backtestInterval: t("store.interval", { level: percent(backtestLevel) }),
      today: t("store.today"),
      trainedThrough: (date) => t("store.trainedThroughDay", { day: day(date) }),
      closed: t("chart.kinds.closed"),
      closedFor: (reason) => t(`closed.${reason}`),
      promo: t("chart.kinds.promo"),
      schoolHoliday: t("chart.kinds.school-holiday"),
      holiday: t("chart.kinds.holiday"),
      assumed: t("store.assumed"),
    }),
    [backtestLevel, day, level, percent, t],
  );
}
