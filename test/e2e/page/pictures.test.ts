import { resolve } from "node:path";
import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { openPinned } from "../../support/pinned-page.js";
import { startPageWorld, type PageWorld } from "../../support/page.js";
import { expectPicture } from "../../support/pictures.js";

/** `npm run pictures` renews the stored ones. */
const FOLDER = {
  folder: resolve(import.meta.dirname, "pictures"),
  isRenewing: process.env["STORECAST_PICTURES"] === "renew",
};
/** One store is left without a model. */
const STORES = 8;

const PLACES = [
  ["fleet", "/"],
  ["store", "/stores/1"],
  ["compare", "/compare?stores=1,2,3&scale=index"],
] as const;

const SCREENS = [
  ["1280-light", { viewport: { width: 1_280, height: 1_100 }, colorScheme: "light" }],
  ["360-dark", { viewport: { width: 360, height: 1_400 }, colorScheme: "dark" }],
] as const;

let world: PageWorld;
beforeAll(async () => {
  world = await startPageWorld(STORES, STORES - 1);
}, 180_000);
afterAll(() => world.close());

describe.each(PLACES)("the picture of the %s", (place, path) => {
  test.each(SCREENS)("is the stored one at %s", async (screen, options) => {
    const open = await openPinned(world, path, options);
    const { page } = open;
    try {
      await page.getByText("Live", { exact: true }).waitFor();
      await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
      await page.waitForLoadState("networkidle");
      // what came is drawn with the next frame
      await page.evaluate(
        "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))",
      );
      const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
      await expectPicture(`${place}-${screen}`, picture, FOLDER);
    } finally {
      await open.close();
    }
  });
});
