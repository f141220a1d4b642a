import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import type { Browser, Locator, Page } from "playwright-core";
import { expectAccessible, expectAccessibleInAllColours } from "../../support/axe.js";
import { openBrowser } from "../../support/browser.js";
import { startFleetWorld, type Api, type FleetWorld } from "../../support/fleet-world.js";
import { makeTab, type Screen } from "../../support/page-tab.js";
import { openPage } from "../../support/page.js";

/** Trained stores, of which the first have a newer day than their models, and the last 17 no days of a year ago. test/alone looks at 1,115. */
const TRAINED = 215;
const STALE = 90;
const WITH_LAST_YEAR = TRAINED - 17;
/** Stores with sales and no model, and stores with neither. */
const BASELINE = 2;
const UNTRAINED = 2;
const ALL = TRAINED + BASELINE + UNTRAINED;

let world: FleetWorld;
let api: Api;
let browser: Browser;
const tab = makeTab((path, options) => openPage(browser, api.url, path, options));

async function runSql(sql: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  await client.query(sql, values).finally(() => client.end());
}

async function addOtherStores(): Promise<void> {
  await runSql(
    `WITH added AS (
       INSERT INTO store (code, name, region_code, time_zone, holiday_calendar, data_through)
       SELECT 'B-' || s, 'Köln Süd ' || s, 'R3', 'Europe/Berlin', 'DE-NW', '2015-07-31'::date FROM generate_series(1, $1::int) s
       RETURNING id)
     INSERT INTO sales_day (store_id, day, is_open, y, regressors)
     SELECT id, '2015-07-31'::date - d, true, 1000, '{}' FROM added, generate_series(0, 20) d ORDER BY 1, 2`,
    [BASELINE],
  );
  await runSql(
    `INSERT INTO store (code, name, region_code, time_zone, holiday_calendar)
     SELECT 'N-' || s, 'Neu-Ötting ' || s, 'R3', 'Europe/Berlin', 'DE-NW' FROM generate_series(1, $1::int) s`,
    [UNTRAINED],
  );
  await runSql("UPDATE store SET data_through = '2015-08-01' WHERE id <= $1", [STALE]);
  await runSql("UPDATE sales_day SET y = 5000 WHERE store_id <= $1 AND day = '2015-08-01'", [STALE]);
}

beforeAll(async () => {
  [world, browser] = await Promise.all([
    startFleetWorld(TRAINED, { lastYear: WITH_LAST_YEAR }),
    openBrowser(),
  ]);
  await addOtherStores();
  api = await world.startApi();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

/** Opens the fleet and waits until its stores are there. */
async function visit(query = "", screen?: Screen): Promise<Page> {
  const { page } = await tab.visit(`/${query}`, screen);
  await page.locator("[role=grid], [role=alert], main h2:has-text('No store')").first().waitFor();
  return page;
}

const gridOf = (page: Page) => page.getByRole("grid");
const rowOf = (page: Page, code: string) =>
  page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: `(${code})` }) });
const tallyOf = (page: Page) => page.getByRole("status").filter({ hasText: "shown" });
const isFocused = (element: Locator) =>
  element.evaluate((one) => one.contains(one.ownerDocument.activeElement));

describe("the fleet", () => {
  test("tells what can be trusted of it, with those rows alone that are in sight", async () => {
    const page = await visit();
    await page
      .getByText(`${ALL.toLocaleString("en")} stores · Aug 1 – 7, 2015 · data through Aug 1, 2015`)
      .waitFor();
    const statuses = page.getByRole("group", { name: "Status" }).getByRole("button");
    expect(await statuses.allTextContents()).toEqual([
      `Ready${(TRAINED - STALE).toLocaleString("en")}`,
      `Stale${STALE}`,
      `Baseline${BASELINE}`,
      `Untrained${UNTRAINED}`,
    ]);
    expect(await gridOf(page).getAttribute("aria-rowcount")).toBe(String(ALL + 1));
    // those in sight alone are in the page
    expect(await page.getByRole("rowheader").count()).toBeLessThan(60);
    await page.getByText("Live", { exact: true }).waitFor();
    expect(tab.open.faults).toEqual([]);
  });
});

