import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { expectAccessibleInAllColours } from "../../../support/axe.js";
import { makeTab } from "../../../support/page-tab.js";
import { countGzipBytes, measureShift, type OpenPage } from "../../../support/page.js";
import { STORES, UNTRAINED, type GetWorld } from "./world.js";

const MOST_SCRIPT_BYTES = 170_000;
/** Cumulative layout shift, of which web.dev calls less than 0.1 good. */
const MOST_SHIFT = 0.05;
/** What the API allows its page, and no more. */
const STRICT =
  "default-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none';object-src 'none'";

/** What is around all rooms, and true in each. */
export function describeShell(getWorld: GetWorld): void {
  const tab = makeTab((...place) => getWorld().open(...place));
  afterAll(() => tab.close());

  /** Those of the fleet. */
  const rowsOf = ({ page }: OpenPage) =>
    page.getByRole("grid").locator("[aria-rowindex]:not([aria-rowindex='1'])");
  const storesOf = ({ page }: OpenPage) => page.getByRole("rowheader").getByRole("link");

  /** Until nothing of the page is loading. A text that the page would have to evaluate is what its policy forbids. */
  const untilIdle = (page: OpenPage["page"]) =>
    page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });

  describe("the fleet", () => {
    test("shows each store with its total and status, of which none is lost", async () => {
      const { page, faults } = await tab.visit("/");
      await storesOf(tab.open).first().waitFor();
      expect(await rowsOf(tab.open).count()).toBe(STORES);
      const statuses = await rowsOf(tab.open)
        .getByText(/^(Ready|Stale|Baseline)/)
        .allTextContents();
      expect(statuses).toHaveLength(STORES);
      expect(statuses.at(-1)).toMatch(/^Baseline: no model fits yet/);
      expect(
        await page
          .getByRole("gridcell")
          .filter({ hasText: /^\d{1,3}(,\d{3})+$/ })
          .count(),
      ).toBeGreaterThan(STORES);
      expect(await page.getByText(`${STORES} stores · Aug 1 – 7, 2015`).count()).toBe(1);
      await page.getByText("Live", { exact: true }).waitFor();
      expect(faults).toEqual([]);
    });

    test(`loads at most ${MOST_SCRIPT_BYTES / 1000} kB of script, as gzip`, async () => {
      const { page, scripts } = await tab.visitAnew("/");
      await storesOf(tab.open).first().waitFor();
      await page.waitForLoadState("networkidle");
      expect(scripts.length).toBeGreaterThan(1);
      expect(await countGzipBytes(scripts)).toBeLessThan(MOST_SCRIPT_BYTES);
    });

    test("needs nothing in any room that its strict policy forbids", async () => {
      const { page, faults } = await tab.visit("/");
      const { headers } = await fetch(`${getWorld().url}/`, { headers: { accept: "text/html" } });
      expect(headers.get("content-security-policy")).toBe(STRICT);
      await storesOf(tab.open).first().click();
      await page.locator("tbody td").first().waitFor();
      for (const path of ["/compare?stores=1,2", "/activity"]) {
        await page.goto(`${getWorld().url}${path}`);
        await page.getByText("Live", { exact: true }).waitFor();
        await untilIdle(page);
      }
      // a rule that is broken is told in the console
      expect(faults).toEqual([]);
    });
  });

  test("the query page asks the API within its policy", async () => {
    const { page, faults } = await tab.visit("/graphql");
    await page.getByRole("button", { name: /Execute query/ }).click();
    await page.locator(".result-window").getByText("totalYhat").first().waitFor();
    expect(faults).toEqual([]);
  });

  test("the page of REST lists every route and tries one within its policy", async () => {
    const { page, faults } = await tab.visit("/api/v1/docs");
    const document = (await (await fetch(`${getWorld().url}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, object>;
    };
    const routes = Object.values(document.paths).reduce(
      (sum, methods) => sum + Object.keys(methods).length,
      0,
    );
    await page.locator(".opblock").first().waitFor();
    expect(await page.locator(".opblock").count()).toBe(routes);
    await page.getByRole("button", { name: "GET /stores Stores by code" }).click();
    await page.getByRole("button", { name: "Execute" }).click();
    await page.locator(".live-responses-table").getByText('"Store 1"').first().waitFor();
    expect(faults).toEqual([]);
  });

  describe("what comes later moves nothing that is there", () => {
    test.each([
      ["/", 1_280],
      ["/", 360],
      ["/stores/1", 1_280],
      ["/stores/1", 360],
      ["/compare?stores=1,2", 1_280],
      ["/activity", 1_280],
    ])("in %s, %i pixels wide", async (path, width) => {
      const { page, faults } = await tab.visitAnew(path, { viewport: { width, height: 900 } });
      await page.getByText("Live", { exact: true }).waitFor();
      await untilIdle(page);
      await page.waitForLoadState("networkidle");
      expect(await measureShift(page)).toBeLessThan(MOST_SHIFT);
      expect(faults).toEqual([]);
    });
  });

  describe("axe finds nothing grave, in light or in dark colours,", () => {
    // the rooms themselves, with all that can be opened in them, are looked at by their own suites
    test.each([`/stores/${UNTRAINED}`, "/stores/none", "/compare"])("in %s", async (path) => {
      const { page, faults } = await tab.visit(path);
      await page.getByText("Live", { exact: true }).waitFor();
      await untilIdle(page);
      await page.getByRole("heading", { level: path.includes("none") ? 2 : 1 }).waitFor();
      await expectAccessibleInAllColours(page);
      expect(faults).toEqual([]);
    });
  });

  describe("the bar", () => {
    test("is passed by keyboard: to the content, into a store, and back", async () => {
      const { page } = await tab.visit("/?q=1");
      await storesOf(tab.open).first().waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      // past the days and the filters to the first store
      const isThere = () => storesOf(tab.open).evaluate((link) => link === link.ownerDocument.activeElement);
      for (let tabs = 0; tabs < 20 && !(await isThere()); tabs++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/stores/1?q=1");
      expect(await page.locator("main").evaluate((main) => main === main.ownerDocument.activeElement)).toBe(
        true,
      );
      await page.goBack();
      await page.waitForURL(/\/\?q=1/);
    });

    test("keeps the chosen language and colours for the next visit", async () => {
      const { page } = await tab.visit("/");
      await page.getByLabel("Language").selectOption("de");
      await page.getByLabel("Farben").selectOption("dark");
      await page.reload();
      await page.getByRole("heading", { name: "Filialen" }).waitFor();
      expect(await page.locator("html").getAttribute("lang")).toBe("de");
      expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    });

    test("fits a phone", async () => {
      const { page } = await tab.visit("/", { viewport: { width: 360, height: 740 } });
      await storesOf(tab.open).first().waitFor();
      const width = await page
        .locator("html")
        .evaluate((root) => (root as { scrollWidth: number }).scrollWidth);
      expect(width).toBeLessThanOrEqual(360);
    });

    test("speaks German to a German browser, with its figures", async () => {
      const { page } = await tab.visitAnew("/stores/1", { locale: "de-DE" });
      await page.getByText("1.–7. Aug. 2015").first().waitFor();
    });
  });

  describe("while the API is gone", () => {
    afterEach(() => getWorld().startApi());

    test("the page says since when, keeps what it has, and catches up by itself", async () => {
      const { page } = await tab.visit("/");
      await storesOf(tab.open).first().waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
      await getWorld().stopApi();
      await page.getByText(/^Not live since \d+:\d\d/).waitFor();
      expect(await rowsOf(tab.open).count()).toBe(STORES);
      await page.getByRole("link", { name: "Compare" }).click();
      await page.getByRole("link", { name: "Fleet" }).click();
      await page.getByRole("alert").getByText("Storecast cannot be reached").waitFor();
      await getWorld().startApi();
      await page.getByText("Live", { exact: true }).waitFor({ timeout: 40_000 });
      await page.getByRole("alert").waitFor({ state: "detached" });
      expect(await rowsOf(tab.open).count()).toBe(STORES);
    }, 90_000);
  });
}
