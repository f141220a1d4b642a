import type { ReactNode } from "react";
import { classNames } from "../parts/class-names.js";
import { useFormats } from "../format/use-formats.js";
import styles from "./refresh.module.css";

interface StoryLineProps {
  /** What is told aloud when it changes. */
  words: ReactNode;
  /** What changes all the time, and is not. */
  detail?: string;
  tone?: "calm" | "good" | "bad";
  /** Share done, 0 to 1; null where nothing runs. */
  progress?: number | null;
  /** Name of the bar, such as what is trained. */
  label: string;
  /** More of it, such as the API's own sentence. */
  title?: string | undefined;
  /** What can be done about it. */
  children?: ReactNode;
}

/** One line about a refresh: a bar while something runs, words, and what can be done. */
export function StoryLine({
  words,
  detail = "",
  tone = "calm",
  progress = null,
  label,
  title,
  children,
}: StoryLineProps) {
  const { percent } = useFormats();
  return (
    <div className={classNames(styles.story, styles[tone])} title={title}>
      {progress !== null && (
        <>
          <progress className={styles.bar} value={progress} max={1} aria-label={label} />
          <span className={styles.share} aria-hidden="true">
            {percent(Math.floor(progress * 100) / 100)}
          </span>
        </>
      )}
      <span role="status">{words}</span>
      {detail !== "" && <span>{detail}</span>}
      {children}
    </div>
  );
}
