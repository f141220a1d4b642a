import { useTranslations } from "use-intl";
import { useFormats } from "../format/use-formats.js";
import { useStoreActivity } from "../live/use-activity.js";
import { Button } from "../parts/button.js";
import { StoryLine } from "./story-line.js";
import { tellStory } from "./store-story.js";
import type { RefreshHook } from "./use-refresh.js";
import { useProblemWords } from "./use-problem-words.js";

interface StoreStoryViewProps {
  code: string;
  refresh: RefreshHook;
}

/** What comes of the refresh of one store, whoever asked for it. */
export function StoreStoryView({ code, refresh }: StoreStoryViewProps) {
  const t = useTranslations("refresh");
  const { time } = useFormats();
  const describeProblem = useProblemWords();
  const activity = useStoreActivity(code);
  const story = tellStory(refresh.request, activity);
  const label = t("progressOf", { code });
  const join = (...sentences: (string | false)[]) => sentences.filter(Boolean).join(" · ");
  const joined = (count: number) => count > 0 && t("joined", { count });

  switch (story.kind) {
    case "none":
      return <StoryLine words="" label={label} />;
    case "asking":
      return <StoryLine words={t("asking")} label={label} />;
    case "held-back":
      return <StoryLine words={t("heldBack", { seconds: story.seconds })} label={label} />;
    case "unanswered":
      return <StoryLine tone="bad" words={describeProblem(story.problem)} label={label} />;
    case "refused":
      return <StoryLine tone="bad" words={story.message} label={label} />;
    case "up-to-date":
      return (
        <StoryLine words={t("upToDate")} label={label}>
          <Button kind="quiet" onClick={refresh.force}>
            {t("force")}
          </Button>
        </StoryLine>
      );
    case "queued": {
      const { failure, isNext, requests } = story;
      const waits = failure
        ? t("retrying", { reason: t(`failure.${failure.code}`) })
        : t(isNext ? "queuedNext" : "queued");
      return (
        <StoryLine
          tone={failure ? "bad" : "calm"}
          words={join(joined(requests), waits, refresh.cancelRefusal ?? false)}
          title={failure?.message}
          label={label}
        >
          {refresh.request && (
            <Button kind="quiet" isBusy={refresh.isCancelling} onClick={refresh.cancel}>
              {t("cancel")}
            </Button>
          )}
        </StoryLine>
      );
    }
    case "running":
      return (
        <StoryLine
          progress={story.progress}
          words={join(joined(story.requests), t("running"))}
          label={label}
        />
      );
    case "cancelled":
      return <StoryLine words={t("cancelled")} label={label} />;
    case "failed": {
      const reason = t(`failure.${story.failure?.code ?? "unknown"}`);
      const words = join(t("failed", { time: story.at ? time(story.at) : "–", reason }), t("notRetried"));
      return <StoryLine tone="bad" words={words} title={story.failure?.message} label={label} />;
    }
    case "done": {
      const at = { time: story.at ? time(story.at) : "–" };
      const words = t(story.promoted === false ? "kept" : "done", at);
      return <StoryLine tone="good" words={words} label={label} />;
    }
  }
}
