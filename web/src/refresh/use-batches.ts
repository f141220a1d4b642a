import { useEffect, useState } from "react";
import { useClient } from "urql";
import { graphql } from "../gql/index.js";
import type { RefreshBatchFragment } from "../gql/graphql.js";
import { useJobs } from "../live/live-provider.js";
import { throttle } from "../live/throttle.js";
import { sumBatches, type BatchSum } from "./batch-sum.js";

graphql(`
  fragment RefreshBatch on RetrainBatch {
    id
    status
    progress
    expectedFinish
    counts {
      stores
      upToDate
      queued
      running
      succeeded
      failed
      cancelled
    }
  }
`);

const BATCH = graphql(`
  query RefreshBatch($id: ID!) {
    retrainBatch(id: $id) {
      ...RefreshBatch
    }
  }
`);

/** At most this often while events come. */
const PAUSE_MS = 1_000;
/** Looks again even if no event came. */
const PATIENCE_MS = 10_000;

/** How far batches are, asked for again as their jobs go on. Null until that is known. */
export function useBatches(ids: readonly string[]): BatchSum | null {
  const client = useClient();
  const jobs = useJobs();
  const key = ids.join(" ");
  const [found, setFound] = useState<{ key: string; sum: BatchSum | null }>({ key: "", sum: null });

  useEffect(() => {
    if (key === "") return undefined;
    let isStopped = false;
    let isOpen = true;
    const ask = async () => {
      const answers = await Promise.all(
        key
          .split(" ")
          .map((id) => client.query(BATCH, { id }, { requestPolicy: "network-only" }).toPromise()),
      );
      const batches = answers.flatMap(({ data }): RefreshBatchFragment[] =>
        data?.retrainBatch ? [data.retrainBatch] : [],
      );
      // where one is missing the last sum stays, until all are there
      if (isStopped || batches.length < answers.length) return;
      const sum = sumBatches(batches);
      isOpen = sum?.isOpen ?? false;
      setFound({ key, sum });
    };
    const asked = throttle(() => void ask(), PAUSE_MS);
    const look = () => {
      if (isOpen) asked.call();
    };
    look();
    const leave = jobs.subscribeFleet(look);
    const timer = setInterval(look, PATIENCE_MS);
    return () => {
      isStopped = true;
      leave();
      clearInterval(timer);
      asked.cancel();
    };
  }, [client, jobs, key]);

  return found.key === key ? found.sum : null;
}
