import { useTranslations } from "use-intl";
import type { ProblemFacts } from "../api/problem-kind.js";

/** Says why an action got no answer, and what to do. */
export function useProblemWords(): (problem: ProblemFacts) => string {
  const t = useTranslations();
  return ({ kind, service, message, retryAfterSeconds }) => {
    switch (kind) {
      case "offline":
        return t("refresh.problem.offline");
      case "unauthenticated":
        return t("refresh.problem.unauthenticated");
      case "forbidden":
        return t("refresh.problem.forbidden");
      case "unavailable":
        return `${t("problem.unavailable", { service: service ?? "other" })}. ${t("refresh.problem.again")}`;
      case "rate-limited": {
        const minutes = Math.ceil((retryAfterSeconds ?? 60) / 60);
        return t("refresh.problem.rateLimited", { minutes });
      }
      case "limit":
      case "bad-input":
      case "bug":
        return message ?? t(`problem.${kind}`);
    }
  };
}
