/** Writes the pictures of docs/mlflow.md: `npm run screenshots`. Trains a generated chain into a real MLflow and looks at its pages. */
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";

import type { Page } from "playwright-core";

import { openBrowser } from "../test/support/browser.js";
import { startTrainedChain } from "../test/support/trained-chain.js";

const FOLDER = resolve(import.meta.dirname, "../docs/images");
const STORES = 12;
/** MLflow opens in its view for language models unless a link says otherwise. */
const VIEW = "workflowType=machine_learning";

const chain = await startTrainedChain(STORES);
const browser = await openBrowser();
try {
  await mkdir(FOLDER, { recursive: true });
  const train = (requestedBy: string, trigger: "first training" | "person", to = STORES) =>
    chain.train({ from: 0, to, requestedBy, trigger });
  await train("storecast", "first training");
  await train("ann", "person", 1);
  const page = await browser.newPage({
    viewport: { width: 1_500, height: 960 },
    deviceScaleFactor: 0.8,
  });
  page.setDefaultTimeout(60_000);
  const shown = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const shoot = async (name: string) => {
    // pages go on drawing after their words are there
    await page.waitForLoadState("load");
    await page.screenshot({ path: `${FOLDER}/mlflow-${name}.png`, animations: "disabled" });
  };

  await page.goto(chain.experimentUrl);
  await shown("retrain 1 store");
  await closeAssistant(page);
  await shoot("runs");

  await page
    .getByRole("link", { name: /^retrain 12 stores/ })
    .first()
    .click();
  await shown("Logged models (12)");
  const [runUrl] = page.url().split("?");
  await page.goto(`${runUrl}?${VIEW}`);
  await shown("promoted to champion");
  await page.getByText("Show more").first().click();
  await shoot("run");

  await page.goto(`${runUrl}/artifacts?${VIEW}`);
  await page.getByText("stores.json").first().click();
  await shown("baseline_wape");
  await shoot("table");
  await page.getByText("wape-over-stores.svg").first().click();
  await page.locator('img[src^="blob:"], img[src*="artifact"]').first().waitFor();
  await shoot("errors");

  await page.goto(chain.experimentUrl.replace("/runs?", "/models?"));
  await page.getByRole("link", { name: "storecast-store-0001" }).first().click();
  await shown("fold_wape");
  const [modelUrl] = page.url().split("?");
  await page.goto(`${modelUrl}?${VIEW}`);
  await shown("fold_wape");
  await shoot("model");
  await page.goto(`${modelUrl}/artifacts?${VIEW}`);
  await page.getByText("backtest-and-components.svg").first().click();
  await page.locator('img[src^="blob:"], img[src*="artifact"]').first().waitFor();
  await shoot("backtest");

  await page.goto(`${chain.mlflowUrl}/#/models/storecast-store-0001?${VIEW}`);
  await shown("Version 2");
  await shoot("registered-model");
  await page.goto(`${chain.mlflowUrl}/#/models/storecast-store-0001/versions/2?${VIEW}`);
  await shown("dataframe_split");
  await shoot("version");
} finally {
  await browser.close();
  await chain.stop();
}

/** The panel of MLflow's assistant hides a third of every page. */
async function closeAssistant(page: Page): Promise<void> {
  const title = page.getByText("MLflow Assistant").first();
  await title.locator("xpath=following::button[.//*[local-name()='svg']]").nth(2).click();
}
