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
    "\n  query Compared($first: ID!, $second: ID!, $third: ID!, $fourth: ID!, $fifth: ID!, $sixth: ID!) {\n    first: store(id: $first) {\n      ...ComparedStore\n    }\n    second: store(id: $second) {\n      ...ComparedStore\n    }\n    third: store(id: $third) {\n      ...ComparedStore\n    }\n    fourth: store(id: $fourth) {\n      ...ComparedStore\n    }\n    fifth: store(id: $fifth) {\n      ...ComparedStore\n    }\n    sixth: store(id: $sixth) {\n      ...ComparedStore\n    }\n  }\n\n  fragment ComparedStore on Store {\n    id\n    code\n    name\n    dataThrough\n    forecast {\n      window {\n        from\n      }\n    }\n  }\n": typeof types.ComparedDocument,
    "\n  query Compare($filter: StoreFilterInput!, $shown: DateWindowInput!, $ahead: DateWindowInput!, $days: Int!) {\n    stores(first: 6, filter: $filter) {\n      nodes {\n        id\n        code\n        name\n        sales {\n          date\n          y\n          isOpen\n        }\n        shown: forecast(window: $shown) {\n          points {\n            date\n            yhat\n            isOpen\n          }\n        }\n        ahead: forecast(window: $ahead) {\n          ...CompareTotals\n        }\n      }\n    }\n  }\n\n  fragment CompareTotals on Forecast {\n    status\n    staleReasons\n    totalYhat\n    before: earlierTotal(daysEarlier: $days)\n    lastYear: earlierTotal(daysEarlier: 364)\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n": typeof types.CompareDocument,
    "\n  query StoreNames {\n    stores(first: 2000) {\n      pageInfo {\n        hasNextPage\n      }\n      nodes {\n        id\n        code\n        name\n        region {\n          id\n          name\n        }\n      }\n    }\n  }\n": typeof types.StoreNamesDocument,
    "\n  query Fleet($filter: StoreFilterInput, $window: DateWindowInput) {\n    forecasts(first: 2000, filter: $filter, window: $window) {\n      totalCount\n      nodes {\n        ...FleetRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n": typeof types.FleetDocument,
    "\n  fragment FleetRow on Forecast {\n    store {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n    }\n    status\n    staleReasons\n    totalYhat\n    trainedThrough\n  }\n": typeof types.FleetRowFragmentDoc,
    "\n  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {\n    store(id: $id) {\n      id\n      sales {\n        ...StoreDay\n      }\n      planned: sales(window: $window) {\n        ...StoreDay\n      }\n      forecast(window: $window, level: $level) {\n        trainedThrough\n        points {\n          ...StorePoint\n        }\n      }\n      champion @include(if: $withFolds) {\n        id\n        backtest {\n          metrics {\n            level\n          }\n          folds {\n            ...BacktestFold\n          }\n        }\n      }\n    }\n  }\n\n  fragment StoreDay on Observation {\n    date\n    y\n    isOpen\n    holiday\n    events\n  }\n\n  fragment BacktestFold on BacktestFold {\n    cutoff\n    points {\n      date\n      yhat\n      lower\n      upper\n    }\n  }\n": typeof types.StoreDaysDocument,
    "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n": typeof types.StorePointFragmentDoc,
    "\n  query Store($id: ID!) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      dataThrough\n      forecast {\n        status\n        staleReasons\n        window {\n          from\n        }\n      }\n    }\n  }\n": typeof types.StoreDocument,
    "\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n": typeof types.MlflowDocument,
};
const documents: Documents = {
    "\n  query Compared($first: ID!, $second: ID!, $third: ID!, $fourth: ID!, $fifth: ID!, $sixth: ID!) {\n    first: store(id: $first) {\n      ...ComparedStore\n    }\n    second: store(id: $second) {\n      ...ComparedStore\n    }\n    third: store(id: $third) {\n      ...ComparedStore\n    }\n    fourth: store(id: $fourth) {\n      ...ComparedStore\n    }\n    fifth: store(id: $fifth) {\n      ...ComparedStore\n    }\n    sixth: store(id: $sixth) {\n      ...ComparedStore\n    }\n  }\n\n  fragment ComparedStore on Store {\n    id\n    code\n    name\n    dataThrough\n    forecast {\n      window {\n        from\n      }\n    }\n  }\n": types.ComparedDocument,
    "\n  query Compare($filter: StoreFilterInput!, $shown: DateWindowInput!, $ahead: DateWindowInput!, $days: Int!) {\n    stores(first: 6, filter: $filter) {\n      nodes {\n        id\n        code\n        name\n        sales {\n          date\n          y\n          isOpen\n        }\n        shown: forecast(window: $shown) {\n          points {\n            date\n            yhat\n            isOpen\n          }\n        }\n        ahead: forecast(window: $ahead) {\n          ...CompareTotals\n        }\n      }\n    }\n  }\n\n  fragment CompareTotals on Forecast {\n    status\n    staleReasons\n    totalYhat\n    before: earlierTotal(daysEarlier: $days)\n    lastYear: earlierTotal(daysEarlier: 364)\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n": types.CompareDocument,
    "\n  query StoreNames {\n    stores(first: 2000) {\n      pageInfo {\n        hasNextPage\n      }\n      nodes {\n        id\n        code\n        name\n        region {\n          id\n          name\n        }\n      }\n    }\n  }\n": types.StoreNamesDocument,
    "\n  query Fleet($filter: StoreFilterInput, $window: DateWindowInput) {\n    forecasts(first: 2000, filter: $filter, window: $window) {\n      totalCount\n      nodes {\n        ...FleetRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n": types.FleetDocument,
    "\n  fragment FleetRow on Forecast {\n    store {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n    }\n    status\n    staleReasons\n    totalYhat\n    trainedThrough\n  }\n": types.FleetRowFragmentDoc,
    "\n  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {\n    store(id: $id) {\n      id\n      sales {\n        ...StoreDay\n      }\n      planned: sales(window: $window) {\n        ...StoreDay\n      }\n      forecast(window: $window, level: $level) {\n        trainedThrough\n        points {\n          ...StorePoint\n        }\n      }\n      champion @include(if: $withFolds) {\n        id\n        backtest {\n          metrics {\n            level\n          }\n          folds {\n            ...BacktestFold\n          }\n        }\n      }\n    }\n  }\n\n  fragment StoreDay on Observation {\n    date\n    y\n    isOpen\n    holiday\n    events\n  }\n\n  fragment BacktestFold on BacktestFold {\n    cutoff\n    points {\n      date\n      yhat\n      lower\n      upper\n    }\n  }\n": types.StoreDaysDocument,
    "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n": types.StorePointFragmentDoc,
    "\n  query Store($id: ID!) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      dataThrough\n      forecast {\n        status\n        staleReasons\n        window {\n          from\n        }\n      }\n    }\n  }\n": types.StoreDocument,
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
export function graphql(source: "\n  query Compared($first: ID!, $second: ID!, $third: ID!, $fourth: ID!, $fifth: ID!, $sixth: ID!) {\n    first: store(id: $first) {\n      ...ComparedStore\n    }\n    second: store(id: $second) {\n      ...ComparedStore\n    }\n    third: store(id: $third) {\n      ...ComparedStore\n    }\n    fourth: store(id: $fourth) {\n      ...ComparedStore\n    }\n    fifth: store(id: $fifth) {\n      ...ComparedStore\n    }\n    sixth: store(id: $sixth) {\n      ...ComparedStore\n    }\n  }\n\n  fragment ComparedStore on Store {\n    id\n    code\n    name\n    dataThrough\n    forecast {\n      window {\n        from\n      }\n    }\n  }\n"): (typeof documents)["\n  query Compared($first: ID!, $second: ID!, $third: ID!, $fourth: ID!, $fifth: ID!, $sixth: ID!) {\n    first: store(id: $first) {\n      ...ComparedStore\n    }\n    second: store(id: $second) {\n      ...ComparedStore\n    }\n    third: store(id: $third) {\n      ...ComparedStore\n    }\n    fourth: store(id: $fourth) {\n      ...ComparedStore\n    }\n    fifth: store(id: $fifth) {\n      ...ComparedStore\n    }\n    sixth: store(id: $sixth) {\n      ...ComparedStore\n    }\n  }\n\n  fragment ComparedStore on Store {\n    id\n    code\n    name\n    dataThrough\n    forecast {\n      window {\n        from\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Compare($filter: StoreFilterInput!, $shown: DateWindowInput!, $ahead: DateWindowInput!, $days: Int!) {\n    stores(first: 6, filter: $filter) {\n      nodes {\n        id\n        code\n        name\n        sales {\n          date\n          y\n          isOpen\n        }\n        shown: forecast(window: $shown) {\n          points {\n            date\n            yhat\n            isOpen\n          }\n        }\n        ahead: forecast(window: $ahead) {\n          ...CompareTotals\n        }\n      }\n    }\n  }\n\n  fragment CompareTotals on Forecast {\n    status\n    staleReasons\n    totalYhat\n    before: earlierTotal(daysEarlier: $days)\n    lastYear: earlierTotal(daysEarlier: 364)\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Compare($filter: StoreFilterInput!, $shown: DateWindowInput!, $ahead: DateWindowInput!, $days: Int!) {\n    stores(first: 6, filter: $filter) {\n      nodes {\n        id\n        code\n        name\n        sales {\n          date\n          y\n          isOpen\n        }\n        shown: forecast(window: $shown) {\n          points {\n            date\n            yhat\n            isOpen\n          }\n        }\n        ahead: forecast(window: $ahead) {\n          ...CompareTotals\n        }\n      }\n    }\n  }\n\n  fragment CompareTotals on Forecast {\n    status\n    staleReasons\n    totalYhat\n    before: earlierTotal(daysEarlier: $days)\n    lastYear: earlierTotal(daysEarlier: 364)\n    modelVersion {\n      version\n      backtest {\n        metrics {\n          wape\n        }\n        baseline {\n          wape\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StoreNames {\n    stores(first: 2000) {\n      pageInfo {\n        hasNextPage\n      }\n      nodes {\n        id\n        code\n        name\n        region {\n          id\n          name\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query StoreNames {\n    stores(first: 2000) {\n      pageInfo {\n        hasNextPage\n      }\n      nodes {\n        id\n        code\n        name\n        region {\n          id\n          name\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Fleet($filter: StoreFilterInput, $window: DateWindowInput) {\n    forecasts(first: 2000, filter: $filter, window: $window) {\n      totalCount\n      nodes {\n        ...FleetRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Fleet($filter: StoreFilterInput, $window: DateWindowInput) {\n    forecasts(first: 2000, filter: $filter, window: $window) {\n      totalCount\n      nodes {\n        ...FleetRow\n        window {\n          from\n          to\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment FleetRow on Forecast {\n    store {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n    }\n    status\n    staleReasons\n    totalYhat\n    trainedThrough\n  }\n"): (typeof documents)["\n  fragment FleetRow on Forecast {\n    store {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n    }\n    status\n    staleReasons\n    totalYhat\n    trainedThrough\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {\n    store(id: $id) {\n      id\n      sales {\n        ...StoreDay\n      }\n      planned: sales(window: $window) {\n        ...StoreDay\n      }\n      forecast(window: $window, level: $level) {\n        trainedThrough\n        points {\n          ...StorePoint\n        }\n      }\n      champion @include(if: $withFolds) {\n        id\n        backtest {\n          metrics {\n            level\n          }\n          folds {\n            ...BacktestFold\n          }\n        }\n      }\n    }\n  }\n\n  fragment StoreDay on Observation {\n    date\n    y\n    isOpen\n    holiday\n    events\n  }\n\n  fragment BacktestFold on BacktestFold {\n    cutoff\n    points {\n      date\n      yhat\n      lower\n      upper\n    }\n  }\n"): (typeof documents)["\n  query StoreDays($id: ID!, $window: DateWindowInput!, $level: Float!, $withFolds: Boolean!) {\n    store(id: $id) {\n      id\n      sales {\n        ...StoreDay\n      }\n      planned: sales(window: $window) {\n        ...StoreDay\n      }\n      forecast(window: $window, level: $level) {\n        trainedThrough\n        points {\n          ...StorePoint\n        }\n      }\n      champion @include(if: $withFolds) {\n        id\n        backtest {\n          metrics {\n            level\n          }\n          folds {\n            ...BacktestFold\n          }\n        }\n      }\n    }\n  }\n\n  fragment StoreDay on Observation {\n    date\n    y\n    isOpen\n    holiday\n    events\n  }\n\n  fragment BacktestFold on BacktestFold {\n    cutoff\n    points {\n      date\n      yhat\n      lower\n      upper\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n"): (typeof documents)["\n  fragment StorePoint on ForecastPoint {\n    date\n    yhat\n    lower\n    upper\n    isOpen\n    isAssumed\n    closedReason\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Store($id: ID!) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      dataThrough\n      forecast {\n        status\n        staleReasons\n        window {\n          from\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Store($id: ID!) {\n    store(id: $id) {\n      id\n      code\n      name\n      region {\n        id\n        name\n      }\n      dataThrough\n      forecast {\n        status\n        staleReasons\n        window {\n          from\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Mlflow {\n    stores(first: 1) {\n      nodes {\n        champion {\n          detailsUrl\n        }\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;