import { describe, expect, test } from "@jest/globals";

import { decideRetrain, type DataState, type RetrainState } from "../../../src/training/retrain-rule.js";

const now: DataState = { dataThrough: "2015-06-19", dataRevision: 2 };
const older: DataState = { dataThrough: "2015-06-18", dataRevision: 2 };
const uncorrected: DataState = { dataThrough: "2015-06-19", dataRevision: 1 };
const none: DataState = { dataThrough: null, dataRevision: 0 };

const idle: RetrainState = { data: now, isQueued: false, running: null, newest: null, force: false };

describe("the retrain rule", () => {
  test.each<[string, Partial<RetrainState>, string]>([
    ["a store without a model", {}, "QUEUE"],
    ["a newest version that has seen all data", { newest: now }, "UP_TO_DATE"],
    ["a newest version that has seen all data, forced", { newest: now, force: true }, "QUEUE"],
    ["a newest version that lacks the last day", { newest: older }, "QUEUE"],
    ["a newest version that lacks a correction", { newest: uncorrected }, "QUEUE"],
    [
      "a newest version of days that are gone",
      { newest: { dataThrough: "2015-07-31", dataRevision: 2 } },
      "QUEUE",
    ],
    [
      "a newest version that others made",
      { newest: { dataThrough: "2015-06-19", dataRevision: null } },
      "QUEUE",
    ],
    ["a store without any data", { data: none }, "QUEUE"],
    ["a queued job", { isQueued: true }, "JOIN_QUEUED"],
    ["a queued job, forced", { isQueued: true, force: true }, "JOIN_QUEUED"],
    ["a queued job and a version that has seen all", { isQueued: true, newest: now }, "JOIN_QUEUED"],
    ["a running job with the same data", { running: now }, "JOIN_RUNNING"],
    ["a running job with the same data, forced", { running: now, force: true }, "JOIN_RUNNING"],
    ["a running job with older data", { running: older }, "QUEUE_FOLLOW_UP"],
    ["a running job before a correction", { running: uncorrected }, "QUEUE_FOLLOW_UP"],
    ["a running job that has read no data", { running: none }, "QUEUE_FOLLOW_UP"],
    ["a running job with older data and a follow-up", { running: older, isQueued: true }, "JOIN_QUEUED"],
    ["a running job with the same data and a follow-up", { running: now, isQueued: true }, "JOIN_QUEUED"],
    ["a running job beside a version that has seen all", { running: now, newest: now }, "JOIN_RUNNING"],
  ])("%s: %j gives %s", (_, state, decision) => {
    expect(decideRetrain({ ...idle, ...state })).toBe(decision);
  });
});
