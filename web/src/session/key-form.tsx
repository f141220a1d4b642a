import { useId, useState, type SyntheticEvent } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../parts/button.js";
import styles from "./session.module.css";
import type { SignInProblem } from "./sign-in-problem.js";
import { useSignInWords } from "./use-problem-words.js";
import { useSession } from "./use-session.js";

/** Takes a key, which goes nowhere but into this tab. */
export function KeyForm({ kind }: { kind: "primary" | "plain" }) {
  const t = useTranslations("session");
  const session = useSession();
  const describe = useSignInWords();
  const id = useId();
  const [key, setKey] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<SignInProblem | null>(null);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsBusy(true);
    void session.signInWithKey(key).then((found) => {
      setIsBusy(false);
      setProblem(found);
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label htmlFor={id}>{t("key")}</label>
      <div className={styles.line}>
        <input
          id={id}
          className={styles.key}
          // a person's eyes and a browser's memory are not to keep it
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={key}
          aria-invalid={problem !== null || undefined}
          aria-describedby={`${id}-problem ${id}-about`}
          onChange={({ target }) => setKey(target.value)}
        />
        <Button kind={kind} type="submit" isBusy={isBusy}>
          {t("useKey")}
        </Button>
      </div>
      <p id={`${id}-problem`} className={styles.failed} role="alert">
        {problem && describe(problem)}
      </p>
      <p id={`${id}-about`} className={styles.soft}>
        {t("aboutKeys")}
      </p>
    </form>
  );
}
