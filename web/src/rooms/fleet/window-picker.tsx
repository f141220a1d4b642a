import { useId } from "react";
import { useTranslations } from "use-intl";
import { isDay, type Day } from "../../format/day.js";
import { Button } from "../../parts/button.js";
import { LONGEST_SPAN } from "../../selection/selection.js";
import styles from "./toolbar.module.css";

interface WindowPickerProps {
  /** The first day; null for today. */
  from: Day | null;
  /** Null until it is known. */
  today: Day | null;
  span: number;
  onChange: (part: { from?: Day | null; span?: number }) => void;
}

const SPANS = Array.from({ length: LONGEST_SPAN }, (_, i) => i + 1);

/** Which days are looked at. */
export function WindowPicker({ from, today, span, onChange }: WindowPickerProps) {
  const t = useTranslations("fleet");
  const id = useId();
  return (
    <div role="group" aria-label={t("window")} className={styles.window}>
      <label htmlFor={`${id}-from`}>{t("from")}</label>
      <input
        id={`${id}-from`}
        type="date"
        className={styles.field}
        value={from ?? today ?? ""}
        onChange={({ target: { value } }) => {
          // while it is being typed it is no day
          if (isDay(value)) onChange({ from: value === today ? null : value });
        }}
      />
      <Button disabled={from === null} onClick={() => onChange({ from: null })}>
        {t("today")}
      </Button>
      <label htmlFor={`${id}-span`}>{t("span")}</label>
      <select
        id={`${id}-span`}
        className={styles.field}
        value={span}
        onChange={({ target: { value } }) => onChange({ span: Number(value) })}
      >
        {SPANS.map((days) => (
          <option key={days} value={days}>
            {t("days", { days })}
          </option>
        ))}
      </select>
    </div>
  );
}
