/** @jest-environment jsdom */
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import type { ExportFile } from "../../../web/src/export/export-file.js";
import { ExportMenu } from "../../../web/src/export/export-menu.js";
import { ToastsProvider } from "../../../web/src/toasts/toasts.js";
import { renderPart } from "./support.js";

afterEach(cleanup);

const show = (make: () => ExportFile | Promise<ExportFile>) =>
  renderPart(
    <ToastsProvider>
      <ExportMenu
        choices={[
          { label: "Days as CSV", make: () => ({ name: "days.csv", content: new Blob([]) }) },
          { label: "Chart as PNG", make },
        ]}
      />
    </ToastsProvider>,
  );
const trigger = () => screen.getByRole("button", { name: "Export" });

describe("the menu of files", () => {
  test("is opened, walked through and left by keyboard", () => {
    show(jest.fn<() => ExportFile>());
    fireEvent.click(trigger());
    const items = screen.getAllByRole("menuitem");
    expect(document.activeElement).toBe(items[0]);
    fireEvent.keyDown(items[0]!, { key: "ArrowDown" });
    expect(document.activeElement).toBe(items[1]);
    fireEvent.keyDown(items[1]!, { key: "Escape" });
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(trigger());
  });

  test("saves the file under its name", async () => {
    const clicked: string[] = [];
    URL.createObjectURL = () => "blob:here";
    URL.revokeObjectURL = () => undefined;
    const click = jest.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      clicked.push(`${this.href} ${this.download}`);
    });
    show(() => Promise.resolve({ name: "chart.png", content: new Blob([]) }));
    fireEvent.click(trigger());
    fireEvent.click(screen.getByRole("menuitem", { name: "Chart as PNG" }));
    await waitFor(() => expect(clicked).toEqual(["blob:here chart.png"]));
    click.mockRestore();
  });

  test("tells why a file could not be made", async () => {
    show(() => Promise.reject(new Error("the chart is not drawn yet")));
    fireEvent.click(trigger());
    fireEvent.click(screen.getByRole("menuitem", { name: "Chart as PNG" }));
    await screen.findByText("Chart as PNG could not be made: the chart is not drawn yet");
  });
});
