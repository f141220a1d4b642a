import { useTranslations } from "use-intl";
import { useFormats } from "../format/use-formats.js";
import { useStoreActivity } from "../live/use-activity.js";
import { Button } from "../parts/button.js";
import styles from "./refresh.module.css";
import { useRefusal } from "../session/use-session.js";
import { tellStory } from "./store-story.js";
import { useProblemWords } from "./use-problem-words.js";
import { useRefresh } from "./use-refresh.js";

/** The button in a row of a table: as wide while it works as before, with all there is to say in its title. */
export function RefreshRow({ code, name }: { code: string; name: string }) {
  const t = useTranslations("refresh");
  const { percent } = useFormats();
  const describeProblem = useProblemWords();
  const refusal = useRefusal("PLANNER");
  const { request, ask } = useRefresh({ kind: "store", code });
  const story = tellStory(request, useStoreActivity(code));
  const [words, title] = ((): [words: string, title?: string | undefined] => {
    switch (story.kind) {
      case "queued":
        return [
          t("short.queued"),
          story.requests > 0 ? t("joined", { count: story.requests }) : story.failure?.message,
        ];
      case "running":
        return [
          percent(Math.floor(story.progress * 100) / 100),
          story.requests > 0 ? t("joined", { count: story.requests }) : t("running"),
        ];
      case "failed":
        return [t("short.failed"), t(`failure.${story.failure?.code ?? "unknown"}`)];
      case "refused":
        return [t("short.failed"), story.message];
      case "unanswered":
        return [t("short.failed"), describeProblem(story.problem)];
      case "up-to-date":
        return [t("short.upToDate"), t("upToDate")];
      case "done":
        return [t("short.done")];
      case "held-back":
        return [t("short.queued"), t("heldBack", { seconds: story.seconds })];
      case "none":
      case "asking":
      case "cancelled":
        return [t("store")];
    }
  })();
  return (
    <Button
      kind="quiet"
      className={styles.row}
      data-story={story.kind}
      isBusy={story.kind === "asking" || story.kind === "held-back"}
      refusal={refusal}
      aria-label={words === t("store") ? t("storeNamed", { name }) : `${t("storeNamed", { name })}: ${words}`}
      title={title}
      onClick={ask}
    >
      {words}
    </Button>
  );
}
