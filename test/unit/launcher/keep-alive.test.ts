import { describe, expect, test } from "@jest/globals";
import type { Child } from "../../../src/launcher/child.js";
import { keepAlive } from "../../../src/launcher/keep-alive.js";

/** A child that dies when told to. */
function makeChild(pid: number): Child & { die(how: string): void } {
  let die!: (how: string) => void;
  const exited = new Promise<string>((resolve) => (die = resolve));
  const stop = () => {
    die("stopped");
    return Promise.resolve();
  };
  return { pid, url: null, exited, stop, die };
}

describe("keeping a child alive", () => {
  test("a child that dies is started again, and told of", async () => {
    const children = [makeChild(1), makeChild(2)];
    let started = 0;
    let onRestart!: () => void;
    const restarted = new Promise<void>((resolve) => (onRestart = resolve));
    const notices: string[] = [];
    const kept = await keepAlive(
      "api",
      () => {
        const child = children[started++]!;
        if (started === 2) onRestart();
        return Promise.resolve(child);
      },
      (sentence) => notices.push(sentence),
      () => undefined,
    );
    children[0]!.die("exit code 1");
    await restarted;
    expect(notices).toEqual(["api died (exit code 1); starting it again in 0.5 s."]);
    await kept.stop();
    expect(started).toBe(2);
  });

  test("a stop is not a death", async () => {
    let started = 0;
    const gaveUp: string[] = [];
    const kept = await keepAlive(
      "worker",
      () => {
        started++;
        return Promise.resolve(makeChild(1));
      },
      () => undefined,
      (reason) => gaveUp.push(reason),
    );
    await kept.stop();
    expect(started).toBe(1);
    expect(gaveUp).toEqual([]);
  });

  test("a child that cannot be started at all is the caller's error", async () => {
    const failing = () => Promise.reject(new Error("no such program"));
    await expect(
      keepAlive(
        "api",
        failing,
        () => undefined,
        () => undefined,
      ),
    ).rejects.toThrow("no such program");
  });
});
