import { useTranslations } from "use-intl";
import { useSocketStatus } from "../api/use-socket-status.js";
import { useFormats } from "../format/use-formats.js";
import styles from "./shell.module.css";

/** Whether the page hears of changes as they happen. */
export function LiveIndicator() {
  const t = useTranslations("live");
  const { time } = useFormats();
  const status = useSocketStatus();
  return (
    <span className={styles.live} data-state={status.state} role="status">
      <span className={styles.dot} aria-hidden="true" />
      {status.state === "lost" ? t("lost", { time: time(status.since) }) : t(status.state)}
    </span>
  );
}
