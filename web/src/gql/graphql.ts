/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Why the registry's champion does not serve. */
export type ChampionIssueCode =
  /** Its file is gone. */
  | 'ARTIFACT_MISSING'
  /** Its file is not the one that was registered. */
  | 'CHECKSUM_MISMATCH'
  /** It needs regressors that the store's data does not have. */
  | 'MISSING_REGRESSORS'
  /** It was fitted to hours, weeks or months instead of days. */
  | 'NOT_DAILY'
  /** It is no Prophet model, or its file is damaged. */
  | 'NOT_PROPHET'
  /** The champion, or its alias, was deleted. */
  | 'NO_CHAMPION'
  /** It cannot be read for now; it is asked for again by itself. */
  | 'UNAVAILABLE'
  /** It is a Prophet of a kind that cannot be served here. */
  | 'UNSUPPORTED_MODEL';

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

export type CompareQueryVariables = Exact<{
  filter: StoreFilterInput;
  window?: DateWindowInput | null | undefined;
}>;


export type CompareQuery = { forecasts: { nodes: Array<{ status: ForecastStatus, staleReasons: Array<StaleReason>, totalYhat: number, window: { from: string, to: string }, store: { id: string, code: string, name: string } } | null> } };

export type CompareRowFragment = { status: ForecastStatus, staleReasons: Array<StaleReason>, totalYhat: number, store: { id: string, code: string, name: string } };

export type FleetQueryVariables = Exact<{
  after?: string | null | undefined;
  window?: DateWindowInput | null | undefined;
}>;


export type FleetQuery = { stores: { nodes: Array<{ id: string, code: string, name: string, dataThrough: string | null, region: { id: string, name: string } }> }, forecasts: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ status: ForecastStatus, staleReasons: Array<StaleReason>, trainedThrough: string | null, totalYhat: number, lastWeek: number | null, lastYear: number | null, store: { id: string }, championIssue: { code: ChampionIssueCode, message: string } | null, window: { from: string, to: string }, points: Array<{ date: string, yhat: number, isOpen: boolean, closedReason: ClosedReason | null, isAssumed: boolean }>, modelVersion: { version: number, backtest: { metrics: { wape: number | null }, baseline: { wape: number | null } } | null } | null } | null> } };

export type FleetForecastFragment = { status: ForecastStatus, staleReasons: Array<StaleReason>, trainedThrough: string | null, totalYhat: number, lastWeek: number | null, lastYear: number | null, store: { id: string }, championIssue: { code: ChampionIssueCode, message: string } | null, window: { from: string, to: string }, points: Array<{ date: string, yhat: number, isOpen: boolean, closedReason: ClosedReason | null, isAssumed: boolean }>, modelVersion: { version: number, backtest: { metrics: { wape: number | null }, baseline: { wape: number | null } } | null } | null };

export type FleetMomentQueryVariables = Exact<{ [key: string]: never; }>;


export type FleetMomentQuery = { forecasts: { nodes: Array<{ registrySeenAt: string | null, window: { from: string } } | null> } };

export type StorePointFragment = { date: string, yhat: number, lower: number, upper: number, isOpen: boolean, isAssumed: boolean, closedReason: ClosedReason | null };

export type StoreQueryVariables = Exact<{
  id: string | number;
  window?: DateWindowInput | null | undefined;
}>;


export type StoreQuery = { store: { id: string, code: string, name: string, region: { id: string, name: string }, forecast: { status: ForecastStatus, staleReasons: Array<StaleReason>, totalYhat: number, level: number, window: { from: string, to: string }, points: Array<{ date: string, yhat: number, lower: number, upper: number, isOpen: boolean, isAssumed: boolean, closedReason: ClosedReason | null }> } | null } | null };

export type MlflowQueryVariables = Exact<{ [key: string]: never; }>;


export type MlflowQuery = { stores: { nodes: Array<{ champion: { detailsUrl: string | null } | null }> } };

