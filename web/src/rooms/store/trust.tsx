import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { StoreTrustFragment } from "../../gql/graphql.js";
import { OutsideLink } from "./outside-link.js";
import styles from "./store.module.css";

graphql(`
  fragment StoreTrust on Store {
    code
    championPin {
      kind
      at
      by
      reason
    }
    champion {
      id
      version
    }
    forecast {
      status
      championIssue {
        code
        version
        message
        detailsUrl
      }
    }
  }
`);

/** What one must know to rely on the figures; nothing where all is as it should be. */
export function Trust({ store: { code, forecast, championPin, champion } }: { store: StoreTrustFragment }) {
  const t = useTranslations("store");
  const { instant } = useFormats();
  const issue = forecast?.championIssue;
  const notes: [key: string, note: ReactNode][] = [];
  if (forecast?.status === "STALE") notes.push(["stale", t("staleWords")]);
  if (forecast?.status === "BASELINE" && (champion || issue)) notes.push(["baseline", t("baselineWords")]);
  if (forecast?.status === "BASELINE" && !champion && !issue) {
    notes.push([
      "untrained",
      <>
        {t("onlyBaseline")} {t("untrainedHow")} <code>npx storecast retrain {code}</code>
      </>,
    ]);
  }
  if (issue) {
    notes.push([
      "issue",
      <>
        <OutsideLink href={issue.detailsUrl}>
          {issue.version == null ? t("issueNoVersion") : t("issue", { version: issue.version })}
        </OutsideLink>{" "}
        {issue.message}
      </>,
    ]);
  }
  if (championPin) {
    const { kind, by, at, reason } = championPin;
    notes.push([
      "pin",
      <>
        {t(`pinned.${kind}`, {
          version: champion?.version ?? 0,
          by: by ?? t("somebody"),
          at: at ? instant(at) : t("someTime"),
        })}
        {reason && ` ${t("because", { reason })}`}
      </>,
    ]);
  }
  if (notes.length === 0) return null;
  return (
    <ul className={styles.trust}>
      {notes.map(([key, note]) => (
        <li key={key}>{note}</li>
      ))}
    </ul>
  );
}
