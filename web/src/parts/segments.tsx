import { useId } from "react";
import styles from "./segments.module.css";

interface SegmentsProps<Value extends string | number> {
  legend: string;
  /** The choices, in their order, with their words. */
  options: readonly (readonly [value: Value, words: string])[];
  value: Value;
  onChoose: (value: Value) => void;
}

/** One of a few choices, side by side. */
export function Segments<Value extends string | number>(props: SegmentsProps<Value>) {
  const { legend, options, value, onChoose } = props;
  const name = useId();
  return (
    <fieldset className={styles.segments}>
      <legend>{legend}</legend>
      {options.map(([option, words]) => (
        <label key={option} className={styles.segment}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            onChange={() => onChoose(option)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
