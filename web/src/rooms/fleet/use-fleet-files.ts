import { useTranslations } from "use-intl";
import { csvFile } from "../../export/export-file.js";
import type { ExportChoice } from "../../export/export-menu.js";
import type { Day } from "../../format/day.js";
import type { Demand } from "./demand.js";
import { listReasons, nameStatus } from "./describe-cell.js";
import { tabulateDemand, tabulateStores } from "./fleet-files.js";
import type { FleetStore } from "./fleet-stores.js";

interface Seen {
  /** As they are filtered and sorted. */
  stores: readonly FleetStore[];
  days: readonly Day[];
  /** Undefined until the first stores have come. */
  demand: Demand | undefined;
}

/** The files that can be had of the fleet; none before there is a day to name them by. */
export function useFleetFiles({ stores, days, demand }: Seen): ExportChoice[] {
  const t = useTranslations();
  const [first] = days;
  if (first === undefined || !demand) return [];
  return [
    {
      label: t("export.storesCsv"),
      make: () =>
        csvFile(
          ["fleet"],
          first,
          tabulateStores(stores, days, {
            before: [t("export.code"), t("export.store"), t("export.region"), t("export.status")],
            day: (day) => t("export.units", { what: day }),
            after: [
              t("export.units", { what: t("export.total") }),
              ...[t("export.onLastWeek"), t("export.onLastYear"), t("export.trainedThrough")],
              ...[t("export.wape"), t("export.baselineWape")],
            ],
            status: (store) => [nameStatus(store.status, t), ...listReasons(store, t)].join(": "),
          }),
        ),
    },
    {
      label: t("export.demandCsv"),
      make: () =>
        csvFile(
          ["fleet", "demand"],
          first,
          tabulateDemand(demand, [
            ...[t("export.day"), t("export.units", { what: t("fleet.demand") })],
            ...[t("export.openStores"), t("export.stores")],
          ]),
        ),
    },
  ];
}
