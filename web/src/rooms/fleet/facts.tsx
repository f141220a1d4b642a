import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { Skeleton } from "../../parts/skeleton.js";
import type { DataReach } from "./filter.js";
import styles from "./facts.module.css";

interface FactsProps {
  /** Stores of the fleet; undefined until they have come. */
  stores: number | undefined;
  reach: DataReach | undefined;
  /** Which days. */
  window: string;
  /** When MLflow was last seen, if that must be told. */
  registryLostSince: string | null;
}

/** One line about the whole fleet. */
export function Facts({ stores, reach, window, registryLostSince }: FactsProps) {
  const t = useTranslations("fleet");
  const { fullDay, time } = useFormats();
  if (stores === undefined || !reach) return <Skeleton characters={16} />;
  const facts = [
    t("count", { count: stores }),
    window,
    reach.through === null ? "" : t("dataThrough", { day: fullDay(reach.through) }),
    reach.through !== null && reach.behind > 0 ? t("behind", { count: reach.behind }) : "",
  ];
  return (
    <>
      {facts.filter((fact) => fact !== "").join(" · ")}
      {registryLostSince !== null && (
        <span className={styles.lost}> · {t("registryLost", { time: time(registryLostSince) })}</span>
      )}
    </>
  );
}
