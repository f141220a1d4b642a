import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { Button } from "../../parts/button.js";
import { Skeleton } from "../../parts/skeleton.js";
import styles from "./toolbar.module.css";

interface TallyProps {
  /** Stores that are shown; undefined until they have come. */
  shown: number | undefined;
  all: number;
  chosen: number;
  /** Whether more stores are to come. */
  isPart: boolean;
  /** Address of the comparison of the chosen stores. */
  compareTo: string;
  onClear: () => void;
  /** What else can be done with them. */
  children: ReactNode;
}

/** How many stores are shown and chosen, and what can be done with the chosen ones. */
export function Tally({ shown, all, chosen, isPart, compareTo, onClear, children }: TallyProps) {
  const t = useTranslations("fleet");
  const words = {
    shown: shown ?? 0,
    all,
    chosen,
    strong: (chunks: ReactNode) => <strong>{chunks}</strong>,
  };
  return (
    <div className={styles.tally}>
      <p role="status">
        {shown === undefined ? <Skeleton characters={16} /> : t.rich("tally", words)}
        {shown !== undefined && isPart && ` · ${t("moreToCome")}`}
      </p>
      <div className={styles.acts}>
        {chosen > 0 && (
          <>
            <Link href={compareTo}>{t("compare")}</Link>
            <Button kind="quiet" onClick={onClear}>
              {t("clear")}
            </Button>
          </>
        )}
        {children}
      </div>
    </div>
  );
}
