/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment LiveJob on RetrainJob {\n    id\n    status\n    attempts\n    progress\n    requestCount\n    queuedAt\n    finishedAt\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n  }\n": typeof types.LiveJobFragmentDoc,
    "\n  subscription RetrainEvents {\n    retrainEvents {\n      at\n      job {\n        ...LiveJob\n      }\n      ... on RetrainSucceeded {\n        promoted\n      }\n    }\n  }\n": typeof types.RetrainEventsDocument,
    "\n  query MissedJobs($codes: [ID!]!, $first: Int!) {\n    ofStores: retrainJobs(filter: { storeIds: $codes }, first: $first) {\n      nodes {\n        ...LiveJob\n      }\n    }\n    newest: retrainJobs(first: 200) {\n      nodes {\n        ...LiveJob\n      }\n    }\n  }\n": typeof types.MissedJobsDocument,
    "\n  mutation RetrainStores($input: StoresRetrainInput!) {\n    storesRetrain(input: $input) {\n      batch {\n        id\n      }\n      results {\n        outcome\n        store {\n          id\n          code\n        }\n        job {\n          ...LiveJob\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RetrainStoresDocument,
    "\n  mutation CancelBatch($input: RetrainBatchCancelInput!) {\n    retrainBatchCancel(input: $input) {\n      batch {\n        id\n        ...RefreshBatch\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CancelBatchDocument,
    "\n  fragment RefreshBatch on RetrainBatch {\n    id\n    status\n    progress\n    expectedFinish\n    counts {\n      stores\n      upToDate\n      queued\n      running\n      succeeded\n      failed\n      cancelled\n    }\n  }\n": typeof types.RefreshBatchFragmentDoc,
    "\n  query RefreshBatch($id: ID!) {\n    retrainBatch(id: $id) {\n      ...RefreshBatch\n    }\n  }\n": typeof types.RefreshBatchDocument,
    "\n  fragment ActiveJob on RetrainJob {\n    id\n    status\n    progress\n    attempts\n    requestCount\n    queuedAt\n    startedAt\n    requestedBy\n    trigger\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n  }\n": typeof types.ActiveJobFragmentDoc,
    "\n  query Activity {\n    fleet {\n      queued\n      running\n      failedLastDay\n      runsPerMinute\n      expectedFinish\n    }\n    running: retrainJobs(first: 64, statuses: [RUNNING]) {\n      nodes {\n        ...ActiveJob\n      }\n    }\n    queued: retrainJobs(first: 12, statuses: [QUEUED]) {\n      totalCount\n      nodes {\n        ...ActiveJob\n      }\n    }\n    failed: retrainJobs(first: 100, statuses: [FAILED]) {\n      nodes {\n        ...FailedJob\n      }\n    }\n    retrainBatches(first: 12) {\n      nodes {\n        ...ActivityBatch\n      }\n    }\n  }\n": typeof types.ActivityDocument,
    "\n  fragment ActivityBatch on RetrainBatch {\n    ...RefreshBatch\n    requestedAt\n    requestedBy\n    trigger\n    cancelledBy\n    detailsUrl\n    stores(first: 1) {\n      nodes {\n        store {\n          id\n          name\n        }\n      }\n    }\n  }\n": typeof types.ActivityBatchFragmentDoc,
    "\n  fragment FailedJob on RetrainJob {\n    id\n    attempts\n    finishedAt\n    requestedBy\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n    batch {\n      id\n      detailsUrl\n    }\n  }\n": typeof types.FailedJobFragmentDoc,
    "\n  query Compare($filter: StoreFilterInput!, $window: DateWindowInput) {\n    forecasts(first: 6, filter: $filter, window: $window) {\n      nodes {\n        ...CompareRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n": typeof types.CompareDocument,
    "\n  fragment CompareRow on Forecast {\n    store {\n      id\n      code\n      name\n    }\n    status\n    staleReasons\n    totalYhat\n  }\n": typeof types.CompareRowFragmentDoc,
    "\n  query Fleet($after: String, $window: DateWindowInput) {\n    stores(first: 2000, after: $after) {\n      nodes {\n        id\n        code\n        name\n        dataThrough\n        region {\n          id\n          name\n        }\n      }\n    }\n    forecasts(first: 2000, after: $after, window: $window) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...FleetForecast\n      }\n    }\n  }\n": typeof types.FleetDocument,
    "\n  fragment FleetForecast on Forecast {\n    store {\n      id\n    }\n    status\n    staleReasons\n    championIssue {\n      code\n      message\n    }\n    trainedThrough\n    totalYhat\n    lastWeek: earlierTotal(daysEarlier: 7)\n    lastYear: earlierTotal(daysEarlier: 364)\n    window {\n      from\n      to\n    }\n    points {\n      date\n      yhat\n      isOpen\n      closedReason\n      isAssumed\n    }\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n": typeof types.FleetForecastFragmentDoc,
    "\n  query FleetMoment {\n    forecasts(first: 5) {\n      nodes {\n        registrySeenAt\n        window {\n          from\n        }\n      }\n    }\n  }\n": typeof types.FleetMomentDocument,
    "\n  mutation Promote($input: ModelVersionPromoteInput!) {\n    modelVersionPromote(input: $input) {\n      champion {\n        id\n        version\n        role\n        store {\n          id\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n\n  fragment Refusal on UserError {\n    code\n    field\n    message\n  }\n": typeof types.PromoteDocument,
    "\n  mutation Rollback($input: ChampionRollbackInput!) {\n    championRollback(input: $input) {\n      champion {\n        id\n        version\n        role\n        store {\n          id\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n": typeof types.RollbackDocument,
    "\n  mutation Pin($input: ChampionPinInput!) {\n    championPin(input: $input) {\n      store {\n        id\n        champion {\n          id\n          version\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n": typeof types.PinDocument,
    "\n  mutation Unpin($input: ChampionUnpinInput!) {\n    championUnpin(input: $input) {\n      store {\n        id\n        champion {\n          id\n          version\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n": typeof types.UnpinDocument,
    "\n  fragment StoreFacts on Store {\n    dataThrough\n    attributes {\n      name\n      value\n    }\n    champion {\n      id\n      version\n      trainedThrough\n      trainedAt\n      detailsUrl\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n": typeof types.StoreFactsFragmentDoc,
    "\n  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {\n    store(id: $id) {\n      id\n      sales {\n        ...StoreDay\n      }\n      planned: sales(window: $window) {\n        ...StoreDay\n      }\n      forecast(window: $window, level: $level) {\n        trainedThrough\n        points {\n          ...StorePoint\n        }\n      }\n      champion @include(if: $withFolds) {\n        id\n        backtest {\n          metrics {\n            level\n          }\n          folds {\n            ...BacktestFold\n          }\n        }\n      }\n    }\n  }\n\n  fragment StoreDay on Observation {\n    date\n    y\n    isOpen\n    holiday\n    events\n  }\n\n  fragment BacktestFold on BacktestFold {\n    cutoff\n    points {\n      date\n      yhat\n      lower\n      upper\n    }\n  }\n": typeof types.StoreDaysDocument,
    "\n  query StoreMakeup($id: ID!, $window: DateWindowInput!) {\n    store(id: $id) {\n      id\n      forecast(window: $window) {\n        points {\n          date\n          yhat\n          isOpen\n          components {\n            name\n            value\n          }\n        }\n      }\n    }\n  }\n": typeof types.StoreMakeupDocument,
    "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n": typeof types.StorePointFragmentDoc,
    "\n  query Store($id: ID!) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      dataThrough\n      ...StoreFacts\n      ...StoreTrust\n      forecast {\n        status\n        staleReasons\n        window {\n          from\n        }\n      }\n    }\n  }\n": typeof types.StoreDocument,
    "\n  fragment StoreTrust on Store {\n    championPin {\n      kind\n      at\n      by\n      reason\n    }\n    champion {\n      id\n      version\n    }\n    forecast {\n      status\n      championIssue {\n        code\n        version\n        message\n        detailsUrl\n      }\n    }\n  }\n": typeof types.StoreTrustFragmentDoc,
    "\n  fragment VersionRow on ModelVersion {\n    id\n    version\n    role\n    trainedAt\n    trainedThrough\n    detailsUrl\n    backtest {\n      horizon\n      cutoffs\n      metrics {\n        wape\n        coverage\n        level\n      }\n      baseline {\n        wape\n      }\n    }\n    ...VersionStory\n  }\n": typeof types.VersionRowFragmentDoc,
    "\n  fragment VersionStory on ModelVersion {\n    description\n    promotion {\n      at\n      by\n      reason\n    }\n    rollback {\n      at\n      by\n      reason\n    }\n  }\n": typeof types.VersionStoryFragmentDoc,
    "\n  query StoreVersions($id: ID!, $first: Int!) {\n    store(id: $id) {\n      id\n      championPin {\n        kind\n      }\n      modelVersions(first: $first) {\n        totalCount\n        nodes {\n          ...VersionRow\n        }\n      }\n    }\n  }\n": typeof types.StoreVersionsDocument,
    "\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n": typeof types.MlflowDocument,
    "\n  query MlflowProbe {\n    stores(first: 1) {\n      nodes {\n        id\n        modelVersions(first: 1) {\n          totalCount\n        }\n      }\n    }\n  }\n": typeof types.MlflowProbeDocument,
    "\n  query Pulse {\n    fleet {\n      stores\n    }\n    forecasts(first: 1) {\n      nodes {\n        store {\n          id\n        }\n        registrySeenAt\n      }\n    }\n  }\n": typeof types.PulseDocument,
};
const documents: Documents = {
    "\n  fragment LiveJob on RetrainJob {\n    id\n    status\n    attempts\n    progress\n    requestCount\n    queuedAt\n    finishedAt\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n  }\n": types.LiveJobFragmentDoc,
    "\n  subscription RetrainEvents {\n    retrainEvents {\n      at\n      job {\n        ...LiveJob\n      }\n      ... on RetrainSucceeded {\n        promoted\n      }\n    }\n  }\n": types.RetrainEventsDocument,
    "\n  query MissedJobs($codes: [ID!]!, $first: Int!) {\n    ofStores: retrainJobs(filter: { storeIds: $codes }, first: $first) {\n      nodes {\n        ...LiveJob\n      }\n    }\n    newest: retrainJobs(first: 200) {\n      nodes {\n        ...LiveJob\n      }\n    }\n  }\n": types.MissedJobsDocument,
    "\n  mutation RetrainStores($input: StoresRetrainInput!) {\n    storesRetrain(input: $input) {\n      batch {\n        id\n      }\n      results {\n        outcome\n        store {\n          id\n          code\n        }\n        job {\n          ...LiveJob\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.RetrainStoresDocument,
    "\n  mutation CancelBatch($input: RetrainBatchCancelInput!) {\n    retrainBatchCancel(input: $input) {\n      batch {\n        id\n        ...RefreshBatch\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CancelBatchDocument,
    "\n  fragment RefreshBatch on RetrainBatch {\n    id\n    status\n    progress\n    expectedFinish\n    counts {\n      stores\n      upToDate\n      queued\n      running\n      succeeded\n      failed\n      cancelled\n    }\n  }\n": types.RefreshBatchFragmentDoc,
    "\n  query RefreshBatch($id: ID!) {\n    retrainBatch(id: $id) {\n      ...RefreshBatch\n    }\n  }\n": types.RefreshBatchDocument,
    "\n  fragment ActiveJob on RetrainJob {\n    id\n    status\n    progress\n    attempts\n    requestCount\n    queuedAt\n    startedAt\n    requestedBy\n    trigger\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n  }\n": types.ActiveJobFragmentDoc,
    "\n  query Activity {\n    fleet {\n      queued\n      running\n      failedLastDay\n      runsPerMinute\n      expectedFinish\n    }\n    running: retrainJobs(first: 64, statuses: [RUNNING]) {\n      nodes {\n        ...ActiveJob\n      }\n    }\n    queued: retrainJobs(first: 12, statuses: [QUEUED]) {\n      totalCount\n      nodes {\n        ...ActiveJob\n      }\n    }\n    failed: retrainJobs(first: 100, statuses: [FAILED]) {\n      nodes {\n        ...FailedJob\n      }\n    }\n    retrainBatches(first: 12) {\n      nodes {\n        ...ActivityBatch\n      }\n    }\n  }\n": types.ActivityDocument,
    "\n  fragment ActivityBatch on RetrainBatch {\n    ...RefreshBatch\n    requestedAt\n    requestedBy\n    trigger\n    cancelledBy\n    detailsUrl\n    stores(first: 1) {\n      nodes {\n        store {\n          id\n          name\n        }\n      }\n    }\n  }\n": types.ActivityBatchFragmentDoc,
    "\n  fragment FailedJob on RetrainJob {\n    id\n    attempts\n    finishedAt\n    requestedBy\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n    batch {\n      id\n      detailsUrl\n    }\n  }\n": types.FailedJobFragmentDoc,
    "\n  query Compare($filter: StoreFilterInput!, $window: DateWindowInput) {\n    forecasts(first: 6, filter: $filter, window: $window) {\n      nodes {\n        ...CompareRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n": types.CompareDocument,
    "\n  fragment CompareRow on Forecast {\n    store {\n      id\n      code\n      name\n    }\n    status\n    staleReasons\n    totalYhat\n  }\n": types.CompareRowFragmentDoc,
    "\n  query Fleet($after: String, $window: DateWindowInput) {\n    stores(first: 2000, after: $after) {\n      nodes {\n        id\n        code\n        name\n        dataThrough\n        region {\n          id\n          name\n        }\n      }\n    }\n    forecasts(first: 2000, after: $after, window: $window) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...FleetForecast\n      }\n    }\n  }\n": types.FleetDocument,
    "\n  fragment FleetForecast on Forecast {\n    store {\n      id\n    }\n    status\n    staleReasons\n    championIssue {\n      code\n      message\n    }\n    trainedThrough\n    totalYhat\n    lastWeek: earlierTotal(daysEarlier: 7)\n    lastYear: earlierTotal(daysEarlier: 364)\n    window {\n      from\n      to\n    }\n    points {\n      date\n      yhat\n      isOpen\n      closedReason\n      isAssumed\n    }\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n": types.FleetForecastFragmentDoc,
    "\n  query FleetMoment {\n    forecasts(first: 5) {\n      nodes {\n        registrySeenAt\n        window {\n          from\n        }\n      }\n    }\n  }\n": types.FleetMomentDocument,
    "\n  mutation Promote($input: ModelVersionPromoteInput!) {\n    modelVersionPromote(input: $input) {\n      champion {\n        id\n        version\n        role\n        store {\n          id\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n\n  fragment Refusal on UserError {\n    code\n    field\n    message\n  }\n": types.PromoteDocument,
    "\n  mutation Rollback($input: ChampionRollbackInput!) {\n    championRollback(input: $input) {\n      champion {\n        id\n        version\n        role\n        store {\n          id\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n": types.RollbackDocument,
    "\n  mutation Pin($input: ChampionPinInput!) {\n    championPin(input: $input) {\n      store {\n        id\n        champion {\n          id\n          version\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n": types.PinDocument,
    "\n  mutation Unpin($input: ChampionUnpinInput!) {\n    championUnpin(input: $input) {\n      store {\n        id\n        champion {\n          id\n          version\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n": types.UnpinDocument,
    "\n  fragment StoreFacts on Store {\n    dataThrough\n    attributes {\n      name\n      value\n    }\n    champion {\n      id\n      version\n      trainedThrough\n      trainedAt\n      detailsUrl\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n": types.StoreFactsFragmentDoc,
    "\n  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {\n    store(id: $id) {\n      id\n      sales {\n        ...StoreDay\n      }\n      planned: sales(window: $window) {\n        ...StoreDay\n      }\n      forecast(window: $window, level: $level) {\n        trainedThrough\n        points {\n          ...StorePoint\n        }\n      }\n      champion @include(if: $withFolds) {\n        id\n        backtest {\n          metrics {\n            level\n          }\n          folds {\n            ...BacktestFold\n          }\n        }\n      }\n    }\n  }\n\n  fragment StoreDay on Observation {\n    date\n    y\n    isOpen\n    holiday\n    events\n  }\n\n  fragment BacktestFold on BacktestFold {\n    cutoff\n    points {\n      date\n      yhat\n      lower\n      upper\n    }\n  }\n": types.StoreDaysDocument,
    "\n  query StoreMakeup($id: ID!, $window: DateWindowInput!) {\n    store(id: $id) {\n      id\n      forecast(window: $window) {\n        points {\n          date\n          yhat\n          isOpen\n          components {\n            name\n            value\n          }\n        }\n      }\n    }\n  }\n": types.StoreMakeupDocument,
    "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n": types.StorePointFragmentDoc,
    "\n  query Store($id: ID!) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      dataThrough\n      ...StoreFacts\n      ...StoreTrust\n      forecast {\n        status\n        staleReasons\n        window {\n          from\n        }\n      }\n    }\n  }\n": types.StoreDocument,
    "\n  fragment StoreTrust on Store {\n    championPin {\n      kind\n      at\n      by\n      reason\n    }\n    champion {\n      id\n      version\n    }\n    forecast {\n      status\n      championIssue {\n        code\n        version\n        message\n        detailsUrl\n      }\n    }\n  }\n": types.StoreTrustFragmentDoc,
    "\n  fragment VersionRow on ModelVersion {\n    id\n    version\n    role\n    trainedAt\n    trainedThrough\n    detailsUrl\n    backtest {\n      horizon\n      cutoffs\n      metrics {\n        wape\n        coverage\n        level\n      }\n      baseline {\n        wape\n      }\n    }\n    ...VersionStory\n  }\n": types.VersionRowFragmentDoc,
    "\n  fragment VersionStory on ModelVersion {\n    description\n    promotion {\n      at\n      by\n      reason\n    }\n    rollback {\n      at\n      by\n      reason\n    }\n  }\n": types.VersionStoryFragmentDoc,
    "\n  query StoreVersions($id: ID!, $first: Int!) {\n    store(id: $id) {\n      id\n      championPin {\n        kind\n      }\n      modelVersions(first: $first) {\n        totalCount\n        nodes {\n          ...VersionRow\n        }\n      }\n    }\n  }\n": types.StoreVersionsDocument,
    "\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n": types.MlflowDocument,
    "\n  query MlflowProbe {\n    stores(first: 1) {\n      nodes {\n        id\n        modelVersions(first: 1) {\n          totalCount\n        }\n      }\n    }\n  }\n": types.MlflowProbeDocument,
    "\n  query Pulse {\n    fleet {\n      stores\n    }\n    forecasts(first: 1) {\n      nodes {\n        store {\n          id\n        }\n        registrySeenAt\n      }\n    }\n  }\n": types.PulseDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment LiveJob on RetrainJob {\n    id\n    status\n    attempts\n    progress\n    requestCount\n    queuedAt\n    finishedAt\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n  }\n"): (typeof documents)["\n  fragment LiveJob on RetrainJob {\n    id\n    status\n    attempts\n    progress\n    requestCount\n    queuedAt\n    finishedAt\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription RetrainEvents {\n    retrainEvents {\n      at\n      job {\n        ...LiveJob\n      }\n      ... on RetrainSucceeded {\n        promoted\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription RetrainEvents {\n    retrainEvents {\n      at\n      job {\n        ...LiveJob\n      }\n      ... on RetrainSucceeded {\n        promoted\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MissedJobs($codes: [ID!]!, $first: Int!) {\n    ofStores: retrainJobs(filter: { storeIds: $codes }, first: $first) {\n      nodes {\n        ...LiveJob\n      }\n    }\n    newest: retrainJobs(first: 200) {\n      nodes {\n        ...LiveJob\n      }\n    }\n  }\n"): (typeof documents)["\n  query MissedJobs($codes: [ID!]!, $first: Int!) {\n    ofStores: retrainJobs(filter: { storeIds: $codes }, first: $first) {\n      nodes {\n        ...LiveJob\n      }\n    }\n    newest: retrainJobs(first: 200) {\n      nodes {\n        ...LiveJob\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RetrainStores($input: StoresRetrainInput!) {\n    storesRetrain(input: $input) {\n      batch {\n        id\n      }\n      results {\n        outcome\n        store {\n          id\n          code\n        }\n        job {\n          ...LiveJob\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RetrainStores($input: StoresRetrainInput!) {\n    storesRetrain(input: $input) {\n      batch {\n        id\n      }\n      results {\n        outcome\n        store {\n          id\n          code\n        }\n        job {\n          ...LiveJob\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelBatch($input: RetrainBatchCancelInput!) {\n    retrainBatchCancel(input: $input) {\n      batch {\n        id\n        ...RefreshBatch\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CancelBatch($input: RetrainBatchCancelInput!) {\n    retrainBatchCancel(input: $input) {\n      batch {\n        id\n        ...RefreshBatch\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment RefreshBatch on RetrainBatch {\n    id\n    status\n    progress\n    expectedFinish\n    counts {\n      stores\n      upToDate\n      queued\n      running\n      succeeded\n      failed\n      cancelled\n    }\n  }\n"): (typeof documents)["\n  fragment RefreshBatch on RetrainBatch {\n    id\n    status\n    progress\n    expectedFinish\n    counts {\n      stores\n      upToDate\n      queued\n      running\n      succeeded\n      failed\n      cancelled\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RefreshBatch($id: ID!) {\n    retrainBatch(id: $id) {\n      ...RefreshBatch\n    }\n  }\n"): (typeof documents)["\n  query RefreshBatch($id: ID!) {\n    retrainBatch(id: $id) {\n      ...RefreshBatch\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ActiveJob on RetrainJob {\n    id\n    status\n    progress\n    attempts\n    requestCount\n    queuedAt\n    startedAt\n    requestedBy\n    trigger\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n  }\n"): (typeof documents)["\n  fragment ActiveJob on RetrainJob {\n    id\n    status\n    progress\n    attempts\n    requestCount\n    queuedAt\n    startedAt\n    requestedBy\n    trigger\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Activity {\n    fleet {\n      queued\n      running\n      failedLastDay\n      runsPerMinute\n      expectedFinish\n    }\n    running: retrainJobs(first: 64, statuses: [RUNNING]) {\n      nodes {\n        ...ActiveJob\n      }\n    }\n    queued: retrainJobs(first: 12, statuses: [QUEUED]) {\n      totalCount\n      nodes {\n        ...ActiveJob\n      }\n    }\n    failed: retrainJobs(first: 100, statuses: [FAILED]) {\n      nodes {\n        ...FailedJob\n      }\n    }\n    retrainBatches(first: 12) {\n      nodes {\n        ...ActivityBatch\n      }\n    }\n  }\n"): (typeof documents)["\n  query Activity {\n    fleet {\n      queued\n      running\n      failedLastDay\n      runsPerMinute\n      expectedFinish\n    }\n    running: retrainJobs(first: 64, statuses: [RUNNING]) {\n      nodes {\n        ...ActiveJob\n      }\n    }\n    queued: retrainJobs(first: 12, statuses: [QUEUED]) {\n      totalCount\n      nodes {\n        ...ActiveJob\n      }\n    }\n    failed: retrainJobs(first: 100, statuses: [FAILED]) {\n      nodes {\n        ...FailedJob\n      }\n    }\n    retrainBatches(first: 12) {\n      nodes {\n        ...ActivityBatch\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ActivityBatch on RetrainBatch {\n    ...RefreshBatch\n    requestedAt\n    requestedBy\n    trigger\n    cancelledBy\n    detailsUrl\n    stores(first: 1) {\n      nodes {\n        store {\n          id\n          name\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment ActivityBatch on RetrainBatch {\n    ...RefreshBatch\n    requestedAt\n    requestedBy\n    trigger\n    cancelledBy\n    detailsUrl\n    stores(first: 1) {\n      nodes {\n        store {\n          id\n          name\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FailedJob on RetrainJob {\n    id\n    attempts\n    finishedAt\n    requestedBy\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n    batch {\n      id\n      detailsUrl\n    }\n  }\n"): (typeof documents)["\n  fragment FailedJob on RetrainJob {\n    id\n    attempts\n    finishedAt\n    requestedBy\n    failure {\n      code\n      message\n    }\n    store {\n      id\n      code\n      name\n    }\n    batch {\n      id\n      detailsUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Compare($filter: StoreFilterInput!, $window: DateWindowInput) {\n    forecasts(first: 6, filter: $filter, window: $window) {\n      nodes {\n        ...CompareRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Compare($filter: StoreFilterInput!, $window: DateWindowInput) {\n    forecasts(first: 6, filter: $filter, window: $window) {\n      nodes {\n        ...CompareRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment CompareRow on Forecast {\n    store {\n      id\n      code\n      name\n    }\n    status\n    staleReasons\n    totalYhat\n  }\n"): (typeof documents)["\n  fragment CompareRow on Forecast {\n    store {\n      id\n      code\n      name\n    }\n    status\n    staleReasons\n    totalYhat\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Fleet($after: String, $window: DateWindowInput) {\n    stores(first: 2000, after: $after) {\n      nodes {\n        id\n        code\n        name\n        dataThrough\n        region {\n          id\n          name\n        }\n      }\n    }\n    forecasts(first: 2000, after: $after, window: $window) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...FleetForecast\n      }\n    }\n  }\n"): (typeof documents)["\n  query Fleet($after: String, $window: DateWindowInput) {\n    stores(first: 2000, after: $after) {\n      nodes {\n        id\n        code\n        name\n        dataThrough\n        region {\n          id\n          name\n        }\n      }\n    }\n    forecasts(first: 2000, after: $after, window: $window) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...FleetForecast\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FleetForecast on Forecast {\n    store {\n      id\n    }\n    status\n    staleReasons\n    championIssue {\n      code\n      message\n    }\n    trainedThrough\n    totalYhat\n    lastWeek: earlierTotal(daysEarlier: 7)\n    lastYear: earlierTotal(daysEarlier: 364)\n    window {\n      from\n      to\n    }\n    points {\n      date\n      yhat\n      isOpen\n      closedReason\n      isAssumed\n    }\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment FleetForecast on Forecast {\n    store {\n      id\n    }\n    status\n    staleReasons\n    championIssue {\n      code\n      message\n    }\n    trainedThrough\n    totalYhat\n    lastWeek: earlierTotal(daysEarlier: 7)\n    lastYear: earlierTotal(daysEarlier: 364)\n    window {\n      from\n      to\n    }\n    points {\n      date\n      yhat\n      isOpen\n      closedReason\n      isAssumed\n    }\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FleetMoment {\n    forecasts(first: 5) {\n      nodes {\n        registrySeenAt\n        window {\n          from\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query FleetMoment {\n    forecasts(first: 5) {\n      nodes {\n        registrySeenAt\n        window {\n          from\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Promote($input: ModelVersionPromoteInput!) {\n    modelVersionPromote(input: $input) {\n      champion {\n        id\n        version\n        role\n        store {\n          id\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n\n  fragment Refusal on UserError {\n    code\n    field\n    message\n  }\n"): (typeof documents)["\n  mutation Promote($input: ModelVersionPromoteInput!) {\n    modelVersionPromote(input: $input) {\n      champion {\n        id\n        version\n        role\n        store {\n          id\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n\n  fragment Refusal on UserError {\n    code\n    field\n    message\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Rollback($input: ChampionRollbackInput!) {\n    championRollback(input: $input) {\n      champion {\n        id\n        version\n        role\n        store {\n          id\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Rollback($input: ChampionRollbackInput!) {\n    championRollback(input: $input) {\n      champion {\n        id\n        version\n        role\n        store {\n          id\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Pin($input: ChampionPinInput!) {\n    championPin(input: $input) {\n      store {\n        id\n        champion {\n          id\n          version\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Pin($input: ChampionPinInput!) {\n    championPin(input: $input) {\n      store {\n        id\n        champion {\n          id\n          version\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Unpin($input: ChampionUnpinInput!) {\n    championUnpin(input: $input) {\n      store {\n        id\n        champion {\n          id\n          version\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Unpin($input: ChampionUnpinInput!) {\n    championUnpin(input: $input) {\n      store {\n        id\n        champion {\n          id\n          version\n        }\n      }\n      userErrors {\n        ...Refusal\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StoreFacts on Store {\n    dataThrough\n    attributes {\n      name\n      value\n    }\n    champion {\n      id\n      version\n      trainedThrough\n      trainedAt\n      detailsUrl\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment StoreFacts on Store {\n    dataThrough\n    attributes {\n      name\n      value\n    }\n    champion {\n      id\n      version\n      trainedThrough\n      trainedAt\n      detailsUrl\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {\n    store(id: $id) {\n      id\n      sales {\n        ...StoreDay\n      }\n      planned: sales(window: $window) {\n        ...StoreDay\n      }\n      forecast(window: $window, level: $level) {\n        trainedThrough\n        points {\n          ...StorePoint\n        }\n      }\n      champion @include(if: $withFolds) {\n        id\n        backtest {\n          metrics {\n            level\n          }\n          folds {\n            ...BacktestFold\n          }\n        }\n      }\n    }\n  }\n\n  fragment StoreDay on Observation {\n    date\n    y\n    isOpen\n    holiday\n    events\n  }\n\n  fragment BacktestFold on BacktestFold {\n    cutoff\n    points {\n      date\n      yhat\n      lower\n      upper\n    }\n  }\n"): (typeof documents)["\n  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {\n    store(id: $id) {\n      id\n      sales {\n        ...StoreDay\n      }\n      planned: sales(window: $window) {\n        ...StoreDay\n      }\n      forecast(window: $window, level: $level) {\n        trainedThrough\n        points {\n          ...StorePoint\n        }\n      }\n      champion @include(if: $withFolds) {\n        id\n        backtest {\n          metrics {\n            level\n          }\n          folds {\n            ...BacktestFold\n          }\n        }\n      }\n    }\n  }\n\n  fragment StoreDay on Observation {\n    date\n    y\n    isOpen\n    holiday\n    events\n  }\n\n  fragment BacktestFold on BacktestFold {\n    cutoff\n    points {\n      date\n      yhat\n      lower\n      upper\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StoreMakeup($id: ID!, $window: DateWindowInput!) {\n    store(id: $id) {\n      id\n      forecast(window: $window) {\n        points {\n          date\n          yhat\n          isOpen\n          components {\n            name\n            value\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query StoreMakeup($id: ID!, $window: DateWindowInput!) {\n    store(id: $id) {\n      id\n      forecast(window: $window) {\n        points {\n          date\n          yhat\n          isOpen\n          components {\n            name\n            value\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n"): (typeof documents)["\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Store($id: ID!) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      dataThrough\n      ...StoreFacts\n      ...StoreTrust\n      forecast {\n        status\n        staleReasons\n        window {\n          from\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Store($id: ID!) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      dataThrough\n      ...StoreFacts\n      ...StoreTrust\n      forecast {\n        status\n        staleReasons\n        window {\n          from\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StoreTrust on Store {\n    championPin {\n      kind\n      at\n      by\n      reason\n    }\n    champion {\n      id\n      version\n    }\n    forecast {\n      status\n      championIssue {\n        code\n        version\n        message\n        detailsUrl\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment StoreTrust on Store {\n    championPin {\n      kind\n      at\n      by\n      reason\n    }\n    champion {\n      id\n      version\n    }\n    forecast {\n      status\n      championIssue {\n        code\n        version\n        message\n        detailsUrl\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment VersionRow on ModelVersion {\n    id\n    version\n    role\n    trainedAt\n    trainedThrough\n    detailsUrl\n    backtest {\n      horizon\n      cutoffs\n      metrics {\n        wape\n        coverage\n        level\n      }\n      baseline {\n        wape\n      }\n    }\n    ...VersionStory\n  }\n"): (typeof documents)["\n  fragment VersionRow on ModelVersion {\n    id\n    version\n    role\n    trainedAt\n    trainedThrough\n    detailsUrl\n    backtest {\n      horizon\n      cutoffs\n      metrics {\n        wape\n        coverage\n        level\n      }\n      baseline {\n        wape\n      }\n    }\n    ...VersionStory\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment VersionStory on ModelVersion {\n    description\n    promotion {\n      at\n      by\n      reason\n    }\n    rollback {\n      at\n      by\n      reason\n    }\n  }\n"): (typeof documents)["\n  fragment VersionStory on ModelVersion {\n    description\n    promotion {\n      at\n      by\n      reason\n    }\n    rollback {\n      at\n      by\n      reason\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StoreVersions($id: ID!, $first: Int!) {\n    store(id: $id) {\n      id\n      championPin {\n        kind\n      }\n      modelVersions(first: $first) {\n        totalCount\n        nodes {\n          ...VersionRow\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query StoreVersions($id: ID!, $first: Int!) {\n    store(id: $id) {\n      id\n      championPin {\n        kind\n      }\n      modelVersions(first: $first) {\n        totalCount\n        nodes {\n          ...VersionRow\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MlflowProbe {\n    stores(first: 1) {\n      nodes {\n        id\n        modelVersions(first: 1) {\n          totalCount\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query MlflowProbe {\n    stores(first: 1) {\n      nodes {\n        id\n        modelVersions(first: 1) {\n          totalCount\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Pulse {\n    fleet {\n      stores\n    }\n    forecasts(first: 1) {\n      nodes {\n        store {\n          id\n        }\n        registrySeenAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query Pulse {\n    fleet {\n      stores\n    }\n    forecasts(first: 1) {\n      nodes {\n        store {\n          id\n        }\n        registrySeenAt\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;