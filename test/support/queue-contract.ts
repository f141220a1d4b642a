import { randomUUID } from "node:crypto";

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

import type { Worker } from "bullmq";

import { createRetrainQueue, type RetrainQueue } from "../../src/training/queue.js";
import { makeQueueEngine } from "../../src/training/queue-engine.js";

/** A server that the queue of a suite is in. */
export interface ContractServer {
  /** Makes an empty queue. */
  makeQueue(): Promise<string>;
  /** Ends the server, which keeps what it holds. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const makeIds = (count: number) => Array.from({ length: count }, () => randomUUID());

/** What every {@link RetrainQueue} promises, wherever it is. */
export function describeQueueContract(name: string, getServer: () => ContractServer): void {
  describe(`the retrain queue on ${name}`, () => {
    let url: string;
    let queue: RetrainQueue;
    let worker: Worker | undefined;

    beforeEach(async () => {
      url = await getServer().makeQueue();
      queue = createRetrainQueue({ url, onError: () => undefined });
    });
    afterEach(async () => {
      await worker?.close();
      worker = undefined;
      await queue.close();
    });

    /** Takes every job, one after the other, and answers their ids in order. */
    const takeAll = (count: number) =>
      new Promise<string[]>((resolve) => {
        const taken: string[] = [];
        worker = makeQueueEngine(url).createWorker(
          (job) => {
            taken.push(job.id ?? "");
            if (taken.length === count) resolve(taken);
            return Promise.resolve();
          },
          { concurrency: 1 },
        );
        worker.on("error", () => undefined);
      });

    test("holds what it is given, once, until it is done", async () => {
      const [first = "", second = ""] = makeIds(2);
      await queue.add([{ id: first, priority: 1 }]);
      await queue.add([
        { id: first, priority: 10 },
        { id: second, priority: 10 },
      ]);
      expect(await queue.loadLiveIds()).toEqual(new Set([first, second]));
      expect(await queue.countLive()).toBe(2);
      expect([await queue.isLive(first), await queue.isLive(randomUUID())]).toEqual([true, false]);
      const [unknown = ""] = makeIds(1);
      expect(await queue.findMissing([first, unknown, second])).toEqual([unknown]);
      expect(await takeAll(2)).toEqual([first, second]);
      await worker?.close();
      expect(await queue.loadLiveIds()).toEqual(new Set());
      expect(await queue.countLive()).toBe(0);
    });

    test("takes nothing at all in its stride", async () => {
      await queue.add([]);
      await queue.raise([]);
      await queue.promote([]);
      expect(await queue.findMissing([])).toEqual([]);
      expect(await queue.countLive()).toBe(0);
    });

    test("takes thousands at a time, and gives them out by priority, then in order", async () => {
      const background = makeIds(2_500);
      const [person = ""] = makeIds(1);
      await queue.add(background.map((id) => ({ id, priority: 10 })));
      await queue.add([{ id: person, priority: 1 }]);
      expect(await queue.countLive()).toBe(2_501);
      expect((await queue.loadLiveIds()).size).toBe(2_501);
      expect(await takeAll(4)).toEqual([person, ...background.slice(0, 3)]);
    });

    test("moves many forward; what is gone, or never was, stays as it is", async () => {
      const ids = makeIds(60);
      const raised = ids.slice(30);
      await queue.add(ids.map((id) => ({ id, priority: 10 })));
      await queue.raise([...raised, randomUUID()].map((id) => ({ id, priority: 1 })));
      const taken = await takeAll(60);
      expect(new Set(taken.slice(0, 30))).toEqual(new Set(raised));
      expect(taken.slice(30)).toEqual(ids.slice(0, 30));
    });

    test("lets a job go before its moment, and no other one", async () => {
      const [put = "", other = ""] = makeIds(2);
      await queue.add([{ id: put, priority: 1 }]);
      const taken: string[] = [];
      let isDelayed: () => void = () => undefined;
      const delayed = new Promise<void>((resolve) => (isDelayed = resolve));
      worker = makeQueueEngine(url).createWorker(
        async (job) => {
          taken.push(job.id ?? "");
          if (job.id !== put || taken.length > 1) return;
          await job.moveToDelayed((job.processedOn ?? 0) + 3_600_000, job.token);
          isDelayed();
          const { DelayedError } = await import("bullmq");
          throw new DelayedError();
        },
        { concurrency: 1 },
      );
      worker.on("error", () => undefined);
      await delayed;
      await worker.close();
      expect(await queue.loadDelayedIds()).toEqual(new Set([put]));
      expect(await queue.isLive(put)).toBe(true);
      await queue.add([{ id: other, priority: 10 }]);
      await queue.promote([put, other, randomUUID()]);
      expect(await queue.loadDelayedIds()).toEqual(new Set());
      expect(await takeAll(2)).toEqual([put, other]);
    });

    test("says soon that its server is away, whether it was there before or not, and works once it is back", async () => {
      const [before = "", after = ""] = makeIds(2);
      await queue.add([{ id: before, priority: 1 }]);
      const late = createRetrainQueue({ url, onError: () => undefined });
      await getServer().stop();
      const started = performance.now();
      for (const one of [queue, late]) {
        await expect(one.add([{ id: after, priority: 1 }])).rejects.toMatchObject({
          ...{ code: "SERVICE_UNAVAILABLE", service: "queue", isRetryable: true },
        });
      }
      expect(performance.now() - started).toBeLessThan(8_000);
      await getServer().start();
      const deadline = performance.now() + 20_000;
      for (const one of [queue, late]) {
        while (!(await one.isLive(before).catch(() => false))) {
          if (performance.now() > deadline) throw new Error("the queue does not come back");
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await one.add([{ id: after, priority: 1 }]);
      }
      expect(await queue.loadLiveIds()).toEqual(new Set([before, after]));
      await late.close();
    });

    test("closed before it was used, or twice, it is closed", async () => {
      const unused = createRetrainQueue({ url, onError: () => undefined });
      await unused.close();
      await queue.close();
      await queue.close();
    });
  });
}
