import { useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import { useLocation } from "wouter";
import { useJobs } from "../live/live-provider.js";
import type { JobNews } from "../live/store-activity.js";
import { useSelection } from "../selection/use-selection.js";
import { useToasts } from "../toasts/toasts.js";
import { digest, isInView } from "./digest.js";
import type { FinishedRefresh } from "./refresh-desk.js";
import { useRefreshDesk } from "./use-refresh.js";

/**
 * Tells what ended while the planner looked elsewhere: a refresh that was asked for here once all of it has ended, if it is
 * not in view; after a time in another tab everything that ended meanwhile, whoever asked.
 */
export function RefreshToasts() {
  const t = useTranslations("refresh.toast");
  const [path] = useLocation();
  const { selection, linkTo } = useSelection();
  const jobs = useJobs();
  const desk = useRefreshDesk();
  const { show } = useToasts();

  const tell = useEffectEvent((news: readonly JobNews[], wasAway: boolean) => {
    const { succeeded, failed, cancelled, only } = digest(news);
    if (succeeded + failed === 0) return;
    const facts = { succeeded, failed, cancelled };
    const name = only?.name ?? "";
    const text =
      only && succeeded + failed === 1
        ? t(failed > 0 ? "failedOne" : "doneOne", { name })
        : t(failed > 0 ? "someFailed" : "done", facts);
    const link = only
      ? { href: linkTo(`/stores/${encodeURIComponent(only.code)}`), text: t("toStore") }
      : { href: linkTo("/activity"), text: t("toActivity") };
    const kind = failed > 0 ? "problem" : "success";
    show({ kind, text: wasAway ? `${t("away")} ${text}` : text, link });
  });
  const finish = useEffectEvent(({ target, ended }: FinishedRefresh) => {
    if (document.visibilityState === "hidden") return;
    if (!isInView(target, { path, stores: selection.stores })) tell(ended, false);
  });

  useEffect(() => desk.onFinished((finished) => finish(finished)), [desk]);
  useEffect(() => {
    let missed: JobNews[] = [];
    const leave = jobs.onEnded((news) => {
      if (document.visibilityState === "hidden") missed.push(news);
    });
    const look = () => {
      if (document.visibilityState === "hidden" || missed.length === 0) return;
      tell(missed, true);
      missed = [];
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      leave();
      document.removeEventListener("visibilitychange", look);
    };
  }, [jobs]);
  return null;
}
