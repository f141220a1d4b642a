import { lazy, Suspense } from "react";
import { Link, useRoute } from "wouter";
import { useTranslations } from "use-intl";
import { useFormats } from "../format/use-formats.js";
import { useFleetActivity } from "../live/use-activity.js";
import { useSelection } from "../selection/use-selection.js";
import { useViewer } from "../session/use-session.js";
import { LanguageChoice, ThemeChoice } from "./choices.js";
import { LiveIndicator } from "./live-indicator.js";
import { MlflowLink } from "./mlflow-link.js";
import styles from "./shell.module.css";

const Account = lazy(() => import("./account.js"));

function Section({ path, name }: { path: string; name: string }) {
  const [isHere] = useRoute(path);
  const { linkTo } = useSelection();
  return (
    <Link href={linkTo(path)} className={styles.section} aria-current={isHere ? "page" : undefined}>
      {name}
    </Link>
  );
}

/** With how many jobs are under way. */
function ActivitySection() {
  const t = useTranslations("activity");
  const { queued, running } = useFleetActivity();
  const { count } = useFormats();
  const active = queued + running;
  return <Section path="/activity" name={active > 0 ? `${t("title")} (${count(active)})` : t("title")} />;
}

/** The bar on top of every room. */
export function Header() {
  const t = useTranslations("app");
  const viewer = useViewer();
  return (
    <header className={styles.header}>
      <span className={styles.product}>Storecast</span>
      <nav className={styles.sections} aria-label={t("sections")}>
        <Section path="/" name={t("fleet")} />
        <Section path="/compare" name={t("compare")} />
        <ActivitySection />
      </nav>
      <div className={styles.tools}>
        <LiveIndicator />
        <a href="/graphql">{t("graphql")}</a>
        <MlflowLink />
        <LanguageChoice />
        <ThemeChoice />
      </div>
      {viewer && (
        <div className={styles.account}>
          <Suspense>
            <Account viewer={viewer} />
          </Suspense>
        </div>
      )}
    </header>
  );
}