describe("a row", () => {
  test("has each day, the total, its trends, the status with its reason, and the accuracy beside the baseline's", async () => {
    const page = await visit("?q=store+20");
    const cells = rowOf(page, "20").getByRole("gridcell");
    const texts = (await cells.allTextContents()).slice(1);
    expect(texts[0]).toBe("Region 5");
    expect(texts[1]).toBe("Stale: new days came in");
    const days = texts.slice(2, 9);
    expect(days[1]).toBe("closed");
    const sum = days.reduce((total, day) => total + (day === "closed" ? 0 : Number(day.replace(",", ""))), 0);
    expect(Math.abs(Number(texts[9]?.replace(",", "")) - sum)).toBeLessThanOrEqual(4);
    expect(texts.slice(10)).toEqual([
      expect.stringMatching(/^[+-]\d+\.\d%$/),
      expect.stringMatching(/^[+-]\d+\.\d%$/),
      "Jul 31, 2015",
      "8.8%",
    ]);
    await cells.last().hover();
    expect(await cells.last().getAttribute("title")).toBe("WAPE 8.8%; the baseline's on the same days 17.5%");
    await cells.nth(4).hover();
    expect(await cells.nth(4).getAttribute("title")).toBe("Sun, Aug 2 · Closed as planned");
  });

  test("says why it has no figures, or the baseline's", async () => {
    const page = await visit("?status=untrained,baseline");
    expect(await rowOf(page, "N-1").getByRole("gridcell").allTextContents()).toEqual([
      ...["", "Region 3", "Untrained"],
      ...Array.from({ length: 12 }, () => "–"),
    ]);
    await rowOf(page, "N-1").getByRole("gridcell").last().focus();
    expect(await rowOf(page, "N-1").getByTitle("No backtest").count()).toBe(1);
    await rowOf(page, "B-1")
      .getByText(/^Baseline: \w+/)
      .waitFor();
  });

  test("opens the store's page, and the way back finds the same selection", async () => {
    const page = await visit("?q=store+31&stores=5");
    await rowOf(page, "31").getByText("Region").click();
    await page.waitForURL("**/stores/31?q=store+31&stores=5");
    await page.goBack();
    await rowOf(page, "31").waitFor();
    expect(await page.getByRole("searchbox").inputValue()).toBe("store 31");
  });
});

