import type { Client, CombinedError } from "@urql/core";
import { onEnd, pipe, subscribe } from "wonka";
import { pauseMs } from "../api/back-off.js";
import { describeError } from "../api/problem-kind.js";
import { graphql } from "../gql/index.js";
import type { LiveJobFragment } from "../gql/graphql.js";
import type { JobStore } from "./job-store.js";
import { getLastInstant, selectMissed } from "./missed-jobs.js";
import { hasEnded } from "./store-activity.js";

graphql(`
  fragment LiveJob on RetrainJob {
    id
    status
    attempts
    progress
    requestCount
    queuedAt
    finishedAt
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

const EVENTS = graphql(`
  subscription RetrainEvents {
    retrainEvents {
      at
      job {
        ...LiveJob
      }
      ... on RetrainSucceeded {
        promoted
      }
    }
  }
`);

/** What has ended since, of the stores that had something under way and of any. */
const MISSED = graphql(`
  query MissedJobs($codes: [ID!]!, $first: Int!) {
    ofStores: retrainJobs(filter: { storeIds: $codes }, first: $first) {
      nodes {
        ...LiveJob
      }
    }
    newest: retrainJobs(first: 200) {
      nodes {
        ...LiveJob
      }
    }
  }
`);

/** Most that a page of the API has. */
const LONGEST_PAGE = 2_000;

const NO_HURRY = { retryAfterSeconds: null };

interface FeedDeps {
  client: Client;
  jobs: JobStore;
  /** Calls its argument each time the socket is back. */
  onReconnected: (catchUp: () => void) => () => void;
}

/**
 * Fills the store of jobs with what the API tells, for as long as the page lives: one subscription for all rooms. After a
 * gap the ends that nobody heard of are asked for.
 *
 * @returns ends it
 */
export function followRetrains({ client, jobs, onReconnected }: FeedDeps): () => void {
  let isStopped = false;
  let failures = 0;
  /** Instant of the last event, by the server's clock, ms; null before anything was heard. */
  let heardThrough: number | null = null;
  /** Jobs that had ended when it was asked last. */
  let past: ReadonlySet<string> = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe: () => void = () => undefined;

  async function findJobs(): Promise<LiveJobFragment[] | null> {
    const codes = jobs.getActiveCodes().slice(0, LONGEST_PAGE);
    // several jobs of a store may have come and gone
    const first = Math.min(LONGEST_PAGE, 4 * codes.length + 1);
    const { data } = await client
      .query(MISSED, { codes, first }, { requestPolicy: "network-only" })
      .toPromise();
    // where no answer came, it is asked again after the next gap; meanwhile the rooms ask for themselves
    return isStopped || !data ? null : [...data.newest.nodes, ...data.ofStores.nodes];
  }

  function remember(found: readonly LiveJobFragment[]): void {
    past = new Set(found.filter(hasEnded).map(({ id }) => id));
    heardThrough = Math.max(heardThrough ?? -Infinity, getLastInstant(found));
  }

  /** What had ended before the page looked is nothing that it missed. */
  async function begin(): Promise<void> {
    const found = await findJobs();
    if (found) remember(found);
  }

  async function catchUp(): Promise<void> {
    if (heardThrough === null) return begin();
    const since = heardThrough;
    const found = await findJobs();
    if (!found) return;
    const isActive = ({ id, store }: LiveJobFragment) => {
      const { running, queued } = jobs.getStore(store.code);
      return running?.id === id || queued?.id === id;
    };
    const unknown = found.filter((job) => !past.has(job.id) || isActive(job));
    for (const job of selectMissed(unknown, since, isActive)) jobs.take({ job });
    remember(found);
  }

  function listen(): void {
    if (isStopped) return;
    unsubscribe();
    let isOver = false;
    const again = (error?: CombinedError) => {
      if (isOver || isStopped) return;
      isOver = true;
      failures += 1;
      timer = setTimeout(
        () => {
          listen();
          void catchUp();
        },
        pauseMs(failures, error ? describeError(error) : NO_HURRY),
      );
    };
    const subscription = pipe(
      client.subscription(EVENTS, {}),
      // a stream that ends, well or not, is asked for anew
      onEnd(() => again()),
      subscribe(({ data, error }) => {
        if (error) return again(error);
        failures = 0;
        if (!data) return;
        const event = data.retrainEvents;
        heardThrough = Math.max(heardThrough ?? -Infinity, Date.parse(event.at));
        jobs.take({ job: event.job, promoted: "promoted" in event ? event.promoted : null });
      }),
    );
    unsubscribe = () => {
      isOver = true;
      subscription.unsubscribe();
    };
  }

  listen();
  void begin();
  const leave = onReconnected(() => void catchUp());
  return () => {
    isStopped = true;
    clearTimeout(timer);
    leave();
    unsubscribe();
  };
}
