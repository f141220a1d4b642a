import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { Menu } from "../../parts/menu.js";
import type { RegionCount } from "./filter.js";
import styles from "./toolbar.module.css";

interface RegionFilterProps {
  regions: readonly RegionCount[];
  /** Ids of those that are shown; all if empty. */
  selected: readonly string[];
  onChange: (selected: string[]) => void;
}

/** Which regions' stores are shown. */
export function RegionFilter({ regions, selected, onChange }: RegionFilterProps) {
  const t = useTranslations("fleet");
  const { count } = useFormats();
  const toggle = (id: string) =>
    onChange(selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id]);
  const shown = regions.filter(({ id }) => selected.includes(id));
  return (
    <>
      <Menu label={t("regions", { count: selected.length })} name={t("regionsName")}>
        <div className={styles.regions}>
          {regions.map(({ id, name, stores }) => (
            <label key={id} className={styles.region}>
              <input type="checkbox" checked={selected.includes(id)} onChange={() => toggle(id)} />
              <span>{name}</span>
              <span className={styles.count}>{count(stores)}</span>
            </label>
          ))}
        </div>
      </Menu>
      {shown.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          className={styles.chip}
          aria-label={t("removeRegion", { name })}
          onClick={() => toggle(id)}
        >
          {name}
          <svg viewBox="0 0 10 10" className={styles.cross} aria-hidden="true">
            <path d="M2 2 8 8M8 2 2 8" />
          </svg>
        </button>
      ))}
    </>
  );
}
