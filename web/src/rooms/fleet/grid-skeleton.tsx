import { useTranslations } from "use-intl";
import { Skeleton } from "../../parts/skeleton.js";
import styles from "./fleet-grid.module.css";

const ROWS = 40;

/** Keeps the grid's place until its stores have come. */
export function GridSkeleton() {
  const t = useTranslations("app");
  return (
    <div className={styles.coming} aria-busy="true" aria-label={t("loading")} role="img">
      <div className={styles.comingHead} />
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className={styles.comingRow}>
          <Skeleton characters={16} />
        </div>
      ))}
    </div>
  );
}
