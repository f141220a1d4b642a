import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { StoreDayFragment, StorePointFragment } from "../../gql/graphql.js";

/** What is to be said of a day that is forecast. */
export interface DayWords {
  /** Whether the store trades, why not, and whether that is only assumed. */
  opening: (point: StorePointFragment) => string;
  /** What happens that day, as far as it was planned. */
  events: (plan: StoreDayFragment | undefined) => string;
}

export function useDayWords(): DayWords {
  const t = useTranslations();
  return useMemo(() => {
    const nameEvent = (event: string) => {
      if (event === "promo") return t("chart.kinds.promo");
      return event === "school_holiday" ? t("chart.kinds.school-holiday") : event;
    };
    return {
      opening: ({ closedReason, isOpen, isAssumed }) =>
        [
          closedReason ? t(`closed.${closedReason}`) : t(isOpen ? "store.open" : "chart.kinds.closed"),
          ...(isAssumed ? [t("store.isAssumed")] : []),
        ].join(", "),
      events: (plan) =>
        [
          ...(plan?.holiday == null ? [] : [t("chart.kinds.holiday")]),
          ...(plan?.events ?? []).map(nameEvent),
        ].join(", "),
    };
  }, [t]);
}
