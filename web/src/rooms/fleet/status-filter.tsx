import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { StatusMark } from "../../parts/status-badge.js";
import { STATUSES, type Status } from "../../selection/selection.js";
import styles from "./toolbar.module.css";

interface StatusFilterProps {
  /** Stores of each status; undefined until they have come. */
  counts: Readonly<Record<Status, number>> | undefined;
  /** Those that are shown; all if empty. */
  selected: readonly Status[];
  onChange: (selected: Status[]) => void;
}

/** How many stores can be trusted, and which of them are shown. */
export function StatusFilter({ counts, selected, onChange }: StatusFilterProps) {
  const t = useTranslations();
  const { count } = useFormats();
  // what is rare and bad has no place of its own until it is there
  const listed = STATUSES.filter(
    (status) => status !== "FAILED" || (counts?.FAILED ?? 0) > 0 || selected.includes(status),
  );
  return (
    <div role="group" aria-label={t("fleet.statusFilter")} className={styles.statuses}>
      {listed.map((status) => (
        <button
          key={status}
          type="button"
          className={styles.status}
          aria-pressed={selected.includes(status)}
          onClick={() =>
            onChange(STATUSES.filter((other) => selected.includes(other) !== (other === status)))
          }
        >
          <StatusMark
            status={status === "FAILED" ? null : status}
            words={t(`status.${status === "FAILED" ? "unknown" : status}`)}
          />
          <span className={styles.count}>{counts ? count(counts[status]) : "\u2007"}</span>
        </button>
      ))}
    </div>
  );
}
