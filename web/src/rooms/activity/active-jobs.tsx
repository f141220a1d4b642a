import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { ActiveJobFragment } from "../../gql/graphql.js";
import { getActiveJob } from "../../live/store-activity.js";
import { useStoreActivity } from "../../live/use-activity.js";
import table from "../../parts/table.module.css";
import { useSelection } from "../../selection/use-selection.js";
import { ActivityTable } from "./activity-table.js";
import { Bar } from "./bar.js";

graphql(`
  fragment ActiveJob on RetrainJob {
    id
    status
    progress
    attempts
    requestCount
    queuedAt
    startedAt
    requestedBy
    trigger
    failure {
      code
      message
    }
    store {
      id
      code
      name
    }
  }
`);

interface ActiveJobsProps {
  /** Running ones first; undefined until they have come. */
  jobs: readonly ActiveJobFragment[] | undefined;
  /** Jobs that wait and are not listed. */
  more: number;
}

/** What runs and what waits. */
export function ActiveJobs({ jobs, more }: ActiveJobsProps) {
  const t = useTranslations("activity");
  return (
    <ActivityTable
      title={t("active")}
      columns={[t("store"), t("stage"), t("progress"), t("since"), t("by"), t("why")]}
      none={t("activeNone")}
      rows={jobs?.map((job) => (
        <ActiveRow key={job.id} job={job} />
      ))}
      footer={more > 0 ? t("moreActive", { count: more }) : null}
    />
  );
}

function ActiveRow({ job }: { job: ActiveJobFragment }) {
  const t = useTranslations();
  const { time } = useFormats();
  const { linkTo } = useSelection();
  const { store, requestCount, failure, requestedBy, trigger } = job;
  const activity = useStoreActivity(store.code);
  // what was heard since the question was answered
  const heard = [activity.running, activity.queued, getActiveJob(activity)].find(
    (live) => live?.id === job.id,
  );
  const status = heard?.status ?? job.status;
  const progress = Math.max(job.progress, heard?.progress ?? 0);
  return (
    <tr>
      <th scope="row">
        <Link href={linkTo(`/stores/${encodeURIComponent(store.code)}`)}>{store.name}</Link>
      </th>
      <td title={failure?.message}>
        {t(`activity.status.${status}`)}
        {failure && (
          <span className={table.soft}>
            {" "}
            · {t("refresh.retrying", { reason: t(`refresh.failure.${failure.code}`) })}
          </span>
        )}
      </td>
      <td>
        {status === "RUNNING" ? (
          <Bar value={progress} label={t("refresh.progressOf", { code: store.code })} />
        ) : (
          <span className={table.soft}>–</span>
        )}
      </td>
      <td className={table.soft}>{time(job.startedAt ?? job.queuedAt)}</td>
      <td className={table.soft}>
        {requestedBy}
        {requestCount > 1 && ` · ${t("activity.requests", { count: requestCount })}`}
      </td>
      <td className={table.soft}>{t(`activity.trigger.${trigger}`)}</td>
    </tr>
  );
}
