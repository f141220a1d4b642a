import type { RefObject } from "react";
import { useTranslations } from "use-intl";
import type { TimeChartHandle } from "../../chart/index.js";
import { csvFile, pngFile } from "../../export/export-file.js";
import type { ExportChoice } from "../../export/export-menu.js";
import type { Day } from "../../format/day.js";
import type { ComparedStore } from "./chart-content.js";
import { tabulateDays } from "./compare-files.js";
import type { Scale } from "./scale.js";
import { tabulateTotals, type StoreTotals } from "./totals.js";

interface Seen {
  compared: readonly ComparedStore[];
  rows: readonly StoreTotals[];
  scale: Scale;
  today: Day;
  days: number;
  chart: RefObject<TimeChartHandle | null>;
}

/** The files that can be had of a comparison. */
export function useFiles({ compared, rows, scale, today, days, chart }: Seen): ExportChoice[] {
  const t = useTranslations();
  const what = scale === "index" ? ["compare", "index"] : ["compare"];
  const unit = t(`compare.units.${scale}`);
  return [
    {
      label: t("export.daysCsv"),
      make: () =>
        csvFile(
          what,
          today,
          tabulateDays(compared, scale, {
            day: t("export.day"),
            sold: (name) => t("compare.soldColumn", { name, unit }),
            forecast: (name) => t("compare.forecastColumn", { name, unit }),
          }),
        ),
    },
    {
      label: t("export.totalsCsv"),
      make: () =>
        csvFile(
          ["compare", "totals"],
          today,
          tabulateTotals(rows, {
            header: [
              t("export.code"),
              t("export.store"),
              t("compare.columns.totalUnits", { days }),
              t("compare.columns.beforeUnits", { days }),
              t("compare.columns.onBeforeRatio", { days }),
              t("compare.columns.lastYearUnits"),
              t("compare.columns.onLastYearRatio"),
              t("compare.columns.meanUnits"),
              t("export.status"),
              t("compare.columns.wapeRatio"),
              t("compare.columns.baselineRatio"),
            ],
            status: ({ status, staleReasons }) => {
              const reasons = staleReasons.map((reason) => t(`stale.${reason}`));
              const word = t(`status.${status ?? "unknown"}`);
              return reasons.length === 0 ? word : `${word}: ${reasons.join(", ")}`;
            },
          }),
        ),
    },
    {
      label: t("export.chartPng"),
      make: async () => {
        if (!chart.current) throw new Error(t("export.noChart"));
        return pngFile(what, today, await chart.current.toPng());
      },
    },
  ];
}
