import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { Button } from "../../parts/button.js";
import { Notice } from "../../parts/notice.js";
import { useViewer } from "../../session/use-session.js";
import styles from "./no-stores.module.css";

const COMMANDS = [
  ["importPlain", "npx storecast import --sales sales.csv --stores stores.csv"],
  ["importRossmann", "npx storecast import --rossmann DIR"],
  ["generate", "npx storecast generate --help"],
] as const;

const LOOK_EVERY_MS = 5_000;

/** Nothing was imported: says how, and looks again until something is. */
export function EmptyFleet({ onLook }: { onLook: () => void }) {
  const t = useTranslations("fleet");
  const viewer = useViewer();
  useEffect(() => {
    const timer = setInterval(onLook, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [onLook]);
  if (viewer?.regions) {
    return (
      <Notice title={t("emptyRegions")}>
        <p>{t("emptyRegionsHow")}</p>
      </Notice>
    );
  }
  return (
    <Notice title={t("empty")}>
      <p>{t("emptyHow")}</p>
      <dl className={styles.commands}>
        {COMMANDS.map(([what, command]) => (
          <div key={command}>
            <dt>{t(what)}</dt>
            <dd>
              <code>{command}</code>
            </dd>
          </div>
        ))}
      </dl>
      <p>{t("emptyThen")}</p>
    </Notice>
  );
}

/** Nothing is left of the stores. */
export function NoMatch({ onShowAll }: { onShowAll: () => void }) {
  const t = useTranslations("fleet");
  return (
    <Notice title={t("noMatch")}>
      <Button onClick={onShowAll}>{t("showAll")}</Button>
    </Notice>
  );
}
