import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { useLiveQuery } from "../api/use-live-query.js";
import { useFormats } from "../format/use-formats.js";
import { Button } from "../parts/button.js";
import { Menu } from "../parts/menu.js";
import { VisuallyHidden } from "../parts/visually-hidden.js";
import { useSession } from "../session/use-session.js";
import { VIEWER, type Viewer } from "../session/viewer.js";
import styles from "./account.module.css";

/** Who is signed in, what they may do and see, and the way out. */
export default function Account({ viewer }: { viewer: Viewer }) {
  const t = useTranslations("session");
  const { list, instant } = useFormats();
  const session = useSession();
  const { data } = useLiveQuery(VIEWER, {});
  // a renewed token may say something else
  useEffect(() => {
    if (data) session.learn(data.viewer);
  }, [data, session]);
  const { name, role, regions, expiresAt } = viewer;
  const label = (
    <>
      <VisuallyHidden>{t("account")}: </VisuallyHidden>
      <span className={styles.name}>{name}</span>
      <span className={styles.role}>{t(`roles.${role}`)}</span>
    </>
  );
  return (
    <Menu label={label} name={t("account")} align="end">
      <dl className={styles.facts}>
        <dt>{t("name")}</dt>
        <dd>{name}</dd>
        <dt>{t("role")}</dt>
        <dd>
          {t(`roles.${role}`)}
          <div className={styles.soft}>{t(`may.${role}`)}</div>
        </dd>
        <dt>{t("regions")}</dt>
        <dd>{describeRegions()}</dd>
        {expiresAt != null && (
          <>
            <dt>{t("until")}</dt>
            <dd>{instant(expiresAt)}</dd>
          </>
        )}
      </dl>
      <Button onClick={session.signOut}>{t("signOut")}</Button>
    </Menu>
  );

  function describeRegions(): string {
    if (!regions) return t("allRegions");
    return regions.length === 0 ? t("noRegions") : list(regions.map((region) => region.name));
  }
}
