import { useTranslations } from "use-intl";
import type { ForecastStatus, StaleReason } from "../gql/graphql.js";
import { classNames } from "./class-names.js";
import styles from "./status-badge.module.css";

interface StatusBadgeProps {
  /** Null where the model could not be loaded. */
  status: ForecastStatus | null;
  reasons?: readonly StaleReason[];
}

/** Each status has its own shape, so that nobody needs its colour. */
const SHAPES: Readonly<Record<ForecastStatus | "unknown", string>> = {
  READY: "M1 5.5 4 8.5 9 2",
  STALE: "M5 1.5V5.5M5 8.2V8.6",
  BASELINE: "M1 5H9",
  UNTRAINED: "M5 1.2A3.8 3.8 0 1 1 4.99 1.2",
  unknown: "M2 2 8 8M8 2 2 8",
};

/** Whether a forecast can be trusted, and why not. */
export function StatusBadge({ status, reasons = [] }: StatusBadgeProps) {
  const t = useTranslations();
  return (
    <StatusMark
      status={status}
      words={t(`status.${status ?? "unknown"}`)}
      reasons={reasons.map((reason) => t(`stale.${reason}`))}
    />
  );
}

interface StatusMarkProps {
  /** Null where the model could not be loaded. */
  status: ForecastStatus | null;
  /** Its name. */
  words: string;
  /** Sentences. */
  reasons?: readonly string[];
}

/** The same in words that are given; without hooks, for long tables. */
export function StatusMark({ status, words, reasons = [] }: StatusMarkProps) {
  const kind = status ?? "unknown";
  return (
    <span className={classNames(styles.badge, styles[kind])}>
      <svg viewBox="0 0 10 10" className={styles.shape} aria-hidden="true">
        <path d={SHAPES[kind]} />
      </svg>
      {words}
      {reasons.length > 0 && <span className={styles.reasons}>{`: ${reasons.join(", ")}`}</span>}
    </span>
  );
}
