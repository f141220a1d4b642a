import styles from "./chart.module.css";
import type { ChartMarkKind } from "./types.js";

const SHAPES: Readonly<Record<ChartMarkKind, string>> = {
  closed: "M0 0H18V14H0Z",
  promo: "M0 5H18V9H0Z",
  "school-holiday": "M.5 4.5H17.5V9.5H.5Z",
  holiday: "M9 2 14 7 9 12 4 7Z",
};

interface MarkKeyProps {
  kinds: readonly (readonly [kind: ChartMarkKind, name: string])[];
}

/** What the marks of a chart mean. */
export function MarkKey({ kinds }: MarkKeyProps) {
  return (
    <ul className={styles.key}>
      {kinds.map(([kind, name]) => (
        <li key={kind}>
          <svg viewBox="0 0 18 14" className={styles.mark} data-kind={kind} aria-hidden="true">
            <path d={SHAPES[kind]} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
