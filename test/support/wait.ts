import { setTimeout as delay } from "node:timers/promises";

/** Resolves as soon as the fact holds; rejects after thirty seconds. */
export async function waitUntil(isTrue: () => boolean): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`still not true: ${isTrue.toString()}`);
    await delay(5);
  }
}
