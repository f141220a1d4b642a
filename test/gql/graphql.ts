/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What pinned a champion, hence what may move it. */
export type ChampionPinKind =
  /** A person: only a person unpins it or promotes another. */
  | 'PERSON'
  /** A rollback: a person, or a challenger with a strictly smaller error on the same days. */
  | 'ROLLBACK';

/** Why a store does not trade on a day. */
export type ClosedReason =
  /** A public holiday on which the store has not traded before. */
  | 'HOLIDAY'
  /** A planned row says so. */
  | 'PLANNED'
  /** A weekday on which the store has not traded lately. */
  | 'WEEKDAY';

/** Half-open range of days, at most 90. */
export type DateWindowInput = {
  /** First day; for forecasts, today in the store's time zone by default. */
  from?: string | null | undefined;
  /** Day after the last; `from` + 7 days by default. */
  to?: string | null | undefined;
};

/** Whether a forecast can be trusted. */
export type ForecastStatus =
  /** The points are the baseline's: no model fits or can be served yet, or the baseline did better on the store's own backtest. */
  | 'BASELINE'
  /** The champion is trained on all data there is. */
  | 'READY'
  /** A retrain is advised; `staleReasons` says why. */
  | 'STALE'
  /** Nothing to forecast from: `points` is empty. */
  | 'UNTRAINED';

/** What a version is for. */
export type ModelRole =
  /** Newest version that was not promoted, while it is newer than the champion. */
  | 'CHALLENGER'
  /** Serves forecasts; at most one a store. */
  | 'CHAMPION'
  /** Any other version, kept for rollback. */
  | 'RETIRED';

/** Stage of a retrain batch. */
export type RetrainBatchStatus =
  /** Cancelled; jobs that ran by then may still run. */
  | 'CANCELLED'
  /** All its jobs and its run have ended. */
  | 'FINISHED'
  /** A job of it waits or runs, or its run in MLflow has not ended. */
  | 'RUNNING';

/** Kinds of training failure. */
export type RetrainFailureCode =
  /** The optimizer found no finite solution. */
  | 'FIT_FAILED'
  /** Fewer days than the model needs. */
  | 'NOT_ENOUGH_DATA'
  /** The registry did not store the version. */
  | 'REGISTRY_UNAVAILABLE'
  /** Past the attempt's time limit. */
  | 'TIMED_OUT'
  /** The worker thread died. */
  | 'WORKER_CRASHED';

/** What became of a retrain request. */
export type RetrainOutcome =
  /** A queued job, or a running one with the same data, answers it. */
  | 'DEDUPLICATED'
  /** A new job was queued. */
  | 'ENQUEUED'
  /** The newest version has seen all data; no job. */
  | 'UP_TO_DATE';

/** Stage of a retrain job. */
export type RetrainStatus =
  /** Ended before it ran: every batch that asked for it was cancelled. */
  | 'CANCELLED'
  /** Gave up; see `failure`. */
  | 'FAILED'
  /** Waiting for a worker. */
  | 'QUEUED'
  /** Training. */
  | 'RUNNING'
  /** A new version exists. */
  | 'SUCCEEDED';

/** Why a retrain was asked for. */
export type RetrainTrigger =
  /** The store had data and no model. */
  | 'FIRST_TRAINING'
  /** Days were imported or corrected. */
  | 'NEW_DATA'
  /** A person asked, by mutation or command line. */
  | 'PERSON'
  /** Its time had come. */
  | 'SCHEDULE';

/** Why a retrain is advised. */
export type StaleReason =
  /** Its live error is well above its backtest's. */
  | 'ACCURACY_DRIFT'
  /** The window reaches further past `trainedThrough` than was backtested. */
  | 'BEYOND_HORIZON'
  /** Days already seen were corrected. */
  | 'CHANGED_DATA'
  /** Days were observed that the champion has not seen. */
  | 'NEW_DATA';

/** Narrows a list of stores: fields AND together, list items OR; null is no constraint, an empty list matches none. */
export type StoreFilterInput = {
  /** Keep stores of these regions. */
  regionIds?: Array<string | number> | null | undefined;
  /** Keep these stores, by id or code. */
  storeIds?: Array<string | number> | null | undefined;
};

