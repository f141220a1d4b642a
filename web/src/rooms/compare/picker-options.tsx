import { useTranslations } from "use-intl";
import { classNames } from "../../parts/class-names.js";
import styles from "./compare.module.css";
import type { Matches, StoreName } from "./matches.js";

/** A store with what tells it from others of the same name. */
export interface OfferedStore extends StoreName {
  region: { name: string };
}

interface PickerOptionsProps {
  /** Of the field that they belong to. */
  id: string;
  matches: Matches<OfferedStore>;
  /** Place of the one that Enter chooses. */
  active: number;
  /** Whether all stores are known. */
  isWhole: boolean;
  onChoose: (code: string) => void;
}

/** The stores that match, below the field. */
export function PickerOptions({ id, matches, active, isWhole, onChoose }: PickerOptionsProps) {
  const t = useTranslations();
  const { shown, count } = matches;
  const more = count - shown.length;
  return (
    // the field keeps the focus while something here is pressed
    <div className={styles.options} onPointerDown={(event) => event.preventDefault()}>
      <ul id={`${id}-options`} role="listbox" aria-label={t("compare.add")}>
        {shown.map(({ code, name, region }, place) => (
          // keys are the field's
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={code}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === active}
            className={classNames(styles.option, place === active && styles.active)}
            onClick={() => onChoose(code)}
          >
            <span>{name}</span>
            <span className={styles.soft}>
              {code} · {region.name}
            </span>
          </li>
        ))}
      </ul>
      {(more > 0 || count === 0) && (
        <p className={styles.more}>
          {more > 0 ? t("compare.more", { count: more }) : t(isWhole ? "compare.none" : "app.loading")}
        </p>
      )}
    </div>
  );
}
