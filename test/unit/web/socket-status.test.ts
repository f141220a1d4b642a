import { describe, expect, test } from "@jest/globals";
import { createSocketStore } from "../../../web/src/api/socket-status.js";

function makeStore() {
  let minute = 0;
  const store = createSocketStore(() => new Date(Date.UTC(2015, 7, 1, 9, minute++)));
  const caughtUp: string[] = [];
  store.onReconnected(() => void caughtUp.push("caught up"));
  return { store, caughtUp };
}

describe("the status of the socket", () => {
  test("it is connecting until it is connected, which is no reason to catch up", () => {
    const { store, caughtUp } = makeStore();
    expect(store.getStatus()).toEqual({ state: "connecting" });
    store.report("connecting");
    store.report("connected");
    expect(store.getStatus()).toEqual({ state: "connected" });
    expect(caughtUp).toEqual([]);
  });

  test("it is lost since it first closed, however often it tries", () => {
    const { store } = makeStore();
    for (const event of ["connected", "closed", "connecting", "closed", "connecting"] as const)
      store.report(event);
    expect(store.getStatus()).toEqual({ state: "lost", since: new Date("2015-08-01T09:00:00Z") });
  });

  test("when it is back, once for each time, the page catches up", () => {
    const { store, caughtUp } = makeStore();
    for (const event of ["connected", "closed", "connected", "closed", "closed", "connected"] as const)
      store.report(event);
    expect(caughtUp).toHaveLength(2);
  });

  test("a store that was not reached at first has nothing to catch up with", () => {
    const { store, caughtUp } = makeStore();
    for (const event of ["connecting", "closed", "connecting", "connected"] as const) store.report(event);
    expect(caughtUp).toEqual([]);
  });

  test("watchers are told of each change until they leave", () => {
    const { store } = makeStore();
    const seen: string[] = [];
    const leave = store.subscribe(() => void seen.push(store.getStatus().state));
    store.report("connected");
    store.report("closed");
    leave();
    store.report("connected");
    expect(seen).toEqual(["connected", "lost"]);
  });
});
