import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { PNG } from "pngjs";
import { expectAccessible } from "../../../support/axe.js";
import { makeTab } from "../../../support/page-tab.js";
import type { GetWorld } from "./world.js";

/** Stores beside each other. */
export function describeCompare(getWorld: GetWorld): void {
  const tab = makeTab((...place) => getWorld().open(...place));
  afterAll(() => tab.close());

  const totals = () => tab.open.page.getByRole("table", { name: /^Totals of the next/ });
  const chips = () => tab.open.page.getByRole("list", { name: "Compared stores" }).getByRole("listitem");
  const settled = async () => {
    await totals().getByRole("link").first().waitFor();
    await tab.open.page.locator("main canvas").waitFor();
  };

  /** Chooses a file of the menu. */
  async function save(item: string): Promise<{ name: string; bytes: Buffer }> {
    const { page } = tab.open;
    await page.getByRole("button", { name: "Export" }).click();
    const coming = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  describe("stores are chosen", () => {
    test("by name and by code, with the keyboard, and stay in the address", async () => {
      const { page, faults } = await tab.visit("/compare");
      await page.getByRole("heading", { name: "No stores are chosen" }).waitFor();
      await page.getByRole("combobox", { name: "Add a store" }).focus();
      await page.keyboard.type("store 3");
      await page.getByRole("option", { name: /^Store 3/ }).waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL("**/compare?stores=3");
      await page.keyboard.type("5");
      await page.getByRole("option", { name: /^Store 5/ }).waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL("**/compare?stores=3,5");
      await settled();
      await page.reload();
      await settled();
      expect(await chips().allTextContents()).toEqual(["Store 3×", "Store 5×"]);
      expect(await totals().getByRole("rowheader").allTextContents()).toEqual(["Store 3", "Store 5"]);
      await page.getByRole("button", { name: "Remove Store 3" }).press("Enter");
      await page.waitForURL("**/compare?stores=5");
      await page.goBack();
      await page.waitForURL("**/compare?stores=3,5");
      expect(faults).toEqual([]);
    });

    test("six of more, and codes of none are named", async () => {
      const { page } = await tab.visit("/compare?stores=1,2,3,77,5,6,7,8");
      await page.getByText("8 stores are chosen; the first 6 are compared.").waitFor();
      await page.getByText("There is no store 77.").waitFor();
      await settled();
      expect(await totals().getByRole("rowheader").count()).toBe(5);
      expect(await page.getByRole("combobox", { name: "Add a store" }).getAttribute("aria-disabled")).toBe(
        "true",
      );
    });
  });

  describe("the comparison", () => {
    test("says totals and trends, and why there is none", async () => {
      const { page } = await tab.visit("/compare?stores=2,8&days=14");
      await settled();
      const [trained, untrained] = [totals().getByRole("row").nth(1), totals().getByRole("row").nth(2)];
      const cells = await trained.getByRole("cell").allTextContents();
      expect(cells).toEqual([
        expect.stringMatching(/^\d{2,3},\d{3}$/),
        expect.stringMatching(/^[+-]\d+(\.\d)?%$/),
        expect.stringMatching(/^[+-]\d+(\.\d)?%$/),
        expect.stringMatching(/^\d{1,2},\d{3}$/),
        "Stale: reaches further than was tested",
        expect.stringMatching(/^\d+(\.\d)?%$/),
      ]);
      expect(await untrained.getByTitle(/^No backtest/).textContent()).toBe("–");
      await page.getByText("14 days", { exact: true }).waitFor();
    });

    test("as an index has 100 for the mean of the trading days shown", async () => {
      const { page } = await tab.visit("/compare?stores=1,2");
      await settled();
      await page.getByRole("radio", { name: "Index" }).check();
      await page.waitForURL("**/compare?stores=1,2&scale=index");
      await page.getByText(/^100 is the mean/).waitFor();
      const { bytes } = await save("Days as CSV");
      const [, ...rows] = parse(bytes, { bom: true });
      const traded = rows.map(([, sold]) => Number(sold)).filter((sold) => sold > 0);
      expect(traded.reduce((sum, sold) => sum + sold, 0) / traded.length).toBeCloseTo(100, 2);
    });

    test("fits a phone", async () => {
      const { page } = await tab.visit("/compare?stores=1,2,3&days=14", {
        viewport: { width: 360, height: 740 },
      });
      await settled();
      const width = await page
        .locator("html")
        .evaluate((root) => (root as { scrollWidth: number }).scrollWidth);
      expect(width).toBeLessThanOrEqual(360);
    });

    test("and its open menus have nothing that axe finds grave, in light or in dark", async () => {
      const { page, faults } = await tab.visit("/compare?stores=1,2&scale=index", { colorScheme: "light" });
      await settled();
      await page.getByRole("combobox", { name: "Add a store" }).focus();
      await page.getByRole("listbox").getByRole("option").first().waitFor();
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: "dark" });
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menu").waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      expect(await page.getByRole("button", { name: "Export" }).evaluate(isFocused)).toBe(true);
      expect(faults).toEqual([]);
    });
  });

  describe("what is seen", () => {
    test("is had as files: days and totals as CSV, the chart as a picture", async () => {
      await tab.visit("/compare?stores=2,1");
      await settled();
      const days = await save("Days as CSV");
      expect(days.name).toBe("storecast-compare-2015-08-01.csv");
      const [head, ...rows] = parse(days.bytes, { bom: true });
      expect(head).toEqual([
        "Day",
        ...["Store 2: sold (units)", "Store 2: forecast (units)"],
        ...["Store 1: sold (units)", "Store 1: forecast (units)"],
      ]);
      expect(rows).toHaveLength(56 + 7);
      expect(rows.at(0)![0]).toBe("2015-06-06");
      expect(rows.at(-1)![0]).toBe("2015-08-07");

      const totalsFile = await save("Totals as CSV");
      expect(totalsFile.name).toBe("storecast-compare-totals-2015-08-01.csv");
      const [, [code, name, total] = []] = parse(totalsFile.bytes, { bom: true });
      expect([code, name]).toEqual(["2", "Store 2"]);
      const ahead = rows.reduce((sum, row) => sum + Number(row[2]), 0);
      expect(Number(total)).toBeCloseTo(ahead, 1);

      const chart = await save("Chart as PNG");
      expect(chart.name).toBe("storecast-compare-2015-08-01.png");
      const { width, height } = PNG.sync.read(chart.bytes);
      expect(width).toBeGreaterThan(1_000);
      expect(height).toBeGreaterThan(300);
    });
  });
}

function isFocused(element: unknown): boolean {
  const node = element as { ownerDocument: { activeElement: unknown } };
  return node === node.ownerDocument.activeElement;
}
