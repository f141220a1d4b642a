import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useFormats } from "../format/use-formats.js";
import { Button } from "../parts/button.js";
import { useSelection } from "../selection/use-selection.js";
import { StoryLine } from "./story-line.js";
import { useBatches } from "./use-batches.js";
import { useProblemWords } from "./use-problem-words.js";
import type { RefreshHook } from "./use-refresh.js";

const NONE: readonly string[] = [];

/** What comes of the refresh of many stores. */
export function GroupStoryView({ refresh }: { refresh: RefreshHook }) {
  const t = useTranslations("refresh");
  const { time } = useFormats();
  const { linkTo } = useSelection();
  const describeProblem = useProblemWords();
  const { request } = refresh;
  const sum = useBatches(request?.batches ?? NONE);
  const label = t("progressOfAll");

  if (!request) return <StoryLine words="" label={label} />;
  if (request.isAsking) {
    const seconds = request.problem?.retryAfterSeconds;
    return <StoryLine words={seconds == null ? t("asking") : t("heldBack", { seconds })} label={label} />;
  }
  const trouble = request.problem ? describeProblem(request.problem) : request.refusal;
  if (trouble !== null && request.batches.length === 0)
    return <StoryLine tone="bad" words={trouble} label={label} />;

  const upToDate = request.upToDate.length;
  const force = upToDate > 0 && (
    <Button kind="quiet" onClick={refresh.force}>
      {t("forceThese", { count: upToDate })}
    </Button>
  );
  const joined =
    request.joined > 0 && t("joinedMany", { count: request.joined, requests: request.requestsJoined });
  const seen = upToDate > 0 && t("upToDateMany", { count: upToDate });
  const say = (...sentences: (string | false | null)[]) => sentences.filter(Boolean).join(" · ");
  if (request.enqueued + request.joined === 0)
    return (
      <StoryLine words={say(trouble, upToDate > 0 ? seen : t("nothing"))} label={label}>
        {force}
      </StoryLine>
    );
  if (!sum) return <StoryLine words={say(trouble, joined, t("queued"))} label={label} />;

  const { counts, isOpen } = sum;
  const total = counts.stores - counts.upToDate;
  const done = counts.succeeded + counts.failed + counts.cancelled;
  const failed = counts.failed > 0 && t("failedMany", { count: counts.failed });
  const cancelled = counts.cancelled > 0 && t("cancelledMany", { count: counts.cancelled });
  const failures = counts.failed > 0 && <Link href={linkTo("/activity")}>{t("reasons")}</Link>;
  if (!isOpen)
    return (
      <StoryLine
        tone={counts.failed > 0 ? "bad" : "good"}
        words={say(trouble, t("doneMany", { count: counts.succeeded }), failed, cancelled, seen)}
        label={label}
      >
        {failures}
        {force}
      </StoryLine>
    );
  const until = sum.expectedFinish !== null && t("until", { time: time(sum.expectedFinish) });
  return (
    <StoryLine
      progress={sum.progress}
      words={say(trouble, joined, seen, refresh.cancelRefusal, t(counts.running > 0 ? "running" : "queued"))}
      detail={say(t("doneOf", { done, total }), failed, until)}
      label={label}
    >
      {failures}
      {counts.queued > 0 && !sum.isCancelled && (
        <Button kind="quiet" isBusy={refresh.isCancelling} onClick={refresh.cancel}>
          {t("cancel")}
        </Button>
      )}
    </StoryLine>
  );
}