describe("what is shown and chosen", () => {
  test("is searched, filtered and chosen, and a reload finds it again", async () => {
    const page = await visit();
    await page.getByRole("searchbox").fill("koln SUD");
    await tallyOf(page).getByText(`${BASELINE} stores`).waitFor();
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "All regions" }).click();
    await page.getByRole("checkbox", { name: /^Region 3 / }).check();
    await page.getByRole("checkbox", { name: /^Region 16 / }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Show no longer Region 16" }).click();
    await page.getByRole("button", { name: /^Stale/ }).click();
    // stores 2, 18, 34, 50, 66, 82
    await tallyOf(page).getByText("6 stores").waitFor();
    await rowOf(page, "18").getByRole("checkbox").click();
    await rowOf(page, "66")
      .getByRole("checkbox")
      .click({ modifiers: ["Shift"] });
    await tallyOf(page).getByText("4 chosen").waitFor();
    await rowOf(page, "34").getByRole("checkbox").click();
    await page.waitForURL((url) => url.searchParams.get("stores") === "18,50,66");
    expect(new URL(page.url()).searchParams.get("status")).toBe("stale");
    await page.reload();
    await tallyOf(page).getByText("3 chosen").waitFor();
    await tallyOf(page).getByText("6 stores").waitFor();
    expect(await rowOf(page, "50").getAttribute("aria-selected")).toBe("true");
    expect(await rowOf(page, "34").getAttribute("aria-selected")).toBe("false");
  });

  test("all of it can be chosen, which keeps the address short", async () => {
    const page = await visit("?q=store");
    await page.getByRole("checkbox", { name: "Choose all stores that are shown" }).click();
    await tallyOf(page).getByText(`${TRAINED} chosen`).waitFor();
    expect(page.url()).toContain(`?q=store&stores=1~${TRAINED}`);
    await page.getByRole("button", { name: "Choose none" }).click();
    await tallyOf(page).getByText("0 chosen").waitFor();
  });

  test("adds up day by day, against earlier days, and says of how many stores", async () => {
    const page = await visit();
    const demand = page.getByRole("region", { name: "Expected demand" });
    await demand.getByText(`${(ALL - UNTRAINED).toLocaleString("en")} of ${ALL} stores`).waitFor();
    await demand.getByText(`${WITH_LAST_YEAR} of ${ALL - UNTRAINED} stores`).waitFor();
    const open = await demand.getByRole("row", { name: /^Open/ }).getByRole("cell").allTextContents();
    expect(open.slice(0, 2)).toEqual([`${ALL - UNTRAINED} of ${ALL - UNTRAINED}`, `2 of ${ALL - UNTRAINED}`]);
    await page.goto(`${api.url}/?stores=1,2`);
    await demand.getByText("2 chosen stores", { exact: true }).waitFor();
    const days = await demand
      .getByRole("row", { name: /^Units/ })
      .getByRole("cell")
      .allTextContents();
    expect(days).toHaveLength(7);
  });

  test("is of the days that are picked", async () => {
    const page = await visit();
    await page.getByLabel("for", { exact: true }).selectOption("3");
    await page.getByText("stores · Aug 1 – 3, 2015").waitFor();
    await page.getByLabel("From").fill("2015-08-03");
    await page.getByText("stores · Aug 3 – 5, 2015").waitFor();
    expect(await gridOf(page).getByRole("columnheader").filter({ hasText: /^Mon/ }).count()).toBe(1);
    expect(new URL(page.url()).search).toBe("?span=3&from=2015-08-03");
    await page.reload();
    await page.getByText("stores · Aug 3 – 5, 2015").waitFor();
    await page.getByRole("button", { name: "Today" }).click();
    await page.getByText("stores · Aug 1 – 3, 2015").waitFor();
  });
});

