import { useId } from "react";
import { useTranslations } from "use-intl";
import { addDays, type Day } from "../../format/day.js";
import type { DayWindow } from "../../format/formats.js";
import { useFormats } from "../../format/use-formats.js";
import { Button } from "../../parts/button.js";
import { Makeup } from "./makeup.js";
import styles from "./store.module.css";

/** What is explained: one day or the window; nothing while it is closed. */
export type Explained = Day | typeof WHOLE | null;

interface WhySectionProps {
  code: string;
  window: DayWindow;
  explained: Explained;
  onExplain: (explained: Explained) => void;
}

/** What a forecast is made of, once it is asked for. */
export function WhySection({ code, window, explained, onExplain }: WhySectionProps) {
  const t = useTranslations("store");
  const { day, window: writeWindow } = useFormats();
  const id = useId();
  const coming: Day[] = [];
  for (let date = window.from; date < window.to; date = addDays(date, 1)) coming.push(date);
  const isPast = explained !== null && explained !== "window" && !coming.includes(explained);
  const days = isPast ? [explained, ...coming] : coming;
  return (
    <section className={styles.why} aria-labelledby={`${id}-title`}>
      <div className={styles.whyHead}>
        <h2 id={`${id}-title`}>{t("why")}</h2>
        <Button
          aria-expanded={explained !== null}
          onClick={() => onExplain(explained === null ? "window" : null)}
        >
          {t(explained === null ? "explain" : "stopExplaining")}
        </Button>
        {explained !== null && (
          <label className={styles.pick}>
            <span>{t("explained")}</span>
            <select value={explained} onChange={(event) => onExplain(event.target.value)}>
              <option value="window">{writeWindow(window)}</option>
              {days.map((date) => (
                <option key={date} value={date}>
                  {day(date)}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      {explained !== null && (
        <Makeup
          code={code}
          window={explained === "window" ? window : { from: explained, to: addDays(explained, 1) }}
          isPast={isPast}
        />
      )}
    </section>
  );
}
