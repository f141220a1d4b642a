import { useFormats } from "../../format/use-formats.js";
import styles from "./activity.module.css";

interface BarProps {
  /** Share done, 0 to 1. */
  value: number;
  label: string;
}

/** How far something is, as a bar and in figures. */
export function Bar({ value, label }: BarProps) {
  const { percent } = useFormats();
  return (
    <span className={styles.progress}>
      <progress className={styles.bar} value={value} max={1} aria-label={label} />
      <span aria-hidden="true">{percent(Math.floor(value * 100) / 100)}</span>
    </span>
  );
}
