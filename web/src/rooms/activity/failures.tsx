import { useTranslations } from "use-intl";
import { Link } from "wouter";
import { useEnvironment } from "../../environment.js";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import type { FailedJobFragment } from "../../gql/graphql.js";
import table from "../../parts/table.module.css";
import { RefreshRow } from "../../refresh/refresh-row.js";
import { useSelection } from "../../selection/use-selection.js";
import { ActivityTable } from "./activity-table.js";
import styles from "./activity.module.css";

graphql(`
  fragment FailedJob on RetrainJob {
    id
    attempts
    finishedAt
    requestedBy
    failure {
      code
      message
    }
    store {
      id
      code
      name
    }
    batch {
      id
      detailsUrl
    }
  }
`);

const DAY_MS = 86_400_000;

interface FailuresProps {
  /** Undefined until they have come. */
  jobs: readonly FailedJobFragment[] | undefined;
}

/** What failed for good in the last 24 hours, and why. */
export function Failures({ jobs }: FailuresProps) {
  const t = useTranslations("activity");
  const { now } = useEnvironment();
  const ofLastDay = jobs
    ?.filter(({ finishedAt }) => finishedAt != null && Date.parse(finishedAt) > now().getTime() - DAY_MS)
    .toSorted((one, other) => Date.parse(other.finishedAt ?? "") - Date.parse(one.finishedAt ?? ""));
  return (
    <ActivityTable
      title={t("failures")}
      columns={[t("when"), t("store"), t("reason"), t("attempts"), t("by"), t("links")]}
      none={t("failuresNone")}
      rows={ofLastDay?.map((job) => (
        <FailureRow key={job.id} job={job} />
      ))}
    />
  );
}

function FailureRow({ job }: { job: FailedJobFragment }) {
  const t = useTranslations();
  const { instant, count } = useFormats();
  const { linkTo } = useSelection();
  const { store, failure, attempts, finishedAt, requestedBy, batch } = job;
  return (
    <tr>
      <td>{finishedAt != null && instant(finishedAt)}</td>
      <th scope="row">
        <Link href={linkTo(`/stores/${encodeURIComponent(store.code)}`)}>{store.name}</Link>
      </th>
      <td className={styles.reason}>
        {t(`refresh.failure.${failure?.code ?? "unknown"}`)}
        {failure && <span className={table.soft}> · {failure.message}</span>}
      </td>
      <td className={table.figure}>{count(attempts)}</td>
      <td className={table.soft}>{requestedBy}</td>
      <td>
        <span className={styles.links}>
          {batch.detailsUrl && (
            <a href={batch.detailsUrl} aria-label={t("activity.runOf", { what: store.name })}>
              {t("activity.run")}
            </a>
          )}
          <RefreshRow code={store.code} name={store.name} />
        </span>
      </td>
    </tr>
  );
}
