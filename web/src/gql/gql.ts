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
    "\n  query Compare($filter: StoreFilterInput!, $window: DateWindowInput) {\n    forecasts(first: 6, filter: $filter, window: $window) {\n      nodes {\n        ...CompareRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n": typeof types.CompareDocument,
    "\n  fragment CompareRow on Forecast {\n    store {\n      id\n      code\n      name\n    }\n    status\n    staleReasons\n    totalYhat\n  }\n": typeof types.CompareRowFragmentDoc,
    "\n  query Fleet($after: String, $window: DateWindowInput) {\n    stores(first: 2000, after: $after) {\n      nodes {\n        id\n        code\n        name\n        dataThrough\n        region {\n          id\n          name\n        }\n      }\n    }\n    forecasts(first: 2000, after: $after, window: $window) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...FleetForecast\n      }\n    }\n  }\n": typeof types.FleetDocument,
    "\n  fragment FleetForecast on Forecast {\n    store {\n      id\n    }\n    status\n    staleReasons\n    championIssue {\n      code\n      message\n    }\n    trainedThrough\n    totalYhat\n    lastWeek: earlierTotal(daysEarlier: 7)\n    lastYear: earlierTotal(daysEarlier: 364)\n    window {\n      from\n      to\n    }\n    points {\n      date\n      yhat\n      isOpen\n      closedReason\n      isAssumed\n    }\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n": typeof types.FleetForecastFragmentDoc,
    "\n  query FleetMoment {\n    forecasts(first: 5) {\n      nodes {\n        registrySeenAt\n        window {\n          from\n        }\n      }\n    }\n  }\n": typeof types.FleetMomentDocument,
    "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n": typeof types.StorePointFragmentDoc,
    "\n  query Store($id: ID!, $window: DateWindowInput) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      forecast(window: $window) {\n        status\n        staleReasons\n        totalYhat\n        level\n        window {\n          from\n          to\n        }\n        points {\n          ...StorePoint\n        }\n      }\n    }\n  }\n": typeof types.StoreDocument,
    "\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n": typeof types.MlflowDocument,
};
const documents: Documents = {
    "\n  query Compare($filter: StoreFilterInput!, $window: DateWindowInput) {\n    forecasts(first: 6, filter: $filter, window: $window) {\n      nodes {\n        ...CompareRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n": types.CompareDocument,
    "\n  fragment CompareRow on Forecast {\n    store {\n      id\n      code\n      name\n    }\n    status\n    staleReasons\n    totalYhat\n  }\n": types.CompareRowFragmentDoc,
    "\n  query Fleet($after: String, $window: DateWindowInput) {\n    stores(first: 2000, after: $after) {\n      nodes {\n        id\n        code\n        name\n        dataThrough\n        region {\n          id\n          name\n        }\n      }\n    }\n    forecasts(first: 2000, after: $after, window: $window) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      nodes {\n        ...FleetForecast\n      }\n    }\n  }\n": types.FleetDocument,
    "\n  fragment FleetForecast on Forecast {\n    store {\n      id\n    }\n    status\n    staleReasons\n    championIssue {\n      code\n      message\n    }\n    trainedThrough\n    totalYhat\n    lastWeek: earlierTotal(daysEarlier: 7)\n    lastYear: earlierTotal(daysEarlier: 364)\n    window {\n      from\n      to\n    }\n    points {\n      date\n      yhat\n      isOpen\n      closedReason\n      isAssumed\n    }\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n": types.FleetForecastFragmentDoc,
    "\n  query FleetMoment {\n    forecasts(first: 5) {\n      nodes {\n        registrySeenAt\n        window {\n          from\n        }\n      }\n    }\n  }\n": types.FleetMomentDocument,
    "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n": types.StorePointFragmentDoc,
    "\n  query Store($id: ID!, $window: DateWindowInput) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      forecast(window: $window) {\n        status\n        staleReasons\n        totalYhat\n        level\n        window {\n          from\n          to\n        }\n        points {\n          ...StorePoint\n        }\n      }\n    }\n  }\n": types.StoreDocument,
    "\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n": types.MlflowDocument,
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
export function graphql(source: "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n"): (typeof documents)["\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Store($id: ID!, $window: DateWindowInput) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      forecast(window: $window) {\n        status\n        staleReasons\n        totalYhat\n        level\n        window {\n          from\n          to\n        }\n        points {\n          ...StorePoint\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Store($id: ID!, $window: DateWindowInput) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      forecast(window: $window) {\n        status\n        staleReasons\n        totalYhat\n        level\n        window {\n          from\n          to\n        }\n        points {\n          ...StorePoint\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;