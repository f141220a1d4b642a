import { useEffect, useEffectEvent } from "react";
import { useTranslations } from "use-intl";
import { useLiveQuery } from "../../api/use-live-query.js";
import { useFormats } from "../../format/use-formats.js";
import { graphql } from "../../gql/index.js";
import { useJobs } from "../../live/live-provider.js";
import { throttle } from "../../live/throttle.js";
import { Notice } from "../../parts/notice.js";
import { Problem } from "../../parts/problem.js";
import { Room } from "../../parts/room.js";
import { Skeleton } from "../../parts/skeleton.js";
import { ActiveJobs } from "./active-jobs.js";
import styles from "./activity.module.css";
import { Batches } from "./batches.js";
import { Failures } from "./failures.js";

const ACTIVITY = graphql(`
  query Activity {
    fleet {
      queued
      running
      failedLastDay
      runsPerMinute
      expectedFinish
    }
    running: retrainJobs(first: 64, statuses: [RUNNING]) {
      nodes {
        ...ActiveJob
      }
    }
    queued: retrainJobs(first: 12, statuses: [QUEUED]) {
      totalCount
      nodes {
        ...ActiveJob
      }
    }
    failed: retrainJobs(first: 100, statuses: [FAILED]) {
      nodes {
        ...FailedJob
      }
    }
    retrainBatches(first: 12) {
      nodes {
        ...ActivityBatch
      }
    }
  }
`);

/** At most this often while events come; and again by itself, for what no event tells, such as the end of a batch. */
const PAUSE_MS = 1_000;
const PATIENCE_MS = 15_000;

/** What is trained now, what was asked for, and what failed. */
export default function ActivityRoom() {
  const t = useTranslations("activity");
  const { time } = useFormats();
  const { data, problem, retry } = useLiveQuery(ACTIVITY, {});
  useAskAsEventsCome(retry);
  const title = t("title");
  const fleet = data?.fleet;
  const isEmpty = data?.retrainBatches.nodes.length === 0 && data.failed.nodes.length === 0;

  return (
    <Room
      title={title}
      tab={title}
      summary={
        fleet ? (
          [
            t("now", { running: fleet.running, queued: fleet.queued }),
            fleet.runsPerMinute > 0 && t("pace", { rate: fleet.runsPerMinute }),
            fleet.expectedFinish != null && t("until", { time: time(fleet.expectedFinish) }),
            t("failedLastDay", { count: fleet.failedLastDay }),
          ]
            .filter(Boolean)
            .join(" · ")
        ) : (
          <Skeleton characters={16} />
        )
      }
    >
      {problem && <Problem problem={problem} onRetry={retry} />}
      {isEmpty ? (
        <Notice title={t("empty")}>
          <p>{t("emptyHow")}</p>
        </Notice>
      ) : (
        (data || !problem) && (
          <div className={styles.sections}>
            <Batches batches={data?.retrainBatches.nodes} onCancelled={retry} />
            <ActiveJobs
              jobs={data && [...data.running.nodes, ...data.queued.nodes]}
              more={data ? data.queued.totalCount - data.queued.nodes.length : 0}
            />
            <Failures jobs={data?.failed.nodes} />
          </div>
        )
      )}
    </Room>
  );
}

function useAskAsEventsCome(retry: () => void): void {
  const jobs = useJobs();
  const ask = useEffectEvent(() => retry());
  useEffect(() => {
    const asked = throttle(() => ask(), PAUSE_MS);
    const leave = jobs.subscribeFleet(asked.call);
    const timer = setInterval(asked.call, PATIENCE_MS);
    return () => {
      leave();
      clearInterval(timer);
      asked.cancel();
    };
  }, [jobs]);
}