describe("the table", () => {
  test("is sorted by any column, and the address keeps it", async () => {
    const page = await visit("?status=stale,untrained");
    const total = page.getByRole("columnheader", { name: "Total" });
    await total.getByRole("button").click();
    expect(await total.getAttribute("aria-sort")).toBe("ascending");
    await total.getByRole("button").click();
    expect(await total.getAttribute("aria-sort")).toBe("descending");
    expect(page.url()).toContain("sort=-total");
    const read = async () => {
      const texts = await page.locator("[data-row] [data-column='11']").allTextContents();
      return texts.slice(1).map((text) => Number(text.replace(",", "")));
    };
    const totals = await read();
    expect(totals).toEqual([...totals].sort((one, other) => other - one));
    await page.reload();
    await total.waitFor();
    expect(await read()).toEqual(totals);
    // whatever has no figure comes last
    await page.getByRole("rowheader").getByRole("link").first().focus();
    await page.keyboard.press("Control+End");
    expect(await gridOf(page).locator(":focus").textContent()).toBe("–");
  });

  test("is walked through by keyboard alone", async () => {
    const page = await visit("?sort=-store");
    await page.getByRole("rowheader").getByRole("link").first().focus();
    await page.keyboard.press("Control+Home");
    expect(await gridOf(page).locator(":focus").getAttribute("type")).toBe("checkbox");
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+ ");
    await page.waitForURL((url) => url.searchParams.get("stores") === "N-2,N-1,B-2");
    await page.keyboard.press("Control+ArrowDown");
    const last = rowOf(page, "1");
    expect(await isFocused(last)).toBe(true);
    expect(await last.getAttribute("aria-rowindex")).toBe(String(ALL + 1));
    await page.keyboard.press("PageUp");
    expect(await isFocused(last)).toBe(false);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowUp");
    expect(await isFocused(gridOf(page).getByRole("columnheader").first())).toBe(true);
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.searchParams.get("sort") === "wape");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/stores/**");
  });

  test("keeps the focus while its row is scrolled out of sight", async () => {
    const page = await visit();
    await rowOf(page, "2").getByRole("link").focus();
    await gridOf(page).evaluate((grid: { scrollTop: number }) => void (grid.scrollTop = 5_400));
    await page.locator("[data-row='155']").waitFor();
    expect(await isFocused(rowOf(page, "2"))).toBe(true);
  });
});

describe("on a phone", () => {
  test("the table has the store, its total and its status, and nothing sticks out", async () => {
    const page = await visit("", { viewport: { width: 360, height: 740 } });
    await page.getByRole("rowheader").first().waitFor();
    const heads = await gridOf(page).getByRole("columnheader").allTextContents();
    expect(heads).toEqual(["", "Store", "Total, units", "Status"]);
    const [pageWidth, gridWidth] = await Promise.all(
      [page.locator("html"), gridOf(page)].map((one) =>
        one.evaluate((element) => (element as { scrollWidth: number }).scrollWidth),
      ),
    );
    expect(pageWidth).toBeLessThanOrEqual(360);
    expect(gridWidth).toBeLessThanOrEqual(360);
  });
});

describe("axe finds nothing grave, in light or in dark colours,", () => {
  test.each([
    ["of the whole", ""],
    ["of a selection", "?stores=1~3&status=stale&q=store&sort=-total"],
    ["of no match", "?q=nowhere"],
  ])("%s", async (_, query) => {
    const page = await visit(query);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.getByRole("button", { name: "All regions" }).click();
    await expectAccessibleInAllColours(page);
    expect(tab.open.faults).toEqual([]);
  });
});

describe("if not all is well", () => {
  test("a store whose model could not be loaded says why, and the rest stands", async () => {
    const { page } = await tab.visit("/compare");
    await page.route("**/graphql", async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as {
        data?: { forecasts?: { nodes: unknown[] }; stores?: unknown };
        errors?: object[];
      };
      if (answer.data?.stores && answer.data.forecasts) {
        answer.data.forecasts.nodes[1] = null;
        const extensions = { code: "SERVICE_UNAVAILABLE", service: "mlflow", isRetryable: true };
        const path = ["forecasts", "nodes", 1];
        answer.errors = [{ message: "The model of store 2 cannot be read.", path, extensions }];
      }
      return route.fulfill({ response, json: answer });
    });
    await page.getByRole("link", { name: "Fleet", exact: true }).click();
    await rowOf(page, "2").getByText("Not loaded: The model of store 2 cannot be read.").waitFor();
    await page.getByRole("alert").getByText("MLflow does not answer").waitFor();
    await page.getByText("The forecast of 1 store could not be made; the others stand.").waitFor();
    expect(await rowOf(page, "1").getByText("–").count()).toBe(0);
    await page.getByRole("button", { name: /^Not loaded/ }).click();
    await tallyOf(page).getByText("1 store", { exact: true }).waitFor();
  });

  test("no match says so, and shows all again", async () => {
    const page = await visit("?q=nowhere");
    await page.getByRole("heading", { name: "No store matches" }).waitFor();
    await page.getByRole("button", { name: "Show all stores" }).click();
    await rowOf(page, "1").waitFor();
  });

  test("an empty fleet says how to fill it, and fills itself", async () => {
    await runSql("CREATE TABLE kept AS SELECT * FROM store");
    await runSql("DELETE FROM store");
    const page = await visit();
    await page.getByRole("heading", { name: "No stores yet" }).waitFor();
    await page.getByText("npx storecast import --rossmann DIR").waitFor();
    await expectAccessible(page);
    await runSql(
      "INSERT INTO store (code, name, region_code, time_zone, holiday_calendar) SELECT code, name, region_code, time_zone, holiday_calendar FROM kept",
    );
    await rowOf(page, "1").waitFor();
  });
});