export const CompareRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CompareRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Forecast"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"store"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"staleReasons"}},{"kind":"Field","name":{"kind":"Name","value":"totalYhat"}}]}}]} as unknown as DocumentNode<CompareRowFragment, unknown>;
export const FleetForecastFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FleetForecast"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Forecast"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"store"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"staleReasons"}},{"kind":"Field","name":{"kind":"Name","value":"championIssue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"trainedThrough"}},{"kind":"Field","name":{"kind":"Name","value":"totalYhat"}},{"kind":"Field","alias":{"kind":"Name","value":"lastWeek"},"name":{"kind":"Name","value":"earlierTotal"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"daysEarlier"},"value":{"kind":"IntValue","value":"7"}}]},{"kind":"Field","alias":{"kind":"Name","value":"lastYear"},"name":{"kind":"Name","value":"earlierTotal"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"daysEarlier"},"value":{"kind":"IntValue","value":"364"}}]},{"kind":"Field","name":{"kind":"Name","value":"window"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"Field","name":{"kind":"Name","value":"points"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"yhat"}},{"kind":"Field","name":{"kind":"Name","value":"isOpen"}},{"kind":"Field","name":{"kind":"Name","value":"closedReason"}},{"kind":"Field","name":{"kind":"Name","value":"isAssumed"}}]}},{"kind":"Field","name":{"kind":"Name","value":"modelVersion"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"backtest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wape"}}]}},{"kind":"Field","name":{"kind":"Name","value":"baseline"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wape"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FleetForecastFragment, unknown>;
export const StorePointFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StorePoint"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ForecastPoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"yhat"}},{"kind":"Field","name":{"kind":"Name","value":"lower"}},{"kind":"Field","name":{"kind":"Name","value":"upper"}},{"kind":"Field","name":{"kind":"Name","value":"isOpen"}},{"kind":"Field","name":{"kind":"Name","value":"isAssumed"}},{"kind":"Field","name":{"kind":"Name","value":"closedReason"}}]}}]} as unknown as DocumentNode<StorePointFragment, unknown>;
export const CompareDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Compare"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StoreFilterInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateWindowInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"forecasts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"6"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"CompareRow"}},{"kind":"Field","name":{"kind":"Name","value":"window"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"CompareRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Forecast"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"store"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"staleReasons"}},{"kind":"Field","name":{"kind":"Name","value":"totalYhat"}}]}}]} as unknown as DocumentNode<CompareQuery, CompareQueryVariables>;
export const FleetDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Fleet"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateWindowInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stores"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2000"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"dataThrough"}},{"kind":"Field","name":{"kind":"Name","value":"region"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"forecasts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2000"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"FleetForecast"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FleetForecast"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Forecast"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"store"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"staleReasons"}},{"kind":"Field","name":{"kind":"Name","value":"championIssue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"trainedThrough"}},{"kind":"Field","name":{"kind":"Name","value":"totalYhat"}},{"kind":"Field","alias":{"kind":"Name","value":"lastWeek"},"name":{"kind":"Name","value":"earlierTotal"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"daysEarlier"},"value":{"kind":"IntValue","value":"7"}}]},{"kind":"Field","alias":{"kind":"Name","value":"lastYear"},"name":{"kind":"Name","value":"earlierTotal"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"daysEarlier"},"value":{"kind":"IntValue","value":"364"}}]},{"kind":"Field","name":{"kind":"Name","value":"window"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"Field","name":{"kind":"Name","value":"points"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"yhat"}},{"kind":"Field","name":{"kind":"Name","value":"isOpen"}},{"kind":"Field","name":{"kind":"Name","value":"closedReason"}},{"kind":"Field","name":{"kind":"Name","value":"isAssumed"}}]}},{"kind":"Field","name":{"kind":"Name","value":"modelVersion"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"backtest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"metrics"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wape"}}]}},{"kind":"Field","name":{"kind":"Name","value":"baseline"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"wape"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FleetQuery, FleetQueryVariables>;
export const FleetMomentDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FleetMoment"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"forecasts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"registrySeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"window"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FleetMomentQuery, FleetMomentQueryVariables>;
export const StoreDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Store"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DateWindowInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"store"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"region"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"forecast"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"staleReasons"}},{"kind":"Field","name":{"kind":"Name","value":"totalYhat"}},{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"window"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"Field","name":{"kind":"Name","value":"points"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"StorePoint"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"StorePoint"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ForecastPoint"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"date"}},{"kind":"Field","name":{"kind":"Name","value":"yhat"}},{"kind":"Field","name":{"kind":"Name","value":"lower"}},{"kind":"Field","name":{"kind":"Name","value":"upper"}},{"kind":"Field","name":{"kind":"Name","value":"isOpen"}},{"kind":"Field","name":{"kind":"Name","value":"isAssumed"}},{"kind":"Field","name":{"kind":"Name","value":"closedReason"}}]}}]} as unknown as DocumentNode<StoreQuery, StoreQueryVariables>;
export const MlflowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Mlflow"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stores"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"champion"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"detailsUrl"}}]}}]}}]}}]}}]} as unknown as DocumentNode<MlflowQuery, MlflowQueryVariables>;