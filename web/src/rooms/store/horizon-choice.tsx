import { useTranslations } from "use-intl";
import { HORIZONS, type Horizon } from "../../selection/selection.js";
import styles from "./store.module.css";

interface HorizonChoiceProps {
  days: Horizon;
  onChoose: (days: Horizon) => void;
}

/** How many days are looked ahead. */
export function HorizonChoice({ days, onChoose }: HorizonChoiceProps) {
  const t = useTranslations("store");
  return (
    <fieldset className={styles.horizons}>
      <legend>{t("horizon")}</legend>
      {HORIZONS.map((horizon) => (
        <label key={horizon} className={styles.horizon}>
          <input
            type="radio"
            name="horizon"
            value={horizon}
            checked={horizon === days}
            onChange={() => onChoose(horizon)}
          />
          <span>{t("days", { days: horizon })}</span>
        </label>
      ))}
    </fieldset>
  );
}