/** Kinds of refusal. */
export type UserErrorCode =
  /** It is the champion already. */
  | 'ALREADY_CHAMPION'
  /** Nothing of the batch is left to cancel. */
  | 'BATCH_FINISHED'
  /** No such retrain batch. */
  | 'BATCH_NOT_FOUND'
  /** The filter names no store or region. */
  | 'EMPTY_FILTER'
  /** No such version. */
  | 'MODEL_VERSION_NOT_FOUND'
  /** It is not the champion, or not any more. */
  | 'NOT_CHAMPION'
  /** The champion is not pinned. */
  | 'NOT_PINNED'
  /** The store has no champion. */
  | 'NO_CHAMPION'
  /** There is no earlier champion. */
  | 'NO_PREVIOUS_CHAMPION'
  /** No such region. */
  | 'REGION_NOT_FOUND'
  /** No such store. */
  | 'STORE_NOT_FOUND'
  /** More stores than one request may name. */
  | 'TOO_MANY_STORES';

export type ChaosRetrainMutationVariables = Exact<{
  storeIds: Array<string | number> | string | number;
}>;


export type ChaosRetrainMutation = { storesRetrain: { results: Array<{ job: { id: string } | null }>, userErrors: Array<{ message: string }> } | null };

export type BatchQueryVariables = Exact<{
  id: string | number;
  first?: number;
  after?: string | null | undefined;
}>;


export type BatchQuery = { retrainBatch: { id: string, requestedBy: string, trigger: RetrainTrigger, requestedAt: string, status: RetrainBatchStatus, progress: number, finishedAt: string | null, cancelledAt: string | null, cancelledBy: string | null, expectedFinish: string | null, detailsUrl: string | null, counts: { stores: number, upToDate: number, queued: number, running: number, succeeded: number, failed: number, cancelled: number }, stores: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ outcome: RetrainOutcome, isWithdrawn: boolean, store: { code: string }, job: { id: string, status: RetrainStatus } | null }> } } | null };

export type BatchesQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type BatchesQuery = { retrainBatches: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ requestedBy: string, progress: number, counts: { stores: number }, stores: { nodes: Array<{ store: { code: string }, job: { trigger: RetrainTrigger, requestedBy: string, batch: { id: string } } | null }> } }> } };

export type AskForBatchMutationVariables = Exact<{
  filter: StoreFilterInput;
}>;


export type AskForBatchMutation = { storesRetrain: { batch: { id: string, requestedBy: string, trigger: RetrainTrigger, status: RetrainBatchStatus, counts: { stores: number, queued: number } } | null, results: Array<{ job: { trigger: RetrainTrigger, requestedBy: string, batch: { id: string } } | null }>, userErrors: Array<{ code: UserErrorCode, message: string }> } | null };

export type CancelMutationVariables = Exact<{
  batchId: string | number;
}>;


export type CancelMutation = { retrainBatchCancel: { batch: { id: string, status: RetrainBatchStatus, cancelledBy: string | null } | null, userErrors: Array<{ code: UserErrorCode, field: Array<string> | null, message: string }> } | null };

export type FleetViewQueryVariables = Exact<{ [key: string]: never; }>;


export type FleetViewQuery = { fleet: { stores: number, trained: number, untrained: number, baseline: number, stale: number, queued: number, running: number, failedLastDay: number, oldestWaitSeconds: number | null, runsPerMinute: number, expectedFinish: string | null, staleReasons: Array<{ reason: StaleReason, stores: number }>, openBatches: { totalCount: number, nodes: Array<{ id: string, progress: number }> } } };

export type ForecastsCallsQueryVariables = Exact<{
  first: number;
}>;


export type ForecastsCallsQuery = { forecasts: { nodes: Array<{ totalYhat: number, modelVersion: { version: number, role: ModelRole, store: { code: string } } | null, retrainJob: { id: string } | null, store: { code: string, region: { name: string } } } | null> } };

export type StoresCallsQueryVariables = Exact<{
  first: number;
}>;


export type StoresCallsQuery = { stores: { nodes: Array<{ forecast: { points: Array<{ yhat: number }>, store: { code: string } } | null, region: { name: string, stores: { totalCount: number } }, champion: { version: number, detailsUrl: string | null } | null, modelVersions: { totalCount: number }, activeRetrainJobs: Array<{ id: string }>, sales: Array<{ y: number | null }>, lastWeek: Array<{ y: number | null }> }> } };

export type ChosenCallsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type ChosenCallsQuery = { forecasts: { nodes: Array<{ points: Array<{ yhat: number }> } | null> } };

