/** Writes the pictures of the planner's page in the README: `npm run screenshots:page`. Starts the product with its sample data, and looks at it. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { openBrowser } from "../test/support/browser.js";
import { startProduct } from "../test/support/product.js";

const FOLDER = resolve(import.meta.dirname, "../docs/images");
/** The sample ends the day before: the same pictures each time. */
const TODAY = "2026-11-23";
const PLACES = [
  ["fleet", "/?stores=1,2,3"],
  ["store", "/stores/39"],
  ["compare", "/compare?stores=39,32,12,7&scale=index"],
] as const;

const home = await mkdtemp(join(tmpdir(), "storecast-screenshots-"));
const product = startProduct(["start"], { STORECAST_HOME: home, STORECAST_TODAY: TODAY, LOG_LEVEL: "error" });
const browser = await openBrowser();
try {
  const [, graphql] = await product.waitFor(/GraphQL\s+(http:\S+)/);
  await allTrained(graphql!);
  await mkdir(FOLDER, { recursive: true });
  const page = await browser.newPage({
    ...{ viewport: { width: 1_440, height: 900 }, locale: "en-US", timezoneId: "UTC", colorScheme: "light" },
  });
  page.setDefaultTimeout(30_000);
  for (const [name, path] of PLACES) {
    await page.goto(new URL(path, graphql).href);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `${FOLDER}/page-${name}.png`, animations: "disabled" });
  }
} finally {
  await browser.close();
  product.signal("SIGTERM");
  await product.exited;
  await rm(home, { recursive: true, force: true });
}

/** Resolves when each store has a model, or nothing is left to train. */
async function allTrained(graphql: string): Promise<void> {
  for (let look = 0; look < 600; look++) {
    const response = await fetch(graphql, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ fleet { stores untrained queued running } }" }),
    });
    const { data } = (await response.json()) as { data: { fleet: Record<string, number> } };
    const { stores, untrained, queued, running } = data.fleet;
    if (stores! > 0 && queued === 0 && running === 0 && untrained! < stores!) return;
    await new Promise((resume) => setTimeout(resume, 500));
  }
  throw new Error(`no models within five minutes:\n${product.output.join("\n")}`);
}
