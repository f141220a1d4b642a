import { useState } from "react";
import { useTranslations } from "use-intl";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { ActivityBatchFragment } from "../../gql/graphql.js";
import { Button } from "../../parts/button.js";
import table from "../../parts/table.module.css";
import { useRefusal } from "../../session/use-session.js";
import { useRefreshDesk } from "../../refresh/use-refresh.js";
import { ActivityTable } from "./activity-table.js";
import { Bar } from "./bar.js";
import styles from "./activity.module.css";

graphql(`
  fragment ActivityBatch on RetrainBatch {
    ...RefreshBatch
    requestedAt
    requestedBy
    trigger
    cancelledBy
    detailsUrl
    stores(first: 1) {
      nodes {
        store {
          id
          name
        }
      }
    }
  }
`);

interface BatchesProps {
  /** Newest first; undefined until they have come. */
  batches: readonly ActivityBatchFragment[] | undefined;
  onCancelled: () => void;
}

/** What was asked for, and what each request came to. */
export function Batches({ batches, onCancelled }: BatchesProps) {
  const t = useTranslations("activity");
  return (
    <ActivityTable
      title={t("batches")}
      columns={[t("when"), t("what"), t("stage"), t("progress"), t("by"), t("why"), t("links")]}
      none={t("activeNone")}
      rows={batches?.map((batch) => (
        <BatchRow key={batch.id} batch={batch} onCancelled={onCancelled} />
      ))}
    />
  );
}

function BatchRow({ batch, onCancelled }: { batch: ActivityBatchFragment; onCancelled: () => void }) {
  const t = useTranslations("activity");
  const { instant, time } = useFormats();
  const { cancel } = useRefreshDesk();
  const mayNot = useRefusal("PLANNER");
  const [isCancelling, setIsCancelling] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { counts, status, progress, expectedFinish, cancelledBy, detailsUrl } = batch;
  const [first] = batch.stores.nodes;
  const what = counts.stores === 1 && first ? first.store.name : t("stores", { count: counts.stores });
  const isOpen = counts.queued + counts.running > 0;
  const total = counts.stores - counts.upToDate;
  const facts = [
    isOpen && t("doneOf", { done: counts.succeeded + counts.failed + counts.cancelled, total }),
    counts.upToDate > 0 && t("counts.upToDate", { count: counts.upToDate }),
    counts.failed > 0 && t("counts.failed", { count: counts.failed }),
    counts.cancelled > 0 && t("counts.cancelled", { count: counts.cancelled }),
    isOpen && expectedFinish != null && t("until", { time: time(expectedFinish) }),
    refusal,
  ].filter(Boolean);
  return (
    <tr>
      <td>{instant(batch.requestedAt)}</td>
      <th scope="row">{what}</th>
      <td>
        {status === "CANCELLED" && cancelledBy
          ? t("cancelled", { by: cancelledBy })
          : t(`batchStatus.${isOpen ? "RUNNING" : "FINISHED"}`)}
        {facts.length > 0 && <span className={table.soft}> · {facts.join(" · ")}</span>}
      </td>
      <td>
        <Bar value={progress} label={what} />
      </td>
      <td className={table.soft}>{batch.requestedBy}</td>
      <td className={table.soft}>{t(`trigger.${batch.trigger}`)}</td>
      <td>
        <span className={styles.links}>
          {detailsUrl && (
            <a href={detailsUrl} aria-label={t("runOf", { what })}>
              {t("run")}
            </a>
          )}
          {counts.queued > 0 && status === "RUNNING" && (
            <Button
              kind="quiet"
              isBusy={isCancelling}
              refusal={mayNot}
              aria-label={t("cancelOf", { what })}
              onClick={() => {
                setIsCancelling(true);
                void cancel([batch.id]).then((refused) => {
                  setIsCancelling(false);
                  setRefusal(refused);
                  onCancelled();
                });
              }}
            >
              {t("cancel")}
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}
