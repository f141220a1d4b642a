import { describe, expect, test } from "@jest/globals";

import {
  decideRetrain,
  type DataState,
  type RetrainDecision,
  type RetrainState,
} from "../../../src/training/retrain-rule.js";

const now: DataState = { dataThrough: "2015-06-19", dataRevision: 2 };
const older: DataState = { dataThrough: "2015-06-18", dataRevision: 2 };
const uncorrected: DataState = { dataThrough: "2015-06-19", dataRevision: 1 };
const none: DataState = { dataThrough: null, dataRevision: 0 };

const idle: RetrainState = { data: now, isQueued: false, running: null, newest: null, force: false };

const JOBS: Record<string, Pick<RetrainState, "isQueued" | "running">> = {
  "no job": { isQueued: false, running: null },
  "a queued job": { isQueued: true, running: null },
  "a running job with the same data": { isQueued: false, running: now },
  "a running job with older data": { isQueued: false, running: older },
  "a running job before a correction": { isQueued: false, running: uncorrected },
  "a running job without data": { isQueued: false, running: none },
  "a running job with the same data and a queued one": { isQueued: true, running: now },
  "a running job with older data and a queued one": { isQueued: true, running: older },
  "a running job before a correction and a queued one": { isQueued: true, running: uncorrected },
};

/** What the newest version was trained on, in the order of a row's decisions. */
const NEWEST: [string, DataState | null][] = [
  ["no version", null],
  ["a version of the same data", now],
  ["a version of older data", older],
  ["a version before a correction", uncorrected],
  ["a version that others made", { dataThrough: "2015-06-19", dataRevision: null }],
  ["a version of days that are gone", { dataThrough: "2015-07-31", dataRevision: 2 }],
];

type Decisions = [
  RetrainDecision,
  RetrainDecision,
  RetrainDecision,
  RetrainDecision,
  RetrainDecision,
  RetrainDecision,
];

/** Jobs, whether it is forced, and a decision for each newest version. */
// prettier-ignore
const TABLE: [string, boolean, ...Decisions][] = [
  ["no job", false, "QUEUE", "UP_TO_DATE", "QUEUE", "QUEUE", "QUEUE", "QUEUE"],
  ["no job", true, "QUEUE", "QUEUE", "QUEUE", "QUEUE", "QUEUE", "QUEUE"],
  ["a queued job", false, "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED"],
  ["a queued job", true, "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED"],
  ["a running job with the same data", false, "JOIN_RUNNING", "JOIN_RUNNING", "JOIN_RUNNING", "JOIN_RUNNING", "JOIN_RUNNING", "JOIN_RUNNING"],
  ["a running job with the same data", true, "JOIN_RUNNING", "JOIN_RUNNING", "JOIN_RUNNING", "JOIN_RUNNING", "JOIN_RUNNING", "JOIN_RUNNING"],
  ["a running job with older data", false, "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP"],
  ["a running job with older data", true, "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP"],
  ["a running job before a correction", false, "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP"],
  ["a running job before a correction", true, "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP"],
  ["a running job without data", false, "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP"],
  ["a running job without data", true, "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP", "QUEUE_FOLLOW_UP"],
  ["a running job with the same data and a queued one", false, "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED"],
  ["a running job with the same data and a queued one", true, "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED"],
  ["a running job with older data and a queued one", false, "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED"],
  ["a running job with older data and a queued one", true, "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED"],
  ["a running job before a correction and a queued one", false, "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED"],
  ["a running job before a correction and a queued one", true, "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED", "JOIN_QUEUED"],
];

describe("the retrain rule", () => {
  test.each(
    TABLE.flatMap(([jobs, force, ...decisions]) =>
      NEWEST.map(([version, newest], place) => ({
        jobs,
        force,
        version,
        newest,
        decision: decisions[place],
      })),
    ),
  )("$jobs, $version, force $force: $decision", ({ jobs, force, newest, decision }) => {
    expect(decideRetrain({ data: now, ...JOBS[jobs]!, newest, force })).toBe(decision);
  });

  test("has a row for each state of a store's jobs, forced or not", () => {
    const rows = TABLE.map(([jobs, force]) => `${jobs} ${force}`);
    expect(rows).toEqual(Object.keys(JOBS).flatMap((jobs) => [`${jobs} false`, `${jobs} true`]));
  });

  test.each<[string, Partial<RetrainState>, RetrainDecision]>([
    ["a store without any data or version", { data: none }, "QUEUE"],
    ["a store without any data, as its version knew it", { data: none, newest: none }, "UP_TO_DATE"],
    ["a store without any data, as its running job read it", { data: none, running: none }, "JOIN_RUNNING"],
    ["a store that has lost its data since", { data: none, newest: now }, "QUEUE"],
  ])("%s: %j gives %s", (_, state, decision) => {
    expect(decideRetrain({ ...idle, ...state })).toBe(decision);
  });
});
