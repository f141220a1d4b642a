import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Locator } from "playwright-core";
import { expectAccessible, expectAccessibleInAllColours } from "../../../support/axe.js";
import { makeTab } from "../../../support/page-tab.js";
import { UNTRAINED, type GetWorld } from "./world.js";

/** The room of one store. */
export function describeStore(getWorld: GetWorld): void {
  const tab = makeTab((...place) => getWorld().open(...place));

  beforeAll(async () => {
    // it has two versions
    await getWorld().chain.train({ from: 0, to: 1, requestedBy: "anna", trigger: "person" });
  }, 60_000);
  afterAll(() => tab.close());

  const ask = async <T>(query: string): Promise<T> => {
    const response = await fetch(`${getWorld().url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    return ((await response.json()) as { data: T }).data;
  };
  /** The version that MLflow itself names champion. */
  const championInMlflow = async () => {
    const query = "name=storecast-store-0001&alias=champion";
    const response = await fetch(
      `${getWorld().chain.mlflowUrl}/api/2.0/mlflow/registered-models/alias?${query}`,
    );
    const { model_version } = (await response.json()) as { model_version: { version: string } };
    return Number(model_version.version);
  };
  const toNumber = (text: string) => Number(text.replaceAll(/[^\d.-]/g, "").replace("−", "-"));
  const toUnits = (value: number) => Math.round(value).toLocaleString("en-US");
  const points = () => tab.open.page.getByRole("region", { name: "Expected demand by day" });
  const chart = () => tab.open.page.getByRole("application", { name: "Units a day, Store 1" });
  const rowOf = (table: Locator, day: string) =>
    table.getByRole("row").filter({ has: tab.open.page.getByRole("rowheader", { name: day, exact: true }) });
  const cells = async (row: Locator) => row.getByRole("cell").allTextContents();

  describe("the chart", () => {
    test("holds the sales of eight weeks and the forecast, as its table tells", async () => {
      const { store } = await ask<{
        store: {
          sales: { date: string; y: number; isOpen: boolean }[];
          forecast: { points: { yhat: number; lower: number; upper: number }[] };
        };
      }>(`{ store(id: "1") { sales { date y isOpen } forecast { points { yhat lower upper } } } }`);
      const { page } = await tab.visit("/stores/1");
      await chart().locator("canvas").waitFor();
      await page.getByRole("button", { name: "Show as table" }).click();
      const table = page.getByRole("region", { name: "Units a day, Store 1" }).last();
      expect(await table.getByRole("row").count()).toBe(1 + 56 + 7);
      expect((await cells(rowOf(table, "Fri, Jul 31")))[0]).toBe(toUnits(store.sales.at(-1)!.y));
      const [first] = store.forecast.points;
      expect((await cells(rowOf(table, "Sat, Aug 1"))).slice(0, 3)).toEqual([
        "–",
        toUnits(first!.yhat),
        `${toUnits(first!.lower)} – ${toUnits(first!.upper)}`,
      ]);
      expect(await cells(rowOf(table, "Sun, Jul 26"))).toEqual(["–", "–", "–", "Closed"]);
      expect(tab.open.faults).toEqual([]);
    });

    test("reads its days out to those who move by keyboard", async () => {
      const { page } = await tab.visit("/stores/1");
      await chart().locator("canvas").waitFor();
      await chart().focus();
      await page.keyboard.press("End");
      const heard = page.getByRole("status").filter({ hasText: /Aug 7/ });
      expect(await heard.textContent()).toMatch(/^Fri, Aug 7: Forecast [\d,]+, 80% interval [\d,]+ – [\d,]+/);
      await page.keyboard.press("PageUp");
      await page
        .getByRole("status")
        .filter({ hasText: /^Fri, Jul 31: Sales [\d,]+/ })
        .waitFor();
      await page.keyboard.press("Escape");
      await page.getByText("No day chosen").waitFor();
    });

    test("looks 7, 14 or 28 days ahead, which stands in the address", async () => {
      const { page } = await tab.visit("/stores/1");
      for (const days of [7, 28, 14]) {
        await page.getByRole("radio", { name: `${days} days` }).check();
        await expectRows(days);
      }
      expect(new URL(page.url()).search).toBe("?days=14");
      await page.reload();
      await expectRows(14);
    });

    test("has a wider band at a higher level, which stands in the address", async () => {
      const { page } = await tab.visit("/stores/1");
      const width = async () => {
        const [low, high] = (await cells(rowOf(points(), "Mon, Aug 3")))[1]!.split(" – ").map(toNumber);
        return high! - low!;
      };
      await points().getByRole("columnheader", { name: "80% interval" }).waitFor();
      const usual = await width();
      await page.getByRole("slider", { name: "Interval" }).fill("95");
      await page.waitForURL("**/stores/1?level=95");
      await points().getByRole("columnheader", { name: "95% interval" }).waitFor();
      await expectFact(async () => (await width()) > usual * 1.2);
    });

    test("shows what the backtest had forecast against what came", async () => {
      const { page } = await tab.visit("/stores/1");
      await page.getByRole("checkbox", { name: "Show what the backtest forecast" }).check();
      await page.getByRole("button", { name: "Show as table" }).click();
      const table = page.getByRole("region", { name: "Units a day, Store 1" }).last();
      await table.getByRole("columnheader", { name: "Backtest" }).waitFor();
      const [sales, , , backtest] = await cells(rowOf(table, "Fri, Jul 31"));
      expect(Math.abs(toNumber(backtest!) / toNumber(sales!) - 1)).toBeLessThan(0.25);
    });

    test("is had as a file: its days as CSV, and the chart as a picture", async () => {
      const { page } = await tab.visit("/stores/1");
      await chart().locator("canvas").waitFor();
      const save = async (choice: string) => {
        await page.getByRole("button", { name: "Export" }).click();
        const download = page.waitForEvent("download");
        await page.getByRole("menuitem", { name: choice }).click();
        const saved = await download;
        return [saved.suggestedFilename(), await readFile(await saved.path())] as const;
      };
      const [csvName, csv] = await save("Days as CSV");
      expect(csvName).toBe("storecast-store-1-2015-08-01.csv");
      const [header, first, ...rest] = csv.toString().trim().split("\r\n");
      expect(header).toContain("Forecast, units");
      expect(first).toMatch(/^2015-08-01,\d+(\.\d+)?,\d+(\.\d+)?,\d+(\.\d+)?,Open/);
      expect(rest).toHaveLength(6);
      const [pngName, picture] = await save("Chart as PNG");
      expect(pngName).toBe("storecast-store-1-2015-08-01.png");
      // a PNG's width stands in its first chunk
      expect(picture.readUInt32BE(16)).toBeGreaterThan(1_000);
    });
  });

  describe("why so high?", () => {
    test("parts add up to the forecast, of the window and of a day", async () => {
      const { page } = await tab.visit("/stores/1");
      await page.getByRole("button", { name: "Explain" }).click();
      const table = page.getByRole("table", { name: /the parts add up to the forecast/ });
      const sum = async () => {
        const rows = await table.getByRole("row").all();
        const figures = await Promise.all(rows.slice(1).map(async (row) => toNumber((await cells(row))[0]!)));
        const total = figures.pop()!;
        // each is rounded
        return Math.abs(figures.reduce((all, one) => all + one, 0) - total) <= figures.length;
      };
      await table.getByText("Level the store has come to").waitFor();
      expect(await sum()).toBe(true);
      await page.getByLabel("Of").selectOption("2015-08-03");
      await table.getByText("One open day").waitFor();
      expect(await sum()).toBe(true);
      expect((await cells(table.getByRole("row").last()))[0]).toBe(
        (await cells(rowOf(points(), "Mon, Aug 3")))[0],
      );
    });
  });

  describe("the champion", () => {
    const row = (version: number) =>
      tab.open.page
        .getByRole("row")
        .filter({ has: tab.open.page.getByRole("rowheader", { name: `Version ${version} ` }) });
    const press = async (version: number, name: string, reason?: string) => {
      // "Pin" alone would be found in "Unpin", too
      await row(version)
        .getByRole("button", { name: `${name} Version ${version}`, exact: true })
        .click();
      const dialog = tab.open.page.getByRole("dialog");
      if (reason !== undefined) await dialog.getByRole("textbox").fill(reason);
      await dialog.getByRole("button", { name, exact: true }).click();
      return dialog;
    };
    const expectChampion = async (version: number) => {
      await row(version).getByText("Champion: serves").waitFor();
      expect(await championInMlflow()).toBe(version);
    };

    test("is promoted and rolled back by the page, in MLflow itself, with the reason", async () => {
      const { page } = await tab.visit("/stores/1");
      await expectChampion(2);
      const link = row(2).getByRole("link");
      expect(await link.getAttribute("href")).toContain(getWorld().chain.mlflowUrl);
      expect([await link.getAttribute("target"), await link.getAttribute("rel")]).toEqual([
        "_blank",
        "noopener",
      ]);
      await press(1, "Promote", "Version 2 saw the strike");
      await page.getByText("Version 1 is champion").waitFor();
      await expectChampion(1);
      await row(1).getByText("Reason: Version 2 saw the strike").waitFor();
      await page.locator("dl").getByRole("link", { name: "Version 1" }).waitFor();
      await press(1, "Roll back", "It ended");
      await page.getByText("Rolled back: version 2 is champion again").waitFor();
      await expectChampion(2);
      await page.getByText(/Version 2 is kept since a rollback by .+ Reason: It ended/).waitFor();
    });

    test("is unpinned and pinned", async () => {
      const { page } = await tab.visit("/stores/1");
      await press(2, "Unpin");
      await page.getByText("Version 2 is not pinned any more").waitFor();
      await page.getByText(/is kept since a rollback/).waitFor({ state: "detached" });
      await press(2, "Pin", "Until the audit");
      await page.getByText(/Version 2 was pinned by .+ Reason: Until the audit/).waitFor();
      const { store } = await ask<{ store: { championPin: { kind: string; reason: string } } }>(
        `{ store(id: "1") { championPin { kind reason } } }`,
      );
      expect(store.championPin).toEqual({ kind: "PERSON", reason: "Until the audit" });
      await row(2).getByRole("button", { name: "Unpin" }).waitFor();
    });

    test("that somebody else moved meanwhile is not moved: the dialog says so", async () => {
      const { page } = await tab.visit("/stores/1");
      await row(1).getByRole("button", { name: "Promote" }).click();
      const { store } = await ask<{ store: { modelVersions: { nodes: { id: string; version: number }[] } } }>(
        `{ store(id: "1") { modelVersions { nodes { id version } } } }`,
      );
      const { id } = store.modelVersions.nodes.find(({ version }) => version === 1)!;
      const moved = await ask(
        `mutation { modelVersionPromote(input: { modelVersionId: "${id}" }) { userErrors { code } } }`,
      );
      expect(moved).toEqual({ modelVersionPromote: { userErrors: [] } });
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("textbox").fill("x".repeat(600));
      await dialog.getByText("500 of 500").waitFor();
      await dialog.getByRole("button", { name: "Promote", exact: true }).click();
      await dialog
        .getByRole("alert")
        .getByText(/champion/)
        .waitFor();
      await expectAccessible(page);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      expect(await championInMlflow()).toBe(1);
    });
  });

  describe("the room", () => {
    test("says that there is no such store, and that one has no model yet", async () => {
      const { page } = await tab.visit("/stores/none");
      await page.getByRole("heading", { name: "There is no store none" }).waitFor();
      await page.goto(`${getWorld().url}/stores/${UNTRAINED}`);
      await page.getByText("No model serves this store yet.").waitFor();
      await page.getByText(`npx storecast retrain ${UNTRAINED}`).waitFor();
      await page.getByText("There are no versions yet.").waitFor();
    });

    test("fits a phone, with every part of it", async () => {
      const { page } = await tab.visit("/stores/1?days=28", { viewport: { width: 360, height: 740 } });
      await chart().locator("canvas").waitFor();
      await page.getByRole("button", { name: "Explain" }).click();
      await page.getByText("Level the store has come to").waitFor();
      await page.getByRole("button", { name: "Show as table" }).click();
      await page.getByText("Champion: serves").waitFor();
      const width = await page
        .locator("html")
        .evaluate((root) => (root as { scrollWidth: number }).scrollWidth);
      expect(width).toBeLessThanOrEqual(360);
    });

    test("has nothing grave for axe in light or in dark colours, with all of it open", async () => {
      const { page } = await tab.visit("/stores/1?backtest=1");
      await chart().locator("canvas").waitFor();
      await page.getByRole("button", { name: "Explain" }).click();
      await page.getByText("Level the store has come to").waitFor();
      await page.getByRole("button", { name: "Show as table" }).click();
      await page.getByText("Description").first().click();
      await expectAccessibleInAllColours(page);
      expect(tab.open.faults).toEqual([]);
    });
  });

  async function expectRows(days: number): Promise<void> {
    await expectFact(async () => (await points().getByRole("rowheader").count()) === days);
  }

  /** Waits for a fact that no locator can wait for. */
  async function expectFact(holds: () => Promise<boolean>): Promise<void> {
    for (let look = 0; look < 100; look++) {
      if (await holds()) return;
      await tab.open.page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
      );
    }
    throw new Error("it has not come true");
  }
}
