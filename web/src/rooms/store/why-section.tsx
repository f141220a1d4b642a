import { useId } from "react";
import { useTranslations } from "use-intl";
import { addDays, type Day } from "../../format/day.js";
import type { DayWindow } from "../../format/formats.js";
import { useFormats } from "../../format/use-formats.js";
import { Button } from "../../parts/button.js";
import { Makeup } from "./makeup.js";
import styles from "./why.module.css";

/** What is explained: a day, or the whole window where it is null. */
export interface Explained {
  day: Day | null;
}

interface WhySectionProps {
  code: string;
  window: DayWindow;
  /** Last day that the model has seen. */
  trainedThrough: Day | null;
  /** Null while nothing is. */
  explained: Explained | null;
  onExplain: (explained: Explained | null) => void;
}

/** What a forecast is made of, once it is asked for. */
export function WhySection({ code, window, trainedThrough, explained, onExplain }: WhySectionProps) {
  const t = useTranslations("store");
  const { day: writeDay, window: writeWindow } = useFormats();
  const id = useId();
  const coming: Day[] = [];
  for (let date = window.from; date < window.to; date = addDays(date, 1)) coming.push(date);
  const day = explained?.day ?? null;
  const days = day !== null && !coming.includes(day) ? [day, ...coming] : coming;
  return (
    <section className={styles.why} aria-labelledby={`${id}-title`}>
      <div className={styles.whyHead}>
        <h2 id={`${id}-title`}>{t("why")}</h2>
        <Button
          aria-expanded={explained !== null}
          onClick={() => onExplain(explained === null ? { day: null } : null)}
        >
          {t(explained === null ? "explain" : "stopExplaining")}
        </Button>
        {explained !== null && (
          <label className={styles.pick}>
            <span>{t("explained")}</span>
            <select value={day ?? ""} onChange={(event) => onExplain({ day: event.target.value || null })}>
              <option value="">{writeWindow(window)}</option>
              {days.map((date) => (
                <option key={date} value={date}>
                  {writeDay(date)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {explained !== null && (
        <Makeup
          code={code}
          window={day === null ? window : { from: day, to: addDays(day, 1) }}
          isTrainedOn={day !== null && trainedThrough !== null && day <= trainedThrough}
        />
      )}
    </section>
  );
}