export type JobsCallsQueryVariables = Exact<{ [key: string]: never; }>;


export type JobsCallsQuery = { retrainJobs: { nodes: Array<{ modelVersion: { backtest: { skill: number | null } | null } | null, store: { champion: { version: number } | null, forecast: { totalYhat: number } | null } }> } };

export type FleetQueryVariables = Exact<{
  first: number;
}>;


export type FleetQuery = { forecasts: { totalCount: number, nodes: Array<{ status: ForecastStatus, totalYhat: number, store: { code: string, region: { name: string } }, modelVersion: { version: number } | null, retrainJob: { id: string } | null } | null> } };

export type EverythingQueryVariables = Exact<{
  first: number;
}>;


export type EverythingQuery = { stores: { nodes: Array<{ code: string, forecast: { points: Array<{ date: string, isOpen: boolean, yhat: number }> } | null, region: { stores: { totalCount: number } }, champion: { role: ModelRole } | null, activeRetrainJobs: Array<{ id: string }>, sales: Array<{ y: number | null }>, week: Array<{ date: string, y: number | null, events: Array<string> }> }> } };

export type FleetOfDatabaseQueryVariables = Exact<{ [key: string]: never; }>;


export type FleetOfDatabaseQuery = { fleet: { stores: number, trained: number, untrained: number, baseline: number, stale: number, queued: number, running: number, oldestWaitSeconds: number | null, expectedFinish: string | null, staleReasons: Array<{ reason: StaleReason }> } };

export type RetrainOneMutationVariables = Exact<{ [key: string]: never; }>;


export type RetrainOneMutation = { storesRetrain: { results: Array<{ outcome: RetrainOutcome, job: { id: string } | null }>, userErrors: Array<{ code: UserErrorCode }> } | null };

export type JobsOfOneQueryVariables = Exact<{ [key: string]: never; }>;


export type JobsOfOneQuery = { retrainJobs: { totalCount: number, nodes: Array<{ id: string, status: RetrainStatus, requestCount: number, store: { code: string } }> } };

export type QueuedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type QueuedSubscription = { retrainEvents:
    | { __typename: 'RetrainCancelled', job: { id: string, status: RetrainStatus, store: { code: string } } }
    | { __typename: 'RetrainFailed', job: { id: string, status: RetrainStatus, store: { code: string } } }
    | { __typename: 'RetrainQueued', job: { id: string, status: RetrainStatus, store: { code: string } } }
    | { __typename: 'RetrainRunning', job: { id: string, status: RetrainStatus, store: { code: string } } }
    | { __typename: 'RetrainSucceeded', job: { id: string, status: RetrainStatus, store: { code: string } } }
   };

export type WatchSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type WatchSubscription = { retrainEvents:
    | { at: string }
    | { at: string }
    | { at: string }
    | { at: string }
    | { at: string }
   };

export type RetrainMutationVariables = Exact<{
  filter: StoreFilterInput;
  force?: boolean;
}>;


export type RetrainMutation = { storesRetrain: { results: Array<{ outcome: RetrainOutcome, store: { code: string, activeRetrainJobs: Array<{ status: RetrainStatus, requestCount: number }> }, job: { status: RetrainStatus, progress: number, attempts: number, requestCount: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, modelVersion: { version: number } | null, failure: { code: RetrainFailureCode, message: string, isRetryable: boolean } | null, store: { code: string } } | null }>, userErrors: Array<{ field: Array<string> | null, message: string, code: UserErrorCode }> } | null };

