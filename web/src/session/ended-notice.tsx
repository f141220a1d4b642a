import { lazy, Suspense, useEffect } from "react";
import { useTranslations } from "use-intl";
import { useFormats } from "../format/use-formats.js";
import styles from "./session.module.css";
import type { SessionEnd } from "./session.js";

const SignInWays = lazy(() => import("./sign-in-ways.js"));

interface EndedNoticeProps {
  end: SessionEnd;
  /** When the API answered last; null before it ever did. */
  answeredAt: Date | null;
}

/** Says that a sign-in has ended while the page was open, and takes another one: all that is shown stays. */
export function EndedNotice({ end, answeredAt }: EndedNoticeProps) {
  const t = useTranslations("session");
  const ofTrouble = useTranslations("trouble");
  const { time } = useFormats();
  useEffect(
    () => () => {
      // whoever signed in here goes on with what is below
      if (document.activeElement === document.body) document.getElementById("main")?.focus();
    },
    [],
  );
  return (
    <div className={styles.ended}>
      <div role="alert">
        <p className={styles.title}>{t("ended")}</p>
        {end.message !== null && <p>{end.message}</p>}
        {answeredAt && <p>{ofTrouble("asOf", { time: time(answeredAt) })}</p>}
        <p>{t("again")}</p>
      </div>
      <Suspense>
        <SignInWays />
      </Suspense>
    </div>
  );
}
