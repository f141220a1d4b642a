import { useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useLiveQuery } from "../../api/use-live-query.js";
import { graphql } from "../../gql/index.js";
import { useRefreshedAt } from "../../live/use-refreshed-at.js";
import { Button } from "../../parts/button.js";
import { Problem } from "../../parts/problem.js";
import { SkeletonRows } from "../../parts/skeleton-rows.js";
import table from "../../parts/table.module.css";
import { VisuallyHidden } from "../../parts/visually-hidden.js";
import { ChampionDialog } from "./champion-dialog.js";
import type { ChampionMove } from "./champion-moves.js";
import styles from "./versions.module.css";
import { useKept } from "../../api/use-kept.js";
import { useRefusal } from "../../session/use-session.js";
import { VersionRow } from "./version-row.js";

const VERSIONS = graphql(`
  query StoreVersions($id: ID!, $first: Int!) {
    store(id: $id) {
      id
      championPin {
        kind
      }
      modelVersions(first: $first) {
        totalCount
        nodes {
          ...VersionRow
        }
      }
    }
  }
`);

/** Versions that are shown at first, and further ones each time. */
const PAGE = 10;

interface VersionsSectionProps {
  code: string;
  storeId: string;
}

/** The store's models, and which of them serves. */
export function VersionsSection({ code, storeId }: VersionsSectionProps) {
  const t = useTranslations("store");
  const [first, setFirst] = useState(PAGE);
  const [asked, setAsked] = useState<ChampionMove | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const { data, problem, retry } = useLiveQuery(VERSIONS, { id: code, first });
  useRefreshedAt([code], retry);
  const refusal = useRefusal("PLANNER");
  const shown = useKept(data)?.store;
  const versions = shown?.modelVersions.nodes;
  const isLeft = (shown?.modelVersions.totalCount ?? 0) > (versions?.length ?? 0);
  const columns = ["versionColumn", "trained", "wape", "coverage", "story", "actions"] as const;

  const close = () => {
    setAsked(null);
    // what was pressed may be gone with what it did
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) heading.current?.focus();
    });
  };
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {t("versions")}
      </h2>
      {refusal !== null && <p className={styles.soft}>{refusal}</p>}
      {problem && <Problem problem={problem} onRetry={retry} />}
      {versions?.length === 0 ? (
        <p className={styles.soft}>{t("noVersions")}</p>
      ) : (
        (versions || !problem) && (
          // a region that scrolls must be reached by keyboard
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <div className={table.scroller} role="region" aria-label={t("versions")} tabIndex={0}>
            <table className={`${table.table} ${styles.versions}`} aria-busy={!versions}>
              <caption>
                <VisuallyHidden>{t("versionsCaption")}</VisuallyHidden>
              </caption>
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {t(column)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {versions?.map((version) => (
                  <VersionRow
                    key={version.id}
                    version={version}
                    isPinned={shown?.championPin != null}
                    refusal={refusal}
                    onMove={(kind) => setAsked({ kind, storeId, version })}
                  />
                )) ?? <SkeletonRows rows={2} columns={columns.length} />}
              </tbody>
            </table>
          </div>
        )
      )}
      {isLeft && (
        <div>
          <Button onClick={() => setFirst(first + PAGE)}>{t("olderVersions")}</Button>
        </div>
      )}
      {asked && <ChampionDialog champion={asked} onClose={close} />}
    </section>
  );
}
