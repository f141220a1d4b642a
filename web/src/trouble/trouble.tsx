import { useMemo, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { LiveProblem } from "../api/live-state.js";
import type { ProblemFacts } from "../api/problem-kind.js";
import { useEnvironment } from "../environment.js";
import { useFormats } from "../format/use-formats.js";
import { EndedNotice } from "../session/ended-notice.js";
import type { SessionEnd } from "../session/session.js";
import { useSessionEnd } from "../session/use-session.js";
import { ProblemView } from "../parts/problem-view.js";
import { ToldProvider, type Told } from "./told.js";
import styles from "./trouble.module.css";
import { useMlflowProblem } from "./use-mlflow-problem.js";
import { usePulse } from "./use-pulse.js";

/** Problems of a room's own question, which the banner leaves to the room. */
const OWN: readonly string[] = ["bad-input", "bug", "rate-limited"];

const isSame = (one: ProblemFacts, other: ProblemFacts) =>
  one.kind === other.kind && one.service === other.service;

/** Whether a problem is that the sign-in has ended. */
const isOfEnd = ({ kind }: ProblemFacts, end: SessionEnd | null) =>
  end !== null && kind === "unauthenticated";

/** Says above every room what is wrong for all of them: since when, what still works, and what is done about it. */
export function Trouble({ children }: { children: ReactNode }) {
  const t = useTranslations("trouble");
  const { now } = useEnvironment();
  const { pulse, problem, retry } = usePulse();
  const [suspected, setSuspected] = useState<Date | null>(null);
  // a suspicion is over with the first sign of life after it
  const isSuspected = suspected !== null && pulse.seenSince !== null && pulse.seenSince <= suspected;
  const mlflow = useMlflowProblem(pulse, isSuspected);
  const end = useSessionEnd();
  const general = problem && !OWN.includes(problem.kind) && !isOfEnd(problem, end) ? problem : null;
  const shown = useMemo(
    () => [general, mlflow].filter((one): one is LiveProblem => one !== null),
    [general, mlflow],
  );
  const told = useMemo<Told>(
    () => ({
      isTold: (other) => isOfEnd(other, end) || shown.some((one) => isSame(one, other)),
      suspect: (other) => {
        if (OWN.includes(other.kind) || isOfEnd(other, end)) return;
        if (other.service === "mlflow") setSuspected(now());
        retry();
      },
    }),
    [end, now, shown, retry],
  );
  return (
    <ToldProvider value={told}>
      {end && (
        <section className={styles.region} aria-label={t("title")}>
          <EndedNotice end={end} answeredAt={pulse.answeredAt} />
        </section>
      )}
      {shown.length > 0 && (
        <TroubleBanner problems={shown} answeredAt={pulse.answeredAt} seenAt={pulse.seenAt} onRetry={retry} />
      )}
      {children}
    </ToldProvider>
  );
}

interface TroubleBannerProps {
  problems: readonly LiveProblem[];
  /** When the API answered last. */
  answeredAt: Date | null;
  /** When MLflow did. */
  seenAt: string | null;
  onRetry: () => void;
}

function TroubleBanner({ problems, answeredAt, seenAt, onRetry }: TroubleBannerProps) {
  const t = useTranslations("trouble");
  const { time } = useFormats();
  const linesOf = ({ kind, service }: ProblemFacts): string[] => {
    if (service === "mlflow")
      return [
        seenAt === null ? t("mlflowWorksBaseline") : t("mlflowWorks", { time: time(seenAt) }),
        t("mlflowWaits"),
      ];
    if (service === "queue") return [t("queueWaits")];
    if (kind === "offline" || service === "database")
      return answeredAt ? [t("asOf", { time: time(answeredAt) })] : [];
    return [];
  };
  return (
    <section className={styles.region} aria-label={t("title")}>
      {problems.map((problem) => (
        <ProblemView key={`${problem.kind} ${problem.service}`} problem={problem} onRetry={onRetry}>
          {linesOf(problem).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </ProblemView>
      ))}
    </section>
  );
}
