import type { Client } from "@urql/core";
import { describeError } from "../api/problem-kind.js";
import { graphql } from "../gql/index.js";
import type { LiveJobFragment, StoreFilterInput } from "../gql/graphql.js";
import type { JobStore } from "../live/job-store.js";
import type { JobNews } from "../live/store-activity.js";
import { NEW_REQUEST, takeAnswer, type RefreshRequest } from "./refresh-request.js";
import { keyOf, planFilters, splitFilter, type RefreshTarget } from "./refresh-target.js";

const RETRAIN = graphql(`
  mutation RetrainStores($input: StoresRetrainInput!) {
    storesRetrain(input: $input) {
      batch {
        id
      }
      results {
        outcome
        store {
          id
          code
        }
        job {
          ...LiveJob
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`);

const CANCEL = graphql(`
  mutation CancelBatch($input: RetrainBatchCancelInput!) {
    retrainBatchCancel(input: $input) {
      batch {
        id
        ...RefreshBatch
      }
      userErrors {
        code
        message
      }
    }
  }
`);

/** A press whose jobs have all ended. */
export interface FinishedRefresh {
  target: RefreshTarget;
  ended: readonly JobNews[];
}

/** The jobs of a press that still go on, and those that have ended. */
interface Awaited {
  target: RefreshTarget;
  left: Set<string>;
  ended: JobNews[];
}

/** What was asked for in this window, for `useSyncExternalStore`: it outlives the rooms. */
export interface RefreshDesk {
  getRequest: (key: string) => RefreshRequest | null;
  subscribe: (onChange: () => void) => () => void;
  /** Asks for fresh models; while it is asked already, nothing is asked twice. */
  ask: (target: RefreshTarget) => Promise<void>;
  /** Trains those stores of a target that were found up to date. */
  force: (target: RefreshTarget) => Promise<void>;
  /** Withdraws what was asked for. @returns why the API refused, if it did */
  cancel: (batches: readonly string[]) => Promise<string | null>;
  /** Tells of each press when the last of its jobs has ended. */
  onFinished: (listener: (finished: FinishedRefresh) => void) => () => void;
}

interface Sending {
  /** Emptied as they are asked for. */
  filters: StoreFilterInput[];
  force: boolean;
  from?: RefreshRequest;
}

/** Whoever asks too often is asked to wait; longer than this they decide for themselves, s. */
const LONGEST_WAIT_S = 90;

/** @param wait resolves after so many milliseconds */
export function createRefreshDesk(
  client: Client,
  jobs: JobStore,
  wait: (ms: number) => Promise<void>,
): RefreshDesk {
  const requests = new Map<string, RefreshRequest>();
  const awaited = new Set<Awaited>();
  const listeners = new Set<(finished: FinishedRefresh) => void>();
  const watchers = new Set<() => void>();

  function put(key: string, request: RefreshRequest): void {
    requests.set(key, request);
    for (const watch of watchers) watch();
  }

  function end(press: Awaited, news: JobNews): void {
    if (!press.left.delete(news.job.id)) return;
    press.ended.push(news);
    if (press.left.size > 0) return;
    awaited.delete(press);
    for (const listen of listeners) listen(press);
  }

  jobs.onEnded((news) => {
    for (const press of awaited) end(press, news);
  });

  /** Waits for jobs; some may have ended before the answer that speaks of them came. */
  function follow(target: RefreshTarget, found: readonly LiveJobFragment[]): void {
    if (found.length === 0) return;
    const press = { target, left: new Set(found.map(({ id }) => id)), ended: [] };
    awaited.add(press);
    for (const { id, store } of found) {
      const { ended } = jobs.getStore(store.code);
      if (ended?.id === id) end(press, { job: ended, promoted: ended.promoted });
    }
  }

  /** @param from what the press goes on from, if it does */
  async function send(target: RefreshTarget, { filters, force, from = NEW_REQUEST }: Sending): Promise<void> {
    const key = keyOf(target);
    if (requests.get(key)?.isAsking) return;
    let request = from;
    const found: LiveJobFragment[] = [];
    put(key, request);
    for (let filter = filters.shift(); filter; filter = filters.shift()) {
      const { data, error } = await client.mutation(RETRAIN, { input: { filter, force } }).toPromise();
      const answer = data?.storesRetrain;
      if (!answer) {
        const problem = error ? describeError(error) : null;
        const waitS = problem?.kind === "rate-limited" ? problem.retryAfterSeconds : null;
        request = { ...request, problem };
        if (waitS === null || waitS > LONGEST_WAIT_S) break;
        put(key, request);
        filters.unshift(filter);
        await wait(waitS * 1_000);
        continue;
      }
      const isTooMuch = answer.userErrors.some(({ code }) => code === "TOO_MANY_STORES");
      const parts = isTooMuch ? splitFilter(filter) : [];
      filters.unshift(...parts);
      if (parts.length > 0) continue;
      request = takeAnswer({ ...request, problem: null }, answer);
      for (const { job } of answer.results) {
        if (!job) continue;
        found.push(job);
        jobs.take({ job });
      }
      put(key, request);
    }
    put(key, { ...request, isAsking: false });
    follow(target, found);
  }

  return {
    getRequest: (key) => requests.get(key) ?? null,
    subscribe(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
    onFinished(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ask: (target) => send(target, { filters: planFilters(target), force: false }),
    async force(target) {
      const last = requests.get(keyOf(target));
      if (!last || last.upToDate.length === 0) return;
      const filters = planFilters({ kind: "stores", codes: last.upToDate });
      // the others' jobs go on, and are told with these
      const from = { ...last, isAsking: true, upToDate: [], refusal: null, problem: null };
      await send(target, { filters, force: true, from });
    },
    async cancel(batches) {
      for (const batchId of batches) {
        const { data, error } = await client.mutation(CANCEL, { input: { batchId } }).toPromise();
        const [refusal] = data?.retrainBatchCancel?.userErrors ?? [];
        if (refusal && refusal.code !== "BATCH_FINISHED") return refusal.message;
        if (error) return describeError(error).message ?? error.message;
      }
      return null;
    },
  };
}
