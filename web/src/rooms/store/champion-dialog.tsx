import { useEffect, useId, useRef, useState, type SyntheticEvent } from "react";
import { useTranslations } from "use-intl";
import { useClient } from "urql";
import { useFormats } from "../../format/use-formats.js";
import { Button } from "../../parts/button.js";
import { useToasts } from "../../toasts/toasts.js";
import { move, type ChampionMove, type MoveOutcome } from "./champion-moves.js";
import styles from "./dialog.module.css";

/** The most that the API keeps. */
const MOST_SIGNS = 500;

interface ChampionDialogProps {
  champion: ChampionMove;
  /** It was closed, with or without having done anything. */
  onClose: () => void;
}

/** Asks why, and does it; what is refused stays open and says so. */
export function ChampionDialog({ champion, onClose }: ChampionDialogProps) {
  const t = useTranslations("store.moves");
  const ofProblem = useTranslations("problem");
  const { count } = useFormats();
  const client = useClient();
  const toasts = useToasts();
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [outcome, setOutcome] = useState<MoveOutcome | null>(null);
  const id = useId();
  const { kind, version } = champion;
  useEffect(() => dialog.current?.showModal(), []);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isBusy) return;
    setIsBusy(true);
    void move(client, champion, reason).then((became) => {
      setIsBusy(false);
      setOutcome(became);
      if (became.kind !== "done") return;
      toasts.show({
        kind: "success",
        text: t(`done.${kind}`, { version: became.version ?? version.version }),
      });
      dialog.current?.close();
    });
  };
  const refusals = outcome?.kind === "refused" ? outcome.refusals : [];
  const ofReason = refusals.filter(({ field }) => field === "reason");
  const others = refusals.filter(({ field }) => field !== "reason").map(({ message }) => message);
  if (outcome?.kind === "failed") {
    const { kind: problem, service, message, retryAfterSeconds: seconds } = outcome.problem;
    others.push(message ?? ofProblem(problem, { service: service ?? "other" }));
    if (seconds !== null) others.push(ofProblem("wait", { seconds }));
  }
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form onSubmit={submit} className={styles.form}>
        <h2 id={`${id}-title`}>{t(`title.${kind}`, { version: version.version })}</h2>
        <p>{t(`words.${kind}`)}</p>
        {others.length > 0 && (
          <div role="alert" className={styles.refusal}>
            {others.map((message) => (
              <p key={message}>{message}</p>
            ))}
          </div>
        )}
        <div className={styles.field}>
          <label htmlFor={id}>{t("reason")}</label>
          <textarea
            id={id}
            rows={3}
            maxLength={MOST_SIGNS}
            value={reason}
            aria-describedby={`${id}-count ${id}-error`}
            aria-invalid={ofReason.length > 0 || undefined}
            onChange={(event) => setReason(event.target.value)}
          />
          <div className={styles.under}>
            <span
              id={`${id}-error`}
              className={styles.error}
              role={ofReason.length > 0 ? "alert" : undefined}
            >
              {ofReason.map(({ message }) => message).join(" ")}
            </span>
            <span id={`${id}-count`}>
              {t("count", { count: count(reason.length), most: count(MOST_SIGNS) })}
            </span>
          </div>
        </div>
        <div className={styles.buttons}>
          <Button onClick={() => dialog.current?.close()}>{t("cancel")}</Button>
          <Button kind="primary" type="submit" isBusy={isBusy}>
            {t(`do.${kind}`)}
          </Button>
        </div>
      </form>
    </dialog>
  );
}
