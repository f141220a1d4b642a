import { useTranslations } from "use-intl";
import { useFormats } from "../format/use-formats.js";
import styles from "./chart.module.css";
import { DASHES } from "./palette.js";
import type { ReadOut } from "./read-out.js";
import type { ChartSeries } from "./types.js";

interface ReadOutBarProps {
  series: readonly ChartSeries[];
  /** The day under the cursor; null while there is none. */
  now: ReadOut | null;
}

/** The legend, with the figures of the day under the cursor; it keeps its size without one. */
export function ReadOutBar({ series, now }: ReadOutBarProps) {
  const t = useTranslations("chart");
  const { day } = useFormats();
  const notes = now?.notes.join(", ") ?? "";
  return (
    <div className={styles.readOut}>
      <div className={styles.day}>
        <div className={now ? styles.strong : styles.soft}>{now ? day(now.day) : t("noDay")}</div>
        <div className={styles.notes} title={notes}>
          {notes || "\u00a0"}
        </div>
      </div>
      {series.map((one, index) => (
        <div key={one.id} className={one.intervalName === undefined ? styles.entry : styles.wideEntry}>
          <div className={styles.name}>
            <Swatch series={one} />
            {one.intervalName === undefined
              ? one.name
              : t("withInterval", { name: one.name, interval: one.intervalName })}
          </div>
          <div className={styles.value}>
            {now ? (now.figures[index]?.value ?? "–") : "\u00a0"}
            {now?.figures[index]?.interval && (
              <span className={styles.soft}> {now.figures[index].interval}</span>
            )}
          </div>
        </div>
      ))}
    </div>
  );
}

function Swatch({ series: { color, line = "solid", intervalName } }: { series: ChartSeries }) {
  const stroke = `var(--${color})`;
  return (
    <svg viewBox="0 0 22 12" className={styles.swatch} aria-hidden="true">
      {intervalName !== undefined && <rect width="22" height="12" fill={stroke} opacity="0.18" />}
      <path d="M0 6H22" stroke={stroke} strokeWidth="2" strokeDasharray={DASHES[line].join(" ")} />
    </svg>
  );
}
