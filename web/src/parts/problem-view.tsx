import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { LiveProblem } from "../api/live-state.js";
import { useFormats } from "../format/use-formats.js";
import { Button } from "./button.js";
import styles from "./problem.module.css";
import { Spinner } from "./spinner.js";

export interface ProblemProps {
  problem: LiveProblem;
  onRetry: () => void;
  /** What still works, or what to do. */
  children?: ReactNode;
}

/** Says what is wrong, since when, what to do, and what is done about it. */
export function ProblemView({ problem, onRetry, children }: ProblemProps) {
  const t = useTranslations("problem");
  const { time, exactTime } = useFormats();
  const { kind, service, message, requestId, isRetryable, since, retryAt } = problem;
  const isTold = kind === "rate-limited" && retryAt !== null;
  const isRefused = kind === "forbidden" || kind === "unauthenticated";
  return (
    <div className={styles.problem} role="alert">
      <div className={styles.words}>
        <p className={styles.title}>{t(kind, { service: service ?? "other" })}</p>
        {message !== null && <p>{message}</p>}
        {isRefused && <p>{t(`ask.${kind}`)}</p>}
        {kind === "bug" && requestId !== null && <p>{t("quote", { requestId })}</p>}
        {children}
        <p className={styles.since}>
          {isRetryable && <Spinner />}
          <span>
            {t("since", { time: time(since) })}
            {isRetryable && ` · ${isTold ? t("retryingAt", { time: exactTime(retryAt) }) : t("retrying")}`}
          </span>
        </p>
      </div>
      <Button onClick={onRetry}>{t("retry")}</Button>
    </div>
  );
}
