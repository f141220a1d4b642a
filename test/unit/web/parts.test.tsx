/** @jest-environment jsdom */
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import type { LiveProblem } from "../../../web/src/api/live-state.js";
import { Button } from "../../../web/src/parts/button.js";
import { Problem } from "../../../web/src/parts/problem.js";
import { StatusBadge } from "../../../web/src/parts/status-badge.js";
import { useSelection } from "../../../web/src/selection/use-selection.js";
import { ToastsProvider, useToasts } from "../../../web/src/toasts/toasts.js";
import { NOON, renderPart } from "./support.js";

afterEach(cleanup);

describe("a button", () => {
  test("does what it says once, and nothing while it is busy", () => {
    const onClick = jest.fn();
    const { rerender } = renderPart(<Button onClick={onClick}>Refresh</Button>);
    fireEvent.click(screen.getByRole("button", { name: "Refresh" }));
    rerender(
      <Button isBusy onClick={onClick}>
        Refresh
      </Button>,
    );
    const button = screen.getByRole("button", { name: "Refresh" });
    fireEvent.click(button);
    expect(onClick).toHaveBeenCalledTimes(1);
    expect(button.getAttribute("aria-busy")).toBe("true");
    // it keeps the focus, which a disabled button loses
    expect(button.hasAttribute("disabled")).toBe(false);
  });

  test("that may not be pressed says why, and does nothing", () => {
    const onClick = jest.fn();
    renderPart(
      <Button onClick={onClick} refusal="Ask your manager.">
        Refresh
      </Button>,
    );
    const button = screen.getByRole("button", { name: "Refresh", description: "Ask your manager." });
    fireEvent.click(button);
    expect(onClick).not.toHaveBeenCalled();
    expect(button.getAttribute("aria-disabled")).toBe("true");
    button.focus();
    expect(document.activeElement).toBe(button);
  });
});

describe("a status", () => {
  test("is told in words, with its reasons", () => {
    const { container } = renderPart(<StatusBadge status="STALE" reasons={["NEW_DATA", "CHANGED_DATA"]} />);
    expect(container.textContent).toBe("Stale: new days came in, past days were corrected");
  });

  test("of a model that did not load is told too", () => {
    const { container } = renderPart(<StatusBadge status={null} />);
    expect(container.textContent).toBe("Not loaded");
  });
});

describe("a problem", () => {
  const problem: LiveProblem = {
    ...{ kind: "unavailable", service: "mlflow", message: "MLflow is down.", requestId: null },
    ...{ retryAfterSeconds: null, isRetryable: true, since: NOON, failures: 1, retryAt: NOON },
  };

  test("says what, since when, and that it is tried again", () => {
    renderPart(<Problem problem={problem} onRetry={() => undefined} />);
    const words = screen.getByRole("alert").textContent;
    expect(words).toContain("MLflow does not answer");
    expect(words).toMatch(/Since \d+:\d\d/);
    expect(words).toContain("Trying again by itself");
  });

  test("of asking too often says when it is asked again", () => {
    const retryAt = new Date(NOON.getTime() + 20_000);
    const limited: LiveProblem = { ...problem, kind: "rate-limited", service: null, retryAt };
    renderPart(<Problem problem={limited} onRetry={() => undefined} />);
    expect(screen.getByRole("alert").textContent).toMatch(/Asked again by itself at \d+:\d\d:20/);
  });

  test("is tried again at once when asked", () => {
    const onRetry = jest.fn();
    renderPart(<Problem problem={{ ...problem, kind: "bug", isRetryable: false }} onRetry={onRetry} />);
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(onRetry).toHaveBeenCalledTimes(1);
    expect(screen.getByRole("alert").textContent).not.toContain("by itself");
  });
});

describe("toasts", () => {
  function Teller() {
    const { show } = useToasts();
    return (
      <>
        <button onClick={() => show({ kind: "success", text: "Store 1 is fresh" })}>good</button>
        <button onClick={() => show({ kind: "problem", text: "Store 2 failed" })}>bad</button>
      </>
    );
  }
  const renderTeller = () =>
    renderPart(
      <ToastsProvider>
        <Teller />
      </ToastsProvider>,
    );
  const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

  afterEach(() => void jest.useRealTimers());

  test("are said politely, each once, and dismissed by button or Escape", () => {
    renderTeller();
    for (const name of ["good", "good", "bad"]) press(name);
    expect(screen.getByRole("list").getAttribute("aria-live")).toBe("polite");
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    press("Dismiss: Store 1 is fresh");
    fireEvent.keyDown(screen.getByRole("button", { name: "Dismiss: Store 2 failed" }), { key: "Escape" });
    expect(screen.queryAllByRole("listitem")).toEqual([]);
  });

  test("good ones go by themselves unless they are pointed at; bad ones stay", () => {
    jest.useFakeTimers();
    renderTeller();
    press("good");
    press("bad");
    const good = screen.getByText("Store 1 is fresh").closest("li")!;
    fireEvent.pointerEnter(good);
    act(() => void jest.advanceTimersByTime(60_000));
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    fireEvent.pointerLeave(good);
    act(() => void jest.advanceTimersByTime(60_000));
    expect(screen.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
      "Store 2 failed×",
    ]);
  });
});

describe("the selection's hook", () => {
  function Chooser() {
    const { selection, change, linkTo } = useSelection();
    return (
      <>
        <button onClick={() => change({ stores: [...selection.stores, "2"] }, "push")}>choose</button>
        <button onClick={() => change({ search: "b" })}>search</button>
        <a href={linkTo("/compare")}>compare</a>
      </>
    );
  }

  test("reads signs that addresses write otherwise", () => {
    renderPart(<Chooser />, "/?q=100%2525+%2B");
    expect(screen.getByRole("link").getAttribute("href")).toBe("/compare?q=100%2525+%2B");
  });

  test("changes the address, and links take the selection along", () => {
    const { history } = renderPart(<Chooser />, "/?stores=1");
    fireEvent.click(screen.getByRole("button", { name: "choose" }));
    fireEvent.click(screen.getByRole("button", { name: "search" }));
    expect(history.at(-1)).toBe("/?stores=1,2&q=b");
    expect(screen.getByRole("link").getAttribute("href")).toBe("/compare?stores=1,2&q=b");
  });
});
