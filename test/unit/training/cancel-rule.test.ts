import { expect, test } from "@jest/globals";
import { decideCancel } from "../../../src/training/cancel-rule.js";

test.each([
  ["a job that waits for this batch alone", "QUEUED", 1, "CANCEL_JOB"],
  ["a job that waits and that another batch has joined", "QUEUED", 2, "WITHDRAW"],
  ["a job that waits for many", "QUEUED", 200, "WITHDRAW"],
  ["a job that runs for this batch alone", "RUNNING", 1, "LEAVE"],
  ["a job that runs for others too", "RUNNING", 2, "LEAVE"],
  ["a job that has made a version", "SUCCEEDED", 1, "LEAVE"],
  ["a job that failed for good", "FAILED", 1, "LEAVE"],
  ["a job that was cancelled", "CANCELLED", 0, "LEAVE"],
] as const)("%s: %s, %i requests: %s", (_, status, requestCount, decision) => {
  expect(decideCancel({ status, requestCount })).toBe(decision);
});
