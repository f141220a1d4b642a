import type { ReactNode } from "react";
import styles from "./notice.module.css";

interface NoticeProps {
  title: string;
  children?: ReactNode;
}

/** Says why there is nothing to see, and what to do. */
export function Notice({ title, children }: NoticeProps) {
  return (
    <div className={styles.notice}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}
