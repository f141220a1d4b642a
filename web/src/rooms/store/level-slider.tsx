import { useEffect, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { LEAST_LEVEL, MOST_LEVEL } from "./level.js";
import styles from "./store.module.css";

/** A hand that moves the slider rests for so long before the API is asked, ms. */
const REST_MS = 200;

interface LevelSliderProps {
  /** Whole per cent. */
  level: number;
  onChange: (level: number) => void;
}

/** How often the interval is meant to hold. */
export function LevelSlider({ level, onChange }: LevelSliderProps) {
  const t = useTranslations("store");
  const { percent } = useFormats();
  const id = useId();
  const [moved, setMoved] = useState<number | null>(null);
  const shown = moved ?? level;
  useEffect(() => {
    if (moved === null) return undefined;
    const timer = setTimeout(() => {
      setMoved(null);
      onChange(moved);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [moved, onChange]);
  return (
    <div className={styles.level}>
      <label htmlFor={id}>{t("level")}</label>
      <input
        id={id}
        type="range"
        min={LEAST_LEVEL}
        max={MOST_LEVEL}
        step={1}
        value={shown}
        aria-valuetext={percent(shown / 100)}
        onChange={(event) => setMoved(event.target.valueAsNumber)}
      />
      <output htmlFor={id}>{percent(shown / 100)}</output>
    </div>
  );
}
