import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { openBrowser } from "../support/browser.js";
import { startFleetWorld, type Api, type FleetWorld } from "../support/fleet-world.js";
import { openPage } from "../support/page.js";
import { measureScroll } from "../support/scroll.js";

const STORES = 1_115;
const LEAST_FRAMES_PER_SECOND = 50;

let world: FleetWorld;
let api: Api;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startFleetWorld(STORES), openBrowser()]);
  api = await world.startApi();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

test(`a table of ${STORES} stores scrolls at ${LEAST_FRAMES_PER_SECOND} frames a second or more`, async () => {
  const open = await openPage(browser, api.url, "/");
  const { page } = open;
  const grid = page.getByRole("grid");
  await grid.waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const { framesPerSecond, scrolled } = await measureScroll(grid, LEAST_FRAMES_PER_SECOND);
  process.stderr.write(`${framesPerSecond.toFixed(1)} frames a second\n`);
  expect(await grid.getAttribute("aria-rowcount")).toBe(String(STORES + 1));
  // those in sight alone are in the page
  expect(await page.getByRole("rowheader").count()).toBeLessThan(60);
  expect(scrolled).toBeGreaterThan(3_000);
  expect(framesPerSecond).toBeGreaterThanOrEqual(LEAST_FRAMES_PER_SECOND);
  await open.close();
}, 60_000);