export type JobsQueryVariables = Exact<{
  filter?: StoreFilterInput | null | undefined;
  statuses?: Array<RetrainStatus> | RetrainStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type JobsQuery = { retrainJobs: { totalCount: number, nodes: Array<{ status: RetrainStatus, store: { code: string }, modelVersion: { version: number, store: { code: string } } | null, failure: { code: RetrainFailureCode, message: string, isRetryable: boolean } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PromoteMutationVariables = Exact<{
  id: string | number;
  reason?: string | null | undefined;
}>;


export type PromoteMutation = { modelVersionPromote: { champion: { version: number, role: ModelRole } | null, previousChampion: { version: number, role: ModelRole } | null, userErrors: Array<{ field: Array<string> | null, message: string, code: UserErrorCode }> } | null };

export type RollbackMutationVariables = Exact<{
  store: string | number;
  reason?: string | null | undefined;
  from?: string | number | null | undefined;
}>;


export type RollbackMutation = { championRollback: { champion: { version: number, role: ModelRole } | null, previousChampion: { version: number, role: ModelRole } | null, userErrors: Array<{ field: Array<string> | null, message: string, code: UserErrorCode }> } | null };

export type PinMutationVariables = Exact<{
  store: string | number;
  reason?: string | null | undefined;
}>;


export type PinMutation = { championPin: { store: { championPin: { kind: ChampionPinKind, by: string | null, at: string | null, reason: string | null } | null } | null, userErrors: Array<{ field: Array<string> | null, message: string, code: UserErrorCode }> } | null };

export type UnpinMutationVariables = Exact<{
  store: string | number;
}>;


export type UnpinMutation = { championUnpin: { store: { championPin: { kind: ChampionPinKind } | null } | null, userErrors: Array<{ field: Array<string> | null, message: string, code: UserErrorCode }> } | null };

export type NotesQueryVariables = Exact<{
  store: string | number;
}>;


export type NotesQuery = { store: { championPin: { kind: ChampionPinKind, reason: string | null } | null, modelVersions: { nodes: Array<{ version: number, role: ModelRole, promotion: { by: string | null, reason: string | null } | null, rollback: { by: string | null, reason: string | null } | null }> } } | null };

export type ServedQueryVariables = Exact<{
  store: string | number;
}>;


export type ServedQuery = { store: { champion: { version: number } | null, forecast: { modelVersion: { version: number } | null } | null } | null };

export type StoreQueryVariables = Exact<{
  id: string | number;
}>;


export type StoreQuery = { store: { __typename: 'Store', id: string, code: string, name: string, timeZone: string, dataThrough: string | null, attributes: Array<{ name: string, value: string }>, region: { name: string, stores: { totalCount: number, nodes: Array<{ code: string }> } }, champion: { id: string, version: number, role: ModelRole, trainedAt: string, trainedThrough: string, detailsUrl: string | null, store: { code: string }, backtest: { horizon: number, cutoffs: Array<string>, skill: number | null, metrics: { mae: number, wape: number | null, mape: number | null }, baseline: { mae: number } } | null } | null } | null };

export type StoresQueryVariables = Exact<{
  filter?: StoreFilterInput | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type StoresQuery = { stores: { totalCount: number, edges: Array<{ cursor: string, node: { code: string } }>, nodes: Array<{ id: string, code: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FleetColumnsQueryVariables = Exact<{
  window?: DateWindowInput | null | undefined;
  decimals?: number | null | undefined;
}>;


export type FleetColumnsQuery = { forecasts: { columns: { id: (string | number | null)[], name: (string | number | null)[], status: (string | number | null)[], version: (string | number | null)[], date: string[], yhat: (number | null)[][], lower: (number | null)[][], upper: (number | null)[][] }, nodes: Array<{ columns: { yhat: number[] } } | null> } };

export type ForecastsQueryVariables = Exact<{
  filter?: StoreFilterInput | null | undefined;
  window?: DateWindowInput | null | undefined;
  level?: number;
}>;


export type ForecastsQuery = { forecasts: { totalCount: number, edges: Array<{ cursor: string, node: { status: ForecastStatus } | null }>, nodes: Array<{ status: ForecastStatus, staleReasons: Array<StaleReason>, trainedThrough: string | null, level: number, totalYhat: number, store: { code: string }, window: { from: string, to: string }, points: Array<{ date: string, isOpen: boolean, closedReason: ClosedReason | null, isAssumed: boolean, yhat: number, lower: number, upper: number, components: Array<{ name: string, value: number }> }>, columns: { date: string[], yhat: number[], lower: number[], upper: number[] }, modelVersion: { version: number } | null, retrainJob: { id: string } | null } | null> } };

export type SalesQueryVariables = Exact<{
  window?: DateWindowInput | null | undefined;
}>;


export type SalesQuery = { store: { sales: Array<{ date: string, y: number | null, isOpen: boolean, holiday: string | null, events: Array<string> }> } | null };

export type EarlierTotalsQueryVariables = Exact<{
  window?: DateWindowInput | null | undefined;
  daysEarlier?: number | null | undefined;
}>;


export type EarlierTotalsQuery = { forecasts: { nodes: Array<{ lastWeek: number | null, earlier: number | null } | null> } };

export type BacktestFoldsQueryVariables = Exact<{ [key: string]: never; }>;


export type BacktestFoldsQuery = { stores: { nodes: Array<{ champion: { backtest: { folds: Array<{ cutoff: string, wape: number | null, baselineWape: number | null, points: Array<{ date: string, y: number, yhat: number, lower: number, upper: number }> }> | null } | null } | null }> } };

export type NodeQueryVariables = Exact<{
  id: string | number;
}>;


export type NodeQuery = { node:
    | { __typename: 'ModelVersion', version: number, id: string, store: { code: string } }
    | { __typename: 'Region', name: string, id: string }
    | { __typename: 'RetrainBatch', id: string }
    | { __typename: 'RetrainJob', status: RetrainStatus, id: string }
    | { __typename: 'Store', code: string, id: string }
   | null };

export type VersionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type VersionsQuery = { store: { modelVersions: { totalCount: number, nodes: Array<{ version: number, role: ModelRole }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RegionsQueryVariables = Exact<{ [key: string]: never; }>;


export type RegionsQuery = { regions: Array<{ id: string, name: string, stores: { totalCount: number, nodes: Array<{ code: string }> } }> };

export type RetrainEventsSubscriptionVariables = Exact<{
  filter?: StoreFilterInput | null | undefined;
}>;


export type RetrainEventsSubscription = { retrainEvents:
    | { __typename: 'RetrainCancelled', at: string, job: { id: string, status: RetrainStatus, requestCount: number, store: { code: string, champion: { version: number } | null } } }
    | { __typename: 'RetrainFailed', willRetry: boolean, at: string, failure: { code: RetrainFailureCode, isRetryable: boolean }, job: { id: string, status: RetrainStatus, requestCount: number, store: { code: string, champion: { version: number } | null } } }
    | { __typename: 'RetrainQueued', at: string, job: { id: string, status: RetrainStatus, requestCount: number, store: { code: string, champion: { version: number } | null } } }
    | { __typename: 'RetrainRunning', progress: number, at: string, job: { id: string, status: RetrainStatus, requestCount: number, store: { code: string, champion: { version: number } | null } } }
    | { __typename: 'RetrainSucceeded', promoted: boolean, at: string, modelVersion: { version: number, backtest: { skill: number | null } | null }, job: { id: string, status: RetrainStatus, requestCount: number, store: { code: string, champion: { version: number } | null } } }
   };

export type BurstSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type BurstSubscription = { retrainEvents:
    | { job: { id: string } }
    | { job: { id: string } }
    | { job: { id: string } }
    | { job: { id: string } }
    | { job: { id: string } }
   };

export type ServedVersionQueryVariables = Exact<{ [key: string]: never; }>;


export type ServedVersionQuery = { store: { forecast: { modelVersion: { version: number } | null } | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const ChaosRetrainDocument = new TypedDocumentString(`
    mutation ChaosRetrain($storeIds: [ID!]!) {
  storesRetrain(input: {filter: {storeIds: $storeIds}, force: true}) {
    results {
      job {
        id
      }
    }
    userErrors {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ChaosRetrainMutation, ChaosRetrainMutationVariables>;
export const BatchDocument = new TypedDocumentString(`
    query Batch($id: ID!, $first: Int! = 50, $after: String) {
  retrainBatch(id: $id) {
    id
    requestedBy
    trigger
    requestedAt
    status
    progress
    finishedAt
    cancelledAt
    cancelledBy
    expectedFinish
    detailsUrl
    counts {
      stores
      upToDate
      queued
      running
      succeeded
      failed
      cancelled
    }
    stores(first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        outcome
        isWithdrawn
        store {
          code
        }
        job {
          id
          status
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BatchQuery, BatchQueryVariables>;
export const BatchesDocument = new TypedDocumentString(`
    query Batches($first: Int!, $after: String) {
  retrainBatches(first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      requestedBy
      progress
      counts {
        stores
      }
      stores(first: 2) {
        nodes {
          store {
            code
          }
          job {
            batch {
              id
            }
            trigger
            requestedBy
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BatchesQuery, BatchesQueryVariables>;
export const AskForBatchDocument = new TypedDocumentString(`
    mutation AskForBatch($filter: StoreFilterInput!) {
  storesRetrain(input: {filter: $filter}) {
    batch {
      id
      requestedBy
      trigger
      status
      counts {
        stores
        queued
      }
    }
    results {
      job {
        trigger
        requestedBy
        batch {
          id
        }
      }
    }
    userErrors {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<AskForBatchMutation, AskForBatchMutationVariables>;
export const CancelDocument = new TypedDocumentString(`
    mutation Cancel($batchId: ID!) {
  retrainBatchCancel(input: {batchId: $batchId}) {
    batch {
      id
      status
      cancelledBy
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CancelMutation, CancelMutationVariables>;
export const FleetViewDocument = new TypedDocumentString(`
    query FleetView {
  fleet {
    stores
    trained
    untrained
    baseline
    stale
    staleReasons {
      reason
      stores
    }
    queued
    running
    failedLastDay
    oldestWaitSeconds
    runsPerMinute
    expectedFinish
    openBatches {
      totalCount
      nodes {
        id
        progress
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FleetViewQuery, FleetViewQueryVariables>;
export const ForecastsCallsDocument = new TypedDocumentString(`
    query ForecastsCalls($first: Int!) {
  forecasts(first: $first) {
    nodes {
      totalYhat
      modelVersion {
        version
        role
        store {
          code
        }
      }
      retrainJob {
        id
      }
      store {
        code
        region {
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ForecastsCallsQuery, ForecastsCallsQueryVariables>;
export const StoresCallsDocument = new TypedDocumentString(`
    query StoresCalls($first: Int!) {
  stores(first: $first) {
    nodes {
      forecast {
        points {
          yhat
        }
        store {
          code
        }
      }
      region {
        name
        stores {
          totalCount
        }
      }
      champion {
        version
        detailsUrl
      }
      modelVersions(first: 3) {
        totalCount
      }
      activeRetrainJobs {
        id
      }
      sales {
        y
      }
      lastWeek: sales(window: {from: "2015-07-20", to: "2015-07-27"}) {
        y
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StoresCallsQuery, StoresCallsQueryVariables>;
export const ChosenCallsDocument = new TypedDocumentString(`
    query ChosenCalls($ids: [ID!]!) {
  forecasts(filter: {storeIds: $ids, regionIds: ["HE", "BW"]}) {
    nodes {
      points {
        yhat
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ChosenCallsQuery, ChosenCallsQueryVariables>;
export const JobsCallsDocument = new TypedDocumentString(`
    query JobsCalls {
  retrainJobs(first: 60) {
    nodes {
      modelVersion {
        backtest {
          skill
        }
      }
      store {
        champion {
          version
        }
        forecast {
          totalYhat
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobsCallsQuery, JobsCallsQueryVariables>;
export const FleetDocument = new TypedDocumentString(`
    query Fleet($first: Int!) {
  forecasts(first: $first) {
    totalCount
    nodes {
      status
      totalYhat
      store {
        code
        region {
          name
        }
      }
      modelVersion {
        version
      }
      retrainJob {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FleetQuery, FleetQueryVariables>;
export const EverythingDocument = new TypedDocumentString(`
    query Everything($first: Int!) {
  stores(first: $first) {
    nodes {
      code
      forecast {
        points {
          date
          isOpen
          yhat
        }
      }
      region {
        stores(first: 1) {
          totalCount
        }
      }
      champion {
        role
      }
      activeRetrainJobs {
        id
      }
      sales {
        y
      }
      week: sales(window: {from: "2015-06-01", to: "2015-06-08"}) {
        date
        y
        events
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EverythingQuery, EverythingQueryVariables>;
export const FleetOfDatabaseDocument = new TypedDocumentString(`
    query FleetOfDatabase {
  fleet {
    stores
    trained
    untrained
    baseline
    stale
    staleReasons {
      reason
    }
    queued
    running
    oldestWaitSeconds
    expectedFinish
  }
}
    `) as unknown as TypedDocumentString<FleetOfDatabaseQuery, FleetOfDatabaseQueryVariables>;
export const RetrainOneDocument = new TypedDocumentString(`
    mutation RetrainOne {
  storesRetrain(input: {filter: {storeIds: ["7"]}, force: true}) {
    results {
      outcome
      job {
        id
      }
    }
    userErrors {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<RetrainOneMutation, RetrainOneMutationVariables>;
export const JobsOfOneDocument = new TypedDocumentString(`
    query JobsOfOne {
  retrainJobs(filter: {storeIds: ["7"]}) {
    totalCount
    nodes {
      id
      status
      requestCount
      store {
        code
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobsOfOneQuery, JobsOfOneQueryVariables>;
export const QueuedDocument = new TypedDocumentString(`
    subscription Queued {
  retrainEvents(filter: {storeIds: ["7"]}) {
    __typename
    job {
      id
      status
      store {
        code
      }
    }
  }
}
    `) as unknown as TypedDocumentString<QueuedSubscription, QueuedSubscriptionVariables>;
export const WatchDocument = new TypedDocumentString(`
    subscription Watch {
  retrainEvents {
    at
  }
}
    `) as unknown as TypedDocumentString<WatchSubscription, WatchSubscriptionVariables>;
export const RetrainDocument = new TypedDocumentString(`
    mutation Retrain($filter: StoreFilterInput!, $force: Boolean! = false) {
  storesRetrain(input: {filter: $filter, force: $force}) {
    results {
      outcome
      store {
        code
        activeRetrainJobs {
          status
          requestCount
        }
      }
      job {
        status
        progress
        attempts
        requestCount
        queuedAt
        startedAt
        finishedAt
        modelVersion {
          version
        }
        failure {
          code
          message
          isRetryable
        }
        store {
          code
        }
      }
    }
    userErrors {
      field
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<RetrainMutation, RetrainMutationVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs($filter: StoreFilterInput, $statuses: [RetrainStatus!], $first: Int, $after: String) {
  retrainJobs(filter: $filter, statuses: $statuses, first: $first, after: $after) {
    nodes {
      status
      store {
        code
      }
      modelVersion {
        version
        store {
          code
        }
      }
      failure {
        code
        message
        isRetryable
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
}
    `) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const PromoteDocument = new TypedDocumentString(`
    mutation Promote($id: ID!, $reason: String) {
  modelVersionPromote(input: {modelVersionId: $id, reason: $reason}) {
    champion {
      version
      role
    }
    previousChampion {
      version
      role
    }
    userErrors {
      field
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<PromoteMutation, PromoteMutationVariables>;
export const RollbackDocument = new TypedDocumentString(`
    mutation Rollback($store: ID!, $reason: String, $from: ID) {
  championRollback(
    input: {storeId: $store, reason: $reason, modelVersionId: $from}
  ) {
    champion {
      version
      role
    }
    previousChampion {
      version
      role
    }
    userErrors {
      field
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<RollbackMutation, RollbackMutationVariables>;
export const PinDocument = new TypedDocumentString(`
    mutation Pin($store: ID!, $reason: String) {
  championPin(input: {storeId: $store, reason: $reason}) {
    store {
      championPin {
        kind
        by
        at
        reason
      }
    }
    userErrors {
      field
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<PinMutation, PinMutationVariables>;
export const UnpinDocument = new TypedDocumentString(`
    mutation Unpin($store: ID!) {
  championUnpin(input: {storeId: $store}) {
    store {
      championPin {
        kind
      }
    }
    userErrors {
      field
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<UnpinMutation, UnpinMutationVariables>;
export const NotesDocument = new TypedDocumentString(`
    query Notes($store: ID!) {
  store(id: $store) {
    championPin {
      kind
      reason
    }
    modelVersions(first: 5) {
      nodes {
        version
        role
        promotion {
          by
          reason
        }
        rollback {
          by
          reason
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<NotesQuery, NotesQueryVariables>;
export const ServedDocument = new TypedDocumentString(`
    query Served($store: ID!) {
  store(id: $store) {
    champion {
      version
    }
    forecast {
      modelVersion {
        version
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ServedQuery, ServedQueryVariables>;
export const StoreDocument = new TypedDocumentString(`
    query Store($id: ID!) {
  store(id: $id) {
    __typename
    id
    code
    name
    timeZone
    dataThrough
    attributes {
      name
      value
    }
    region {
      name
      stores(first: 2) {
        nodes {
          code
        }
        totalCount
      }
    }
    champion {
      id
      version
      role
      trainedAt
      trainedThrough
      detailsUrl
      store {
        code
      }
      backtest {
        horizon
        cutoffs
        skill
        metrics {
          mae
          wape
          mape
        }
        baseline {
          mae
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StoreQuery, StoreQueryVariables>;
export const StoresDocument = new TypedDocumentString(`
    query Stores($filter: StoreFilterInput, $first: Int, $after: String) {
  stores(filter: $filter, first: $first, after: $after) {
    edges {
      cursor
      node {
        code
      }
    }
    nodes {
      id
      code
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
}
    `) as unknown as TypedDocumentString<StoresQuery, StoresQueryVariables>;
export const FleetColumnsDocument = new TypedDocumentString(`
    query FleetColumns($window: DateWindowInput, $decimals: Int) {
  forecasts(window: $window) {
    columns(decimals: $decimals) {
      id
      name
      status
      version
      date
      yhat
      lower
      upper
    }
    nodes {
      columns(decimals: $decimals) {
        yhat
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FleetColumnsQuery, FleetColumnsQueryVariables>;
export const ForecastsDocument = new TypedDocumentString(`
    query Forecasts($filter: StoreFilterInput, $window: DateWindowInput, $level: Float! = 0.8) {
  forecasts(filter: $filter, window: $window, level: $level) {
    totalCount
    edges {
      cursor
      node {
        status
      }
    }
    nodes {
      store {
        code
      }
      status
      staleReasons
      trainedThrough
      level
      window {
        from
        to
      }
      totalYhat
      points {
        date
        isOpen
        closedReason
        isAssumed
        yhat
        lower
        upper
        components {
          name
          value
        }
      }
      columns {
        date
        yhat
        lower
        upper
      }
      modelVersion {
        version
      }
      retrainJob {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ForecastsQuery, ForecastsQueryVariables>;
export const SalesDocument = new TypedDocumentString(`
    query Sales($window: DateWindowInput) {
  store(id: "1") {
    sales(window: $window) {
      date
      y
      isOpen
      holiday
      events
    }
  }
}
    `) as unknown as TypedDocumentString<SalesQuery, SalesQueryVariables>;
export const EarlierTotalsDocument = new TypedDocumentString(`
    query EarlierTotals($window: DateWindowInput, $daysEarlier: Int) {
  forecasts(window: $window, filter: {storeIds: ["1", "2"]}) {
    nodes {
      lastWeek: earlierTotal
      earlier: earlierTotal(daysEarlier: $daysEarlier)
    }
  }
}
    `) as unknown as TypedDocumentString<EarlierTotalsQuery, EarlierTotalsQueryVariables>;
export const BacktestFoldsDocument = new TypedDocumentString(`
    query BacktestFolds {
  stores(first: 2) {
    nodes {
      champion {
        backtest {
          folds {
            cutoff
            wape
            baselineWape
            points {
              date
              y
              yhat
              lower
              upper
            }
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BacktestFoldsQuery, BacktestFoldsQueryVariables>;
export const NodeDocument = new TypedDocumentString(`
    query Node($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on Store {
      code
    }
    ... on Region {
      name
    }
    ... on ModelVersion {
      version
      store {
        code
      }
    }
    ... on RetrainJob {
      status
    }
  }
}
    `) as unknown as TypedDocumentString<NodeQuery, NodeQueryVariables>;
export const VersionsDocument = new TypedDocumentString(`
    query Versions($first: Int, $after: String) {
  store(id: "5") {
    modelVersions(first: $first, after: $after) {
      nodes {
        version
        role
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<VersionsQuery, VersionsQueryVariables>;
export const RegionsDocument = new TypedDocumentString(`
    query Regions {
  regions {
    id
    name
    stores(first: 1) {
      nodes {
        code
      }
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<RegionsQuery, RegionsQueryVariables>;
export const RetrainEventsDocument = new TypedDocumentString(`
    subscription RetrainEvents($filter: StoreFilterInput) {
  retrainEvents(filter: $filter) {
    __typename
    at
    job {
      id
      status
      requestCount
      store {
        code
        champion {
          version
        }
      }
    }
    ... on RetrainRunning {
      progress
    }
    ... on RetrainSucceeded {
      promoted
      modelVersion {
        version
        backtest {
          skill
        }
      }
    }
    ... on RetrainFailed {
      willRetry
      failure {
        code
        isRetryable
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RetrainEventsSubscription, RetrainEventsSubscriptionVariables>;
export const BurstDocument = new TypedDocumentString(`
    subscription Burst {
  retrainEvents {
    job {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<BurstSubscription, BurstSubscriptionVariables>;
export const ServedVersionDocument = new TypedDocumentString(`
    query ServedVersion {
  store(id: "1") {
    forecast {
      modelVersion {
        version
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ServedVersionQuery, ServedVersionQueryVariables>;