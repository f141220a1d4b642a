import { useTranslations } from "use-intl";
import type { SignInProblem } from "./sign-in-problem.js";

/** Says why somebody was not signed in, and what to do. */
export function useSignInWords(): (problem: SignInProblem) => string {
  const t = useTranslations("session.problem");
  const ofProblem = useTranslations("problem");
  return (problem) => {
    if (problem.kind === "denied") {
      return problem.message === null ? t("denied") : `${t("denied")} ${problem.message}`;
    }
    if (problem.kind !== "refused") return t(problem.kind);
    const { kind, message, service, retryAfterSeconds } = problem.facts;
    if (kind === "rate-limited") return t("rateLimited", { seconds: retryAfterSeconds ?? 60 });
    const title =
      kind === "unauthenticated" || kind === "forbidden"
        ? t(kind)
        : `${ofProblem(kind, { service: service ?? "other" })}.`;
    return message === null ? title : `${title} ${message}`;
  };
}
