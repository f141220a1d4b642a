import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Spinner } from "../parts/spinner.js";
import { nameOf } from "../session/auth-config.js";
import SignInWays from "../session/sign-in-ways.js";
import { useSignInWords } from "../session/use-problem-words.js";
import { useSessionState } from "../session/use-session.js";
import { LanguageChoice, ThemeChoice } from "./choices.js";
import shell from "./shell.module.css";
import styles from "./sign-in-screen.module.css";

/** What is seen before anybody is signed in. */
export default function SignInScreen() {
  const t = useTranslations("session");
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // after signing out there is nothing left of what had the focus
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <title>{`${t("title")} · Storecast`}</title>
      <header className={shell.header}>
        <span className={shell.product}>Storecast</span>
        <div className={shell.tools}>
          <LanguageChoice />
          <ThemeChoice />
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <Entrance />
      </main>
    </>
  );
}

function Entrance() {
  const t = useTranslations("session");
  const describe = useSignInWords();
  const { stage, config } = useSessionState();
  if (stage.kind !== "out") {
    return (
      <p className={styles.entering} role="status">
        <Spinner /> {t("entering")}
      </p>
    );
  }
  const { problem, hasSignedOut } = stage;
  return (
    <>
      <h1>{t("title")}</h1>
      {hasSignedOut && (
        <p role="status">
          {t("signedOut")} {config?.oidc && t("signedOutProvider", { provider: nameOf(config.oidc) })}
        </p>
      )}
      {problem && (
        <p className={styles.problem} role="alert">
          {describe(problem)}
        </p>
      )}
      {!hasSignedOut && !problem && <p>{t("why")}</p>}
      <SignInWays />
    </>
  );
}
