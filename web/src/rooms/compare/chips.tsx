import { useTranslations } from "use-intl";
import { DASHES } from "../../chart/palette.js";
import { classNames } from "../../parts/class-names.js";
import { lineOf } from "./chart-content.js";
import styles from "./compare.module.css";

interface ChipsProps {
  codes: readonly string[];
  /** Those that are known by now, in the same order. */
  stores: readonly { code: string; name: string }[];
  unknown: readonly string[];
  onRemove: (code: string) => void;
}

/** The stores that are compared, each with its line in the chart, to be removed. */
export function Chips({ codes, stores, unknown, onRemove }: ChipsProps) {
  const t = useTranslations("compare");
  const places = new Map(stores.map(({ code }, place) => [code, place]));
  return (
    <ul className={styles.chips} aria-label={t("chosen")}>
      {codes.map((code) => {
        const place = places.get(code);
        const name = place === undefined ? code : stores[place]!.name;
        return (
          <li key={code} className={classNames(styles.chip, unknown.includes(code) && styles.missing)}>
            {place !== undefined && <Swatch place={place} />}
            <span>{name}</span>
            <button
              type="button"
              className={styles.remove}
              aria-label={t("remove", { name })}
              onClick={({ currentTarget }) => {
                // the focus goes on to what is left
                const next = currentTarget.closest("li")?.nextElementSibling ?? null;
                const before = currentTarget.closest("li")?.previousElementSibling ?? null;
                const other = (next ?? before)?.querySelector("button");
                (other ?? document.querySelector<HTMLElement>("main [role=combobox]"))?.focus();
                onRemove(code);
              }}
            >
              <span aria-hidden="true">×</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Swatch({ place }: { place: number }) {
  const { color, line } = lineOf(place);
  return (
    <svg viewBox="0 0 22 12" className={styles.swatch} aria-hidden="true">
      <path d="M0 6H22" stroke={`var(--${color})`} strokeWidth="2" strokeDasharray={DASHES[line].join(" ")} />
    </svg>
  );
}
