import type { RefObject } from "react";
import { useTranslations } from "use-intl";
import type { TimeChartHandle } from "../../chart/index.js";
import { csvFile, pngFile } from "../../export/export-file.js";
import type { ExportChoice } from "../../export/export-menu.js";
import type { Day } from "../../format/day.js";
import { useFormats } from "../../format/use-formats.js";
import type { StoreDayFragment, StorePointFragment } from "../../gql/graphql.js";
import { useDayWords } from "./use-day-words.js";

interface Seen {
  code: string;
  today: Day;
  /** The days ahead; undefined until they have come. */
  points: readonly StorePointFragment[] | undefined;
  planned: readonly StoreDayFragment[] | undefined;
  /** Nominal coverage of the interval, 0 to 1. */
  level: number;
  chart: RefObject<TimeChartHandle | null>;
}

/** The files that can be had of a store. */
export function useStoreFiles({ code, today, points = [], planned, level, chart }: Seen): ExportChoice[] {
  const t = useTranslations();
  const { percent } = useFormats();
  const words = useDayWords();
  const what = ["store", code];
  const interval = t("store.interval", { level: percent(level) });
  return [
    {
      label: t("export.daysCsv"),
      make: () => {
        const plans = new Map(planned?.map((day) => [day.date, day]));
        return csvFile(what, today, {
          header: [
            t("export.day"),
            t("export.units", { what: t("store.yhat") }),
            t("export.lowerUnits", { what: interval }),
            t("export.upperUnits", { what: interval }),
            t("store.opening"),
            t("store.events"),
          ],
          rows: points.map((point) => [
            ...[point.date, point.yhat, point.lower, point.upper],
            ...[words.opening(point), words.events(plans.get(point.date))],
          ]),
        });
      },
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
