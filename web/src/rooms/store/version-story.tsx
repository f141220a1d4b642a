import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { VersionStoryFragment } from "../../gql/graphql.js";
import { toPlainText } from "./plain-text.js";
import styles from "./versions.module.css";

graphql(`
  fragment VersionStory on ModelVersion {
    description
    promotion {
      at
      by
      reason
    }
    rollback {
      at
      by
      reason
    }
  }
`);

/** How a version became champion, how it was rolled back from, and what its maker says. */
export function VersionStory({ version }: { version: VersionStoryFragment }) {
  const t = useTranslations("store");
  const { instant } = useFormats();
  const { description, promotion, rollback } = version;
  const tell = (kind: "promotedBy" | "rolledBackBy", note: NonNullable<typeof promotion>) => {
    const by = note.by === "training" ? t("byItself") : (note.by ?? t("somebody"));
    const told = t(kind, { by, at: note.at ? instant(note.at) : t("someTime") });
    return note.reason ? `${told} ${t("because", { reason: note.reason })}` : told;
  };
  return (
    <div className={styles.story}>
      {promotion && <p>{tell("promotedBy", promotion)}</p>}
      {rollback && <p>{tell("rolledBackBy", rollback)}</p>}
      {!promotion && !rollback && <p className={styles.soft}>{t("neverPromoted")}</p>}
      {description && (
        <details>
          <summary>{t("description")}</summary>
          <p className={styles.description}>{toPlainText(description)}</p>
        </details>
      )}
    </div>
  );
}
