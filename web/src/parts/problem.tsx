import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { LiveProblem } from "../api/live-state.js";
import { useFormats } from "../format/use-formats.js";
import { Button } from "./button.js";
import styles from "./problem.module.css";
import { Spinner } from "./spinner.js";

interface ProblemProps {
  problem: LiveProblem;
  onRetry: () => void;
  /** What still works, or what to do. */
  children?: ReactNode;
}

/** Says what is wrong, since when, and what is done about it. */
export function Problem({ problem, onRetry, children }: ProblemProps) {
  const t = useTranslations("problem");
  const { time } = useFormats();
  const { kind, service, message, isRetryable, since } = problem;
  return (
    <div className={styles.problem} role="alert">
      <div className={styles.words}>
        <p className={styles.title}>{t(kind, { service: service ?? "other" })}</p>
        {message !== null && <p>{message}</p>}
        {children}
        <p className={styles.since}>
          {isRetryable && <Spinner />}
          <span>
            {t("since", { time: time(since) })}
            {isRetryable && ` · ${t("retrying")}`}
          </span>
        </p>
      </div>
      <Button onClick={onRetry}>{t("retry")}</Button>
    </div>
  );
}
