import { writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { askText } from "../../support/graphql-client.js";
import {
  expectAccessible,
  startPageWorld,
  TODAY,
  type OpenPage,
  type PageWorld,
} from "../../support/page.js";
import { runProduct } from "../../support/product.js";

const STORES = 6;
/** A store with too few days to learn from. */
const YOUNG = "young";

let world: PageWorld;
let folder: string;
const opened: OpenPage[] = [];

beforeAll(async () => {
  [world, folder] = await Promise.all([
    startPageWorld(STORES),
    mkdtemp(join(tmpdir(), "storecast-refresh-")),
  ]);
}, 180_000);
afterEach(async () => {
  await world.chain.startWorker();
  for (const open of opened.splice(0)) await open.close();
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const visit = async (path: string) => {
  const open = await world.open(path);
  opened.push(open);
  await open.page.getByText("Live", { exact: true }).waitFor();
  return open.page;
};
const codes = Array.from({ length: STORES }, (_, at) => String(at + 1));
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

/** Imports the sales of a day, as whoever delivers them does; stores that are new have a file of their own. */
async function importSales(day: string, sales: readonly (readonly [store: string, y: number])[]) {
  const write = async (name: string, header: string, rows: readonly string[]) => {
    const file = join(folder, name);
    await writeFile(file, `${[header, ...rows].join("\n")}\n`);
    return file;
  };
  const rows = sales.map(([store, y]) => `${store},${day},${y},1,0,0`);
  const file = await write("sales.csv", "store,date,y,open,promo,school_holiday", rows);
  const isNew = sales.some(([store]) => store === YOUNG);
  const stores = isNew
    ? ["--stores", await write("stores.csv", "store,name,region", [`${YOUNG},Young store,BE`])]
    : [];
  const { code, output } = await runProduct(["import", "--sales", file, ...stores, "--retrain", "off"], {
    ...{ DATABASE_URL: world.chain.databaseUrl, STORECAST_HOME: join(folder, "home"), LOG_LEVEL: "error" },
  });
  if (code !== 0) throw new Error(output);
}

/** The region of the first store, and how many stores it has. */
async function findRegion(): Promise<{ id: string; stores: number }> {
  const { data } = await askText(world.url, `{ store(id: "1") { region { id stores { totalCount } } } }`);
  const { region } = data?.["store"] as { region: { id: string; stores: { totalCount: number } } };
  return { id: region.id, stores: region.stores.totalCount };
}

describe("the planner's morning", () => {
  test("stores with new days are stale; a refresh is followed to its end, and the table is up to date by itself", async () => {
    await importSales(
      TODAY,
      codes.map((code) => [code, 5_000]),
    );
    const page = await visit("/");
    await see(page, "new days came in");
    const rows = (status: string) => page.getByRole("row").filter({ hasText: status });
    expect(await rows("Stale").count()).toBe(STORES);
    const { id, stores } = await findRegion();
    await page.goto(`${world.url}/?regions=${id}`);
    await rows("Stale")
      .nth(stores - 1)
      .waitFor();
    await world.chain.stopWorker();
    await button(page, "Refresh the region").click();
    await seeStatus(page, "Waiting for a worker");
    await see(page, `0 of ${stores} done`);
    await button(page, "Cancel").waitFor();
    await expectAccessible(page);
    await world.chain.startWorker();
    await seeStatus(page, stores === 1 ? "1 store refreshed" : `${stores} stores refreshed`);
    await rows("Ready")
      .nth(stores - 1)
      .waitFor();
    expect(await rows("Stale").count()).toBe(0);
  });

  test("what has seen all data is trained again on demand alone, and that can be cancelled while it waits", async () => {
    await world.chain.stopWorker();
    const page = await visit("/stores/1");
    await button(page).click();
    await seeStatus(page, "The newest version has seen all data");
    await button(page, "Train anyway").click();
    await seeStatus(page, /^Waiting for a worker/);
    await button(page, "Cancel").click();
    await seeStatus(page, "Cancelled before it began");
  });
});

test("two windows share one training, and the second is told so", async () => {
  await world.chain.stopWorker();
  const [first, second] = [await visit("/stores/2"), await visit("/stores/2")];
  await importSales("2015-07-30", [["2", 4_321]]);
  await button(first).click();
  await seeStatus(first, /^Waiting for a worker/);
  // the other one hears of it before it asks
  await seeStatus(second, /^Waiting for a worker/);
  await button(second).click();
  await seeStatus(second, "Joined a refresh that is already under way (2 requests)");
  await button(first).click();
  await seeStatus(first, "Joined a refresh that is already under way (3 requests)");
  await world.chain.startWorker();
  for (const page of [first, second]) await seeStatus(page, /^(Refreshed|Trained) at/);
});

test("what ends while the planner is in another room or tab is told there, and on return", async () => {
  await world.chain.stopWorker();
  await importSales("2015-07-29", [
    ["3", 4_321],
    ["4", 4_321],
  ]);
  const page = await visit("/stores/3");
  await button(page).click();
  await seeStatus(page, /^Waiting/);
  await page.getByRole("link", { name: "Compare" }).click();
  await world.chain.startWorker();
  await see(page, /^Store 3 was refreshed\.$|3 was refreshed/);
  await page.getByRole("link", { name: "See it" }).click();
  await page.waitForURL("**/stores/3**");

  await showTab(page, "hidden");
  const other = await visit("/stores/4");
  await button(other).click();
  await seeStatus(other, /^(Refreshed|Trained) at/);
  await showTab(page, "visible");
  await see(page, /^While you were away: .*4 was refreshed/);
});

test("a training that fails says why, at the button and among the refreshes", async () => {
  await importSales(TODAY, [[YOUNG, 100]]);
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
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
});

test("while the API is gone the page says since when and keeps what it has; then it hears what it missed", async () => {
  await importSales("2015-07-28", [["5", 4_321]]);
  await world.chain.stopWorker();
  const page = await visit("/stores/5");
  await button(page).click();
  await seeStatus(page, /^Waiting/);
  await world.stopApi();
  const trouble = page.getByRole("region", { name: "What is wrong" });
  await trouble.getByText("Storecast cannot be reached").waitFor();
  await trouble.getByText(/^What you see is as of \d+:\d\d/).waitFor();
  await trouble.getByText(/^Since \d+:\d\d [AP]M · Trying again by itself/).waitFor();
  const days = page.getByRole("table", { name: "Expected demand by day" });
  expect(await days.locator("tbody tr").count()).toBe(7);
  await expectAccessible(page);
  await world.chain.startWorker();
  await world.startApi();
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
  await stores.first().waitFor();
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
  await page.locator("tbody th").first().waitFor();
  process.kill(-world.chain.mlflowPid, "SIGSTOP");
  try {
    const trouble = page.getByRole("region", { name: "What is wrong" });
    await trouble.getByText("MLflow does not answer").waitFor({ timeout: 40_000 });
    await trouble.getByText(/^Forecasts go on: the champions that MLflow named at/).waitFor();
    await trouble.getByText(/^Versions, promotions, rollbacks and new trainings wait/).waitFor();
    const days = page.getByRole("table", { name: "Expected demand by day" });
    expect(await days.locator("tbody tr").count()).toBe(7);
    await expectAccessible(page);
  } finally {
    process.kill(-world.chain.mlflowPid, "SIGCONT");
  }
  await page.getByRole("region", { name: "What is wrong" }).waitFor({ state: "detached", timeout: 40_000 });
});
