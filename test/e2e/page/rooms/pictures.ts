import { resolve } from "node:path";
import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { openPinned } from "../../../support/pinned-page.js";
import type { OpenPage } from "../../../support/page.js";
import { expectPicture } from "../../../support/pictures.js";
import type { GetWorld } from "./world.js";

/** `npm run pictures` renews the stored ones. */
const FOLDER = {
  folder: resolve(import.meta.dirname, "../pictures"),
  isRenewing: process.env["STORECAST_PICTURES"] === "renew",
};

const PLACES = [
  ["fleet", "/"],
  ["store", "/stores/1"],
  ["compare", "/compare?stores=1,2,3&scale=index"],
] as const;

const SCREENS = [
  ["1280-light", { width: 1_280, height: 1_100 }, "light"],
  ["360-dark", { width: 360, height: 1_400 }, "dark"],
] as const;

/** What the rooms look like. */
export function describePictures(getWorld: GetWorld): void {
  let open: OpenPage;
  beforeAll(async () => {
    open = await openPinned(getWorld());
  });
  afterAll(() => open?.close());

  describe.each(PLACES)("the picture of the %s", (place, path) => {
    test.each(SCREENS)("is the stored one at %s", async (screen, size, colorScheme) => {
      const { page, origin } = open;
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.goto(`${origin}${path}`);
      await page.getByText("Live", { exact: true }).waitFor();
      await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
      await page.waitForLoadState("networkidle");
      // what came is drawn with the next frame
      await page.evaluate(
        "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))",
      );
      const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
      await expectPicture(`${place}-${screen}`, picture, FOLDER);
    });
  });
}
