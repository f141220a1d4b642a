import { getIntrospectionQuery } from "graphql";
import { encodeId } from "../../src/schema/ids.js";

/** A question that must have the same answer however it is executed. */
export interface EqualityCase {
  fact: string;
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

const store = encodeId("Store", "3");
const version = encodeId("ModelVersion", "3:1");
const region = encodeId("Region", "HE");
const job = encodeId("RetrainJob", "job-1");

const NODES = `query Nodes($store: ID!, $version: ID!, $job: ID = "${job}") {
  a: node(id: $store) { __typename id ...StoreParts }
  b: node(id: $version) { ... on Store { code } ... on ModelVersion { version role store { code } backtest { skill } } }
  c: node(id: $job) { id ... on RetrainJob { status queuedAt store { name } } ... on Node { __typename } }
  d: node(id: "${region}") { ... on Region { name stores(first: 1) { nodes { code } } } }
}
fragment StoreParts on Store { code region { ...RegionParts } }
fragment RegionParts on Region { name }`;

const SHARED_FRAGMENT = `query Shared($with: Boolean!, $without: Boolean!) {
  first: store(id: "1") { ...Parts @include(if: $with) code }
  second: store(id: "2") { ...Parts @skip(if: $without) code ...Parts @include(if: $with) }
  third: store(id: "3") { ...Parts }
}
fragment Parts on Store { name region @include(if: $with) { name } timeZone @skip(if: $without) }`;

const WINDOWS = `query Windows($window: DateWindowInput, $level: Float = 0.5, $first: Int! = 2, $ids: [ID!]) {
  forecasts(window: $window, level: $level, first: $first, filter: { storeIds: $ids }) {
    totalCount nodes { level window { from to } points { date yhat } }
  }
}`;

const TWO = `query Codes { stores { nodes { code } } } query Names { stores { nodes { name } } }`;

const ARGUMENTS = `query Arguments($id: ID!, $from: LocalDate, $regions: [ID!]) {
  store(id: $id) { sales(window: { from: $from, to: "2015-07-03" }) { date y isOpen events } }
  stores(filter: { regionIds: $regions }) { totalCount }
}`;

/** Shapes, arguments and answers without errors. */
const GOOD: EqualityCase[] = [
  { fact: "a list of objects", query: "{ stores { nodes { code name } } }" },
  {
    fact: "the wide question of a morning",
    query: `{ forecasts(first: 50, window: { to: "2015-08-08" }, filter: { storeIds: ["1", "2", "3", "5"] }) { nodes {
      store { id name } status modelVersion { version } points { date yhat lower upper } } } }`,
  },
  {
    fact: "forecasts as columns of the page, as they are and rounded",
    query: `query Columns($decimals: Int) { forecasts(filter: { storeIds: ["1", "2", "3", "5"] }) { all: columns { id name status version date yhat lower upper }
      columns(decimals: $decimals) { yhat lower } whole: columns(decimals: 0) { upper } pageInfo { hasNextPage endCursor } totalCount } }`,
    variables: { decimals: 3 },
  },
  {
    fact: "points by aliases, merged, through fragments and with their type",
    query: `query Points($with: Boolean!) { forecasts(filter: { storeIds: ["3", "1"] }) { nodes { p: points { d: date ...Bounds } p: points { __typename open: isOpen }
      ... on Forecast { totalYhat points { yhat @skip(if: $with) closedReason isAssumed } } __typename } edges { cursor node { points { ...Bounds @include(if: $with) date } } } } }
    fragment Bounds on ForecastPoint { lower upper }`,
    variables: { with: true },
  },
  {
    fact: "one store's forecast, and that of a store that does not exist",
    query: `{ one: store(id: "2") { name forecast { status modelVersion { version } points { date yhat lower upper } } } none: store(id: "404") { name forecast { level } } }`,
  },
  {
    fact: "lists whose items have to be waited for beside lists whose items do not",
    query: `{ forecasts(first: 2, filter: { storeIds: ["1", "2"] }) { nodes { store { code region { name } } points { yhat } } } stores(first: 2) { nodes { name id } } }`,
  },
  {
    fact: "aliases, in the order of the question",
    query: `{ z: store(id: "1") { second: name first: code } a: store(id: "2") { first: code second: name } }`,
  },
  {
    fact: "one field by three aliases with other arguments",
    query: `{ store(id: "3") { a: forecast(level: 0.5) { level } b: forecast(level: 0.9) { level }
      c: forecast(window: { from: "2015-08-01", to: "2015-08-03" }) { totalYhat window { from to } } } }`,
  },
  {
    fact: "fields named twice are merged",
    query: `{ stores { nodes { code } nodes { name code } totalCount } stores { pageInfo { hasNextPage } } }`,
  },
  { fact: "interfaces, fragments and a default", query: NODES, variables: { store, version } },
  {
    fact: "an interface by variables",
    query: NODES,
    variables: { store: version, version: store, job: region },
  },
  {
    fact: "a type of its own name in inline fragments without a type",
    query: `{ ... { stores { ... { __typename nodes { ... { __typename code } } } } } __typename }`,
  },
  { fact: "include and skip, one way", query: SHARED_FRAGMENT, variables: { with: true, without: true } },
  {
    fact: "include and skip, the other way",
    query: SHARED_FRAGMENT,
    variables: { with: false, without: false },
  },
  { fact: "include alone", query: SHARED_FRAGMENT, variables: { with: true, without: false } },
  {
    fact: "skip and include on one field, in literals",
    query: `{ store(id: "1") { code @skip(if: true) name @include(if: true) @skip(if: false) id @include(if: false) } }`,
  },
  {
    fact: "everything skipped in lists",
    query: `{ forecasts(first: 2) { nodes { store { id @skip(if: true) } points { date @include(if: false) } } } }`,
  },
  {
    fact: "everything skipped",
    query: `query None($no: Boolean = false) { store(id: "1") { code @include(if: $no) } stores @include(if: $no) { totalCount } }`,
  },
  { fact: "defaults of variables", query: WINDOWS },
  { fact: "variables that are null", query: WINDOWS, variables: { window: null, ids: null } },
  {
    fact: "an input object by variable",
    query: WINDOWS,
    variables: { window: { from: "2015-08-02", to: "2015-08-04" }, level: 0.95, first: 1, ids: ["2", "1"] },
  },
  { fact: "half an input object", query: WINDOWS, variables: { window: { to: "2015-08-02" } } },
  {
    fact: "an integer for a float, one item for a list",
    query: WINDOWS,
    variables: { level: 0.5, ids: "3" },
  },
  { fact: "an empty list", query: WINDOWS, variables: { ids: [] } },
  { fact: "a variable that the query has not", query: WINDOWS, variables: { turnover: 1 } },
  {
    fact: "variables inside an input object",
    query: ARGUMENTS,
    variables: { id: 3, from: "2015-07-01", regions: ["HE"] },
  },
  {
    fact: "custom scalars, as columns and as days",
    query: `{ store(id: "2") { dataThrough champion { trainedAt trainedThrough detailsUrl }
      forecast { trainedThrough registrySeenAt columns { date yhat lower upper } } } }`,
  },
  {
    fact: "enums, lists of enums and of objects",
    query: `{ store(id: "1") { attributes { name value } champion { role } championPin { kind }
      forecast { status staleReasons points { closedReason isOpen isAssumed components { name value } } } } }`,
  },
  {
    fact: "connections in connections",
    query: `{ regions { id name stores(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node {
      code region { name } modelVersions(first: 1) { totalCount edges { cursor node { version } } } } } } } }`,
  },
  {
    fact: "a page after another",
    query: `query Page($after: String) { stores(first: 2, after: $after) { nodes { code } pageInfo { hasNextPage endCursor } } }`,
    variables: { after: encodeId("Store", "2") },
  },
  {
    fact: "what does not exist is null",
    query: `{ store(id: "404") { code champion { version } } node(id: "${encodeId("Store", "404")}") { id } }`,
  },
  {
    fact: "objects that are null",
    query: `{ store(id: "1") { championPin { at by } champion { promotion { at } rollback { at } } } }`,
  },
  {
    fact: "jobs and batches",
    query: `{ retrainJobs(statuses: [RUNNING, QUEUED]) { totalCount nodes { id status progress trigger requestedBy batch { id counts { stores queued } }
      store { code } modelVersion { version } failure { code } } } retrainBatches { nodes { id status requestedAt detailsUrl stores { totalCount } } } }`,
  },
  {
    fact: "the fleet",
    query: `{ fleet { stores trained untrained baseline stale staleReasons { reason stores } queued running expectedFinish openBatches { totalCount } } }`,
  },
  { fact: "the whole introspection", query: getIntrospectionQuery() },
  {
    fact: "a type's introspection beside data",
    query: `{ __type(name: "Forecast") { name kind fields { name type { kind name ofType { name } } } } __schema { queryType { name } } regions { name } }`,
  },
  { fact: "a type that does not exist", query: `{ __type(name: "Turnover") { name } }` },
  { fact: "one operation of several", query: TWO, operationName: "Names" },
  { fact: "the other operation of several", query: TWO, operationName: "Codes" },
  {
    fact: "names that are words of JavaScript",
    query: `{ constructor: store(id: "1") { class: code toString: name } }`,
  },
  {
    fact: "text that wants escaping",
    query: `{ regions { name } node(id: "${encodeId("Region", "BW")}") { ... on Region { name } } }`,
  },
];

/** Answers with errors in them, whole or in part. */
const FAULTY: EqualityCase[] = [
  {
    fact: "one store of many whose model fails",
    query: `{ forecasts(window: { to: "2015-08-03" }) { nodes { store { code } points { date yhat } } totalCount } }`,
  },
  {
    fact: "one field that fails in two places",
    query: `{ a: store(id: "4") { code forecast { level } } b: store(id: "4") { forecast { level } name } stores { nodes { forecast { level } } } }`,
  },
  {
    fact: "edges whose node fails",
    query: `{ forecasts { edges { cursor node { status } } pageInfo { endCursor } } }`,
  },
  {
    fact: "columns of a page of which one store's model fails",
    query: `{ forecasts { columns(decimals: 2) { id status version date yhat } } }`,
  },
  { fact: "more decimals than there may be", query: `{ forecasts { columns(decimals: 7) { yhat } } }` },
  { fact: "a root that fails and may be null", query: `{ node(id: "262") { id } regions { name } }` },
  { fact: "a root that fails and may not be null", query: `{ stores(first: 0) { totalCount } }` },
  {
    fact: "several roots that fail, of which some may not be null",
    query: `{ regions { name } stores(first: 0) { totalCount } node(id: "262") { id } forecasts(level: 1) { totalCount } }`,
  },
  {
    fact: "a window that is refused",
    query: WINDOWS,
    variables: { window: { from: "2015-08-02", to: "2015-08-02" } },
  },
  { fact: "a filter that names what does not exist", query: WINDOWS, variables: { ids: ["1", "404"] } },
  {
    fact: "a nested field that may not be null and fails",
    query: `{ store(id: "1") { code sales(window: { from: "2015-01-01", to: "2015-12-01" }) { y } } regions { name } }`,
  },
  {
    fact: "several nested fields that may not be null and fail",
    query: `{ stores(first: 3) { nodes { code modelVersions(first: 0) { totalCount } } } node(id: "262") { id } }`,
  },
  {
    fact: "null for a condition with a default",
    query: `query None($no: Boolean = false) { regions { name @include(if: $no) } }`,
    variables: { no: null },
  },
  { fact: "a variable of a wrong type", query: WINDOWS, variables: { level: "high" } },
  {
    fact: "several wrong variables",
    query: WINDOWS,
    variables: { level: "high", first: 1.5, window: { from: "2015-13-01" }, ids: [null] },
  },
  {
    fact: "a field that the input object has not",
    query: WINDOWS,
    variables: { window: { since: "2015-08-01" } },
  },
  { fact: "null for what may not be null", query: WINDOWS, variables: { first: null } },
  { fact: "a missing variable", query: ARGUMENTS, variables: { from: "2015-07-01" } },
  { fact: "an id that is no id", query: ARGUMENTS, variables: { id: { code: "3" } } },
  { fact: "a number that is too large", query: WINDOWS, variables: { first: 2 ** 31 } },
  { fact: "null for a list's item", query: ARGUMENTS, variables: { id: "3", regions: ["HE", null] } },
  {
    fact: "null for an argument with a default",
    query: `query($level: Float) { store(id: "1") { forecast(level: $level) { level } } }`,
    variables: { level: null },
  },
  { fact: "a field that the schema has not", query: "{ stores { turnover } }" },
  { fact: "an argument of a wrong type", query: `{ stores(first: "two") { totalCount } }` },
  { fact: "a fragment on a type that it cannot be of", query: `{ regions { ... on Store { code } } }` },
  { fact: "broken syntax", query: "{ stores { nodes { code }" },
  { fact: "several operations and none chosen", query: TWO },
  { fact: "an operation that is not there", query: TWO, operationName: "Turnover" },
];

export const EQUALITY_CASES: readonly EqualityCase[] = [...GOOD, ...FAULTY];
