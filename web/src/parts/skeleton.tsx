import { classNames } from "./class-names.js";
import styles from "./skeleton.module.css";

interface SkeletonProps {
  /** Room it keeps, in characters. */
  characters?: 4 | 8 | 16;
}

/** Keeps the place of words that have not come yet. */
export function Skeleton({ characters = 8 }: SkeletonProps) {
  return (
    <span className={classNames(styles.skeleton, styles[`wide${characters}`])} aria-hidden="true">
      {"\u00a0"}
    </span>
  );
}
