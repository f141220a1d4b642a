import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { VersionRowFragment } from "../../gql/graphql.js";
import { Button } from "../../parts/button.js";
import { VisuallyHidden } from "../../parts/visually-hidden.js";
import type { MoveKind } from "./champion-moves.js";
import { OutsideLink } from "./outside-link.js";
import styles from "./versions.module.css";
import { VersionStory } from "./version-story.js";

graphql(`
  fragment VersionRow on ModelVersion {
    id
    version
    role
    trainedAt
    trainedThrough
    detailsUrl
    backtest {
      horizon
      cutoffs
      metrics {
        wape
        coverage
        level
      }
      baseline {
        wape
      }
    }
    ...VersionStory
  }
`);

interface VersionRowProps {
  version: VersionRowFragment;
  /** Whether the champion is pinned. */
  isPinned: boolean;
  /** Why nothing may be done with it; null if the viewer may. */
  refusal: string | null;
  onMove: (kind: MoveKind) => void;
}

/** One model, how well it did, how it came to serve, and what can be done with it. */
export function VersionRow({ version: row, isPinned, refusal, onMove }: VersionRowProps) {
  const t = useTranslations("store");
  const { fullDay, instant, percent } = useFormats();
  const { version, role, trainedAt, trainedThrough, detailsUrl, backtest } = row;
  const kinds: readonly MoveKind[] =
    role === "CHAMPION" ? ["rollback", isPinned ? "unpin" : "pin"] : ["promote"];
  const { wape, coverage, level } = backtest?.metrics ?? {};
  const baseline = backtest?.baseline.wape;
  return (
    <tr data-role={role}>
      <th scope="row">
        <OutsideLink href={detailsUrl}>{t("version", { version })}</OutsideLink>
        <div className={styles.role}>{t(`roles.${role}`)}</div>
      </th>
      <td>
        {t("through", { day: fullDay(trainedThrough) })}
        <div className={styles.soft}>{trainedAt ? instant(trainedAt) : "–"}</div>
      </td>
      <td
        title={
          backtest
            ? t("backtestOf", { folds: backtest.cutoffs.length, days: backtest.horizon })
            : t("noBacktest")
        }
      >
        {wape == null ? "–" : percent(wape)}
        <div className={styles.soft}>
          {baseline == null ? "" : t("baselineWape", { wape: percent(baseline) })}
        </div>
      </td>
      <td title={backtest ? undefined : t("noBacktest")}>
        {coverage === undefined ? "–" : percent(coverage)}
        <div className={styles.soft}>
          {level === undefined ? "" : t("atLevel", { level: percent(level) })}
        </div>
      </td>
      <td>
        <VersionStory version={row} />
      </td>
      <td>
        <div className={styles.actions}>
          {kinds.map((kind) => (
            <Button key={kind} refusal={refusal} onClick={() => onMove(kind)}>
              {t(`moves.do.${kind}`)}
              <VisuallyHidden> {t("version", { version })}</VisuallyHidden>
            </Button>
          ))}
        </div>
      </td>
    </tr>
  );
}
