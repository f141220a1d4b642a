import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, Page } from "playwright-core";

import { openBrowser } from "../support/browser.js";
import { startTrainedChain, type TrainedChain } from "../support/trained-chain.js";

/** Longest wait for anything on a page, ms. */
const PATIENCE_MS = 30_000;

let chain: TrainedChain;
let browser: Browser;
let page: Page;
let modelUrl: string;

beforeAll(async () => {
  [chain, browser] = await Promise.all([startTrainedChain(3), openBrowser()]);
  await chain.train({ from: 0, to: 3, requestedBy: "planner", trigger: "first training" });
  page = await browser.newPage({ viewport: { width: 1_700, height: 1_400 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(PATIENCE_MS);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await chain.stop();
});

const see = (text: string | RegExp) => page.getByText(text).first().waitFor();
const follow = (name: string | RegExp) => page.getByRole("link", { name }).first().click();
/** Links in descriptions open a tab of their own. @returns the one that was left */
const followToNewTab = async (name: string) => {
  const left = page;
  const opened = left.waitForEvent("popup");
  await left.getByRole("link", { name, exact: true }).first().click();
  page = await opened;
  page.setDefaultTimeout(PATIENCE_MS);
  return left;
};
const openTab = (name: string) => page.getByText(name, { exact: true }).first().click();
/** Width of the picture that an artifact is shown as. */
const pictureWidth = async () => {
  const picture = page.locator('img[src^="blob:"], img[src*="artifact"]').first();
  await picture.waitFor();
  return await picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);
};

describe("MLflow's pages, from one to the next", () => {
  test("our link opens the list of trainings, in the view for trained models", async () => {
    await page.goto(chain.experimentUrl);
    await see(/^retrain 3 stores \d{4}-/);
    await see("One run a training batch");
    await see(/storecast-store-000\d \(/);
  });

  test("a run says who asked, what came of it, how well, and on what", async () => {
    await follow(/^retrain 3 stores/);
    await see(/^3 stores trained$/);
    await see(/promoted to champion, 0 failed\. WAPE \d+\.\d % against the baseline's/);
    await see("Logged models (3)");
    for (const metric of ["wape_median", "wape_pooled", "coverage", "stores_trained", "seconds"])
      await see(metric);
    for (const param of ["recipe", "horizon", "folds", "level"]) await see(param);
    await see("first training");
    await see("storecast.data_d");
    expect(await page.getByRole("link", { name: "planner" }).count()).toBeGreaterThan(0);
  });

  test("its artifacts are a table of stores and a picture of their errors", async () => {
    await openTab("Artifacts");
    await page.getByText("stores.json").first().click();
    await see("View as table");
    await see("baseline_wape");
    await page.getByText("wape-over-stores.svg").first().click();
    expect(await pictureWidth()).toBeGreaterThan(500);
  });

  test("a logged model has its metrics in all and by fold, params, dataset and source run", async () => {
    await page.goto(chain.experimentUrl.replace("/runs?", "/models?"));
    await follow("storecast-store-0002");
    modelUrl = page.url();
    await see(/^Metrics \(\d+\)$/);
    for (const text of ["fold_wape", "fold_coverage", "baseline_wape", "recipe_json"]) await see(text);
    await see(/storecast-store-0002 \(#[0-9a-f]{32}\)/);
    await see(/^retrain 3 stores/);
    await see("All versions of the store");
  });

  test("its artifacts have a picture of its backtest", async () => {
    await openTab("Artifacts");
    await page.getByText("backtest-and-components.svg").first().click();
    expect(await pictureWidth()).toBeGreaterThan(500);
  });

  test("its description leads to the registered model, with its alias", async () => {
    await page.goto(modelUrl);
    await see("All versions of the store");
    const left = await followToNewTab("storecast-store-0002");
    // a tab of MLflow's goes on working while nobody looks
    await left.goto("about:blank");
    await see("Daily demand of store 2.");
    await see("champion");
    await see("storecast.wape");
  });

  test("a version says how it is asked, and leads back to run and logged model", async () => {
    await follow("Version 1");
    await see("dataframe_split");
    await see("Inputs (");
    const version = await followToNewTab("logged model");
    await see("fold_wape");
    await page.close();
    page = version;
    await followToNewTab("Run");
    await see(/^3 stores trained$/);
  });
});
