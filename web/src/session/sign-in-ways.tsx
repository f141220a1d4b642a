import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { backOffMs } from "../api/back-off.js";
import { Button } from "../parts/button.js";
import { Spinner } from "../parts/spinner.js";
import { nameOf, type OidcConfig } from "./auth-config.js";
import { KeyForm } from "./key-form.js";
import { placeOf } from "./places.js";
import styles from "./session.module.css";
import type { SignInProblem } from "./sign-in-problem.js";
import { useSignInWords } from "./use-problem-words.js";
import { useSession, useSessionState } from "./use-session.js";

/** How one can sign in here. */
export default function SignInWays() {
  const t = useTranslations("session");
  const { config } = useSessionState();
  if (!config) return <UnknownWays />;
  const { oidc, keys } = config;
  return (
    <div className={styles.ways}>
      {oidc && <ProviderButton oidc={oidc} />}
      {oidc && keys && <p className={styles.or}>{t("or")}</p>}
      {keys && <KeyForm kind={oidc ? "plain" : "primary"} />}
      {!oidc && !keys && <p>{t("noWay")}</p>}
    </div>
  );
}

function ProviderButton({ oidc }: { oidc: OidcConfig }) {
  const t = useTranslations("session");
  const session = useSession();
  const describe = useSignInWords();
  const [isLeaving, setIsLeaving] = useState(false);
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  const leave = () => {
    setIsLeaving(true);
    setProblem(null);
    void session.signInAtProvider(placeOf(window.location)).then((found) => {
      // without a problem the provider's page comes
      if (!found) return;
      setIsLeaving(false);
      setProblem(found);
    });
  };
  return (
    <div className={styles.form}>
      <div>
        <Button kind="primary" isBusy={isLeaving} onClick={leave}>
          {t("signInWith", { provider: nameOf(oidc) })}
        </Button>
      </div>
      <p className={styles.failed} role="alert">
        {problem && describe(problem)}
      </p>
    </div>
  );
}

/** The API did not say how: it is asked until it does. */
function UnknownWays() {
  const t = useTranslations("session");
  const { reload } = useSession();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const timer = setTimeout(
      () => void reload().then(() => setTries(tries + 1)),
      tries === 0 ? 0 : backOffMs(tries),
    );
    return () => clearTimeout(timer);
  }, [reload, tries]);
  return (
    <p className={styles.line} role="status">
      <Spinner /> {t("finding")}
    </p>
  );
}
