import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { expectAccessible, expectAccessibleInAllColours } from "../../../support/axe.js";
import { askText } from "../../../support/graphql-client.js";
import { makeTab } from "../../../support/page-tab.js";
import { TODAY, type OpenPage, type PageWorld } from "../../../support/page.js";
import { runProduct } from "../../../support/product.js";
import { STORES, TRAINED, type GetWorld } from "./world.js";

/** A store with too few days to learn from. */
const YOUNG = "young";
/** One whose region is refreshed, of which no other test is. */
const IN_REGION = "7";

/** Trainings that are asked for on the page, and what it says while something is gone. */
export function describeRefresh(getWorld: GetWorld): void {
  const tab = makeTab((...place) => getWorld().open(...place));
  const beside: OpenPage[] = [];

  beforeAll(() => importToday(getWorld()), 60_000);
  afterEach(async () => {
    for (const open of beside.splice(0)) await open.close();
    await getWorld().chain.startWorker();
    await getWorld().startApi();
  });
  afterAll(() => tab.close());

  const untilLive = async ({ page }: OpenPage) => {
    await page.getByText("Live", { exact: true }).waitFor();
    return page;
  };
  const visit = async (path: string) => untilLive(await tab.visit(path));
  /** In a window of somebody else. */
  const visitBeside = async (path: string) => {
    const open = await getWorld().open(path);
    beside.push(open);
    return untilLive(open);
  };
  const button = (page: Page, name: string | RegExp = "Refresh") =>
    page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
  /** A fact that the page tells in a status line. */
  const seeStatus = (page: Page, text: string | RegExp) =>
    page.getByRole("status").filter({ hasText: text }).first().waitFor();
  const see = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
  /** Sees nobody: the tab is in the back. */
  const showTab = (page: Page, state: "hidden" | "visible") =>
    page.evaluate(`
      Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    `);

  /** The region of that store, and how many stores it has. */
  async function findRegion(): Promise<{ id: string; stores: number }> {
    const { data } = await askText(
      getWorld().url,
      `{ store(id: "${IN_REGION}") { region { id stores { totalCount } } } }`,
    );
    const { region } = data?.["store"] as { region: { id: string; stores: { totalCount: number } } };
    return { id: region.id, stores: region.stores.totalCount };
  }

  describe("the planner's morning", () => {
    test("stores with new days are stale; a refresh is followed to its end, and the table is up to date by itself", async () => {
      const page = await visit("/");
      await see(page, "new days came in");
      const rows = (status: string) => page.getByRole("row").filter({ hasText: status });
      await rows("Stale")
        .nth(TRAINED - 1)
        .waitFor();
      expect(await rows("Stale").count()).toBe(TRAINED);
      const { id, stores } = await findRegion();
      await page.goto(`${getWorld().url}/?regions=${id}`);
      await rows("Stale")
        .nth(stores - 1)
        .waitFor();
      await getWorld().chain.stopWorker();
      await button(page, "Refresh the region").click();
      await seeStatus(page, "Waiting for a worker");
      await see(page, `0 of ${stores} done`);
      await button(page, "Cancel").waitFor();
      await expectAccessible(page);
      await getWorld().chain.startWorker();
      await seeStatus(page, stores === 1 ? "1 store refreshed" : `${stores} stores refreshed`);
      await rows("Ready")
        .nth(stores - 1)
        .waitFor();
      expect(await rows("Stale").count()).toBe(0);
    });

    test("what has seen all data is trained again on demand alone, and that can be cancelled while it waits", async () => {
      await getWorld().chain.stopWorker();
      const page = await visit(`/stores/${IN_REGION}`);
      await button(page).click();
      await seeStatus(page, "The newest version has seen all data");
      await button(page, "Train anyway").click();
      await seeStatus(page, /^Waiting for a worker/);
      await button(page, "Cancel").click();
      await seeStatus(page, "Cancelled before it began");
    });
  });

  test("two windows share one training, and the second is told so", async () => {
    await getWorld().chain.stopWorker();
    const [first, second] = [await visit("/stores/2"), await visitBeside("/stores/2")];
    await button(first).click();
    await seeStatus(first, /^Waiting for a worker/);
    // the other one hears of it before it asks
    await seeStatus(second, /^Waiting for a worker/);
    await button(second).click();
    await seeStatus(second, "Joined a refresh that is already under way (2 requests)");
    await button(first).click();
    await seeStatus(first, "Joined a refresh that is already under way (3 requests)");
    await getWorld().chain.startWorker();
    for (const page of [first, second]) await seeStatus(page, /^(Refreshed|Trained) at/);
  });

  test("what ends while the planner is in another room or tab is told there, and on return", async () => {
    await getWorld().chain.stopWorker();
    const page = await visit("/stores/3");
    await button(page).click();
    await seeStatus(page, /^Waiting/);
    await page.getByRole("link", { name: "Compare" }).click();
    await getWorld().chain.startWorker();
    await see(page, /^Store 3 was refreshed\.$|3 was refreshed/);
    await page.getByRole("link", { name: "See it" }).click();
    await page.waitForURL("**/stores/3**");

    await showTab(page, "hidden");
    const other = await visitBeside("/stores/4");
    await button(other).click();
    await seeStatus(other, /^(Refreshed|Trained) at/);
    await showTab(page, "visible");
    await see(page, /^While you were away: .*4 was refreshed/);
  });

  test("a training that fails says why, at the button and among the refreshes", async () => {
    const page = await visit(`/stores/${YOUNG}`);
    await button(page).click();
    await seeStatus(
      page,
      /^Failed at .*: there are too few days of sales to learn from · It is not tried again/,
    );
    await page.getByRole("link", { name: /^Refreshes/ }).click();
    const failures = page.getByRole("region", { name: "Failures of the last 24 hours" }).first();
    await failures.getByText("there are too few days of sales to learn from").waitFor();
    await see(page, /1 failure in 24 hours/);
    await page
      .getByRole("link", { name: /^Run in MLflow/ })
      .first()
      .waitFor();
    await expectAccessibleInAllColours(page);
  });

  test("while the API is gone the page says since when and keeps what it has; then it hears what it missed", async () => {
    await getWorld().chain.stopWorker();
    const page = await visit("/stores/6");
    const days = page.getByRole("table", { name: "Expected demand by day" }).locator("tbody tr");
    await days.nth(6).waitFor();
    await button(page).click();
    await seeStatus(page, /^Waiting/);
    await getWorld().stopApi();
    const trouble = page.getByRole("region", { name: "What is wrong" });
    await trouble.getByText("Storecast cannot be reached").waitFor();
    await trouble.getByText(/^What you see is as of \d+:\d\d/).waitFor();
    await trouble.getByText(/^Since \d+:\d\d [AP]M · Trying again by itself/).waitFor();
    expect(await days.count()).toBe(7);
    await expectAccessible(page);
    await getWorld().chain.startWorker();
    await getWorld().startApi();
    await trouble.waitFor({ state: "detached" });
    await seeStatus(page, /^(Refreshed|Trained) at/);
    await see(page, /^Ready$/);
  });

  test.each([
    ["FORBIDDEN", {}, "You may not see this", /Ask whoever runs Storecast in your company for it/],
    ["UNAUTHENTICATED", {}, "You are not signed in", /^Sign in again/],
    [
      "SERVICE_UNAVAILABLE",
      { service: "database", isRetryable: true },
      "The database does not answer",
      /^What you see is as of/,
    ],
  ])("an answer of %s %j is told above all rooms, with what to do", async (code, facts, title, hint) => {
    const page = await visit("/");
    const stores = page.getByRole("rowheader");
    // all of them: what has not come yet never will
    await stores.nth(STORES - 1).waitFor();
    const errors = [{ message: "No.", extensions: { code, ...facts } }];
    await page.route("**/graphql", (route) => route.fulfill({ json: { data: null, errors } }));
    // the page looks after itself when the network is back
    await page.evaluate(`window.dispatchEvent(new Event("online"))`);
    const trouble = page.getByRole("region", { name: "What is wrong" });
    await trouble.getByText(title).waitFor();
    await trouble.getByText(hint).waitFor();
    expect(await stores.count()).toBeGreaterThanOrEqual(STORES);
    expect(await page.getByText(title).count()).toBe(1);
    await page.unroute("**/graphql");
    await trouble.getByRole("button", { name: "Try again" }).click();
    await trouble.waitFor({ state: "detached" });
  });

  test("where nothing was ever asked for, the refreshes say how to begin", async () => {
    const page = await visit("/");
    const none = { nodes: [], totalCount: 0 };
    const fleet = { queued: 0, running: 0, failedLastDay: 0, runsPerMinute: 0, expectedFinish: null };
    const data = { fleet, running: none, queued: none, failed: none, retrainBatches: none };
    await page.route("**/graphql", (route) =>
      route.request().postData()?.includes("query Activity")
        ? route.fulfill({ json: { data } })
        : route.fallback(),
    );
    await page.getByRole("link", { name: /^Refreshes/ }).click();
    await page.getByRole("heading", { name: "No refresh yet" }).waitFor();
    await see(page, /^Nothing runs, nothing waits · no failure in 24 hours$/);
    await expectAccessible(page);
  });

  test("while MLflow is gone forecasts go on, and the page says what does not", async () => {
    const page = await visit("/stores/6");
    const days = page.getByRole("table", { name: "Expected demand by day" }).locator("tbody tr");
    await days.nth(6).waitFor();
    process.kill(-getWorld().chain.mlflowPid, "SIGSTOP");
    try {
      const trouble = page.getByRole("region", { name: "What is wrong" });
      await trouble.getByText("MLflow does not answer").waitFor({ timeout: 40_000 });
      await trouble.getByText(/^Forecasts go on: the champions that MLflow named at/).waitFor();
      await trouble.getByText(/^Versions, promotions, rollbacks and new trainings wait/).waitFor();
      expect(await days.count()).toBe(7);
      await expectAccessible(page);
    } finally {
      process.kill(-getWorld().chain.mlflowPid, "SIGCONT");
    }
    await page.getByRole("region", { name: "What is wrong" }).waitFor({ state: "detached", timeout: 40_000 });
  });
}

/** Imports a new day of all stores, and a young one, as whoever delivers them does. */
async function importToday({ chain }: PageWorld): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "storecast-refresh-"));
  try {
    const write = async (name: string, lines: readonly string[]) => {
      const file = join(folder, name);
      await writeFile(file, `${lines.join("\n")}\n`);
      return file;
    };
    const codes = Array.from({ length: STORES }, (_, at) => String(at + 1));
    const sales = await write("sales.csv", [
      "store,date,y,open,promo,school_holiday",
      ...codes.map((code) => `${code},${TODAY},5000,1,0,0`),
      `${YOUNG},${TODAY},100,1,0,0`,
    ]);
    const stores = await write("stores.csv", ["store,name,region", `${YOUNG},Young store,BE`]);
    const { code, output } = await runProduct(
      ["import", "--sales", sales, "--stores", stores, "--retrain", "off"],
      { DATABASE_URL: chain.databaseUrl, STORECAST_HOME: join(folder, "home"), LOG_LEVEL: "error" },
    );
    if (code !== 0) throw new Error(output);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
