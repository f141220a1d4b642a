import type { ReactNode } from "react";
import styles from "./room.module.css";

interface RoomProps {
  title: ReactNode;
  /** What stands in the browser's tab. */
  tab: string;
  /** One line under the title; its place is kept while it is loading. */
  summary: ReactNode;
  /** What can be done here, beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame that all rooms share. */
export function Room({ title, tab, summary, actions, children }: RoomProps) {
  return (
    <div className={styles.room}>
      <title>{`${tab} · Storecast`}</title>
      <div className={styles.head}>
        <div className={styles.titles}>
          <h1>{title}</h1>
          <div className={styles.summary}>{summary}</div>
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}
